import type { IncomingMessage } from 'node:http';
import { type Answer, header } from '../http/exchange.ts';
import type { TokenStore } from './token-store.ts';

/** The words are ours; status and challenge are RFC 6750's. */
function refusal(description: string): Answer {
  return {
    status: 401,
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    body: { error: 'invalid_token', error_description: description },
  };
}

/** Answers `GET /oauth2/userinfo`: who signed in with the combined pattern. */
export function answerUserinfo(tokens: TokenStore, request: IncomingMessage): Answer {
  if (request.method !== 'GET') return { status: 405, headers: { allow: 'GET' } };
  const [, token = ''] = /^Bearer (\S+)$/i.exec(header(request, 'authorization') ?? '') ?? [];
  if (token === '') return refusal('Missing access token');
  const check = tokens.check(token);
  switch (check.kind) {
    case 'unknown':
      return refusal('Invalid Access Token');
    case 'expired':
      return refusal('Access Token expired');
    case 'valid': {
      const { userinfo } = check.session;
      if (userinfo === undefined) return refusal('The token is not of a combined sign-in');
      return { status: 200, headers: { 'cache-control': 'no-store' }, body: userinfo };
    }
  }
}
