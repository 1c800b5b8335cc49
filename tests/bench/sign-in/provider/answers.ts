import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { faultHeader, foreignState, isFault } from '../faults.ts';
import type { Authorization, IdTokens } from './id-token.ts';

const subject = '910000000001';

/**
 * A minimal OpenID provider: code flow with PKCE S256 and nothing else. The person is signed in
 * already, so the authorization endpoint redirects at once.
 */
export function createAnswers(idTokens: IdTokens, issuer: () => string) {
  const authorizations = new Map<string, Authorization>();
  const accessTokens = new Set<string>();

  function discovery(): Readonly<Record<string, unknown>> {
    return {
      issuer: issuer(),
      authorization_endpoint: `${issuer()}/authorize`,
      token_endpoint: `${issuer()}/token`,
      jwks_uri: `${issuer()}/jwks`,
      userinfo_endpoint: `${issuer()}/userinfo`,
      end_session_endpoint: `${issuer()}/end-session`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none'],
      authorization_response_iss_parameter_supported: true,
    };
  }

  function authorize(url: URL, request: IncomingMessage, response: ServerResponse): void {
    const given = (name: string) => url.searchParams.get(name) ?? '';
    const redirect = new URL(given('redirect_uri'));
    const fault = request.headers[faultHeader];
    if (
      given('response_type') !== 'code' ||
      given('code_challenge_method') !== 'S256' ||
      given('code_challenge') === '' ||
      given('nonce') === '' ||
      redirect.hostname !== '127.0.0.1' ||
      !isFault(fault)
    ) {
      response.writeHead(400).end();
      return;
    }
    const code = randomBytes(24).toString('base64url');
    authorizations.set(code, {
      clientId: given('client_id'),
      redirectUri: redirect.href,
      codeChallenge: given('code_challenge'),
      nonce: given('nonce'),
      fault,
    });
    redirect.searchParams.set('code', code);
    redirect.searchParams.set('state', fault === 'wrong-state' ? foreignState : given('state'));
    redirect.searchParams.set('iss', fault === 'wrong-iss' ? 'https://provider.invalid' : issuer());
    response.writeHead(302, { location: redirect.href, 'cache-control': 'no-store' }).end();
  }

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await text(request));
    const code = form.get('code') ?? '';
    const authorization = authorizations.get(code);
    authorizations.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (
      authorization === undefined ||
      form.get('grant_type') !== 'authorization_code' ||
      form.get('client_id') !== authorization.clientId ||
      form.get('redirect_uri') !== authorization.redirectUri ||
      challenge !== authorization.codeChallenge
    ) {
      json(response, 400, { error: 'invalid_grant' });
      return;
    }
    const accessToken = randomBytes(24).toString('base64url');
    accessTokens.add(accessToken);
    json(response, 200, {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: 600,
      id_token: await idTokens.sign(issuer(), subject, authorization),
    });
  }

  function userinfo(request: IncomingMessage, response: ServerResponse): void {
    const accessToken = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if (!accessTokens.delete(accessToken)) {
      response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end();
      return;
    }
    json(response, 200, { sub: subject, name: 'Ben Carter' });
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '', issuer());
    switch (`${request.method} ${url.pathname}`) {
      case 'GET /.well-known/openid-configuration':
        return json(response, 200, discovery());
      case 'GET /authorize':
        return authorize(url, request, response);
      case 'POST /token':
        return token(request, response);
      case 'GET /jwks':
        return json(response, 200, idTokens.jwks);
      case 'GET /userinfo':
        return userinfo(request, response);
      default:
        response.writeHead(404).end();
    }
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  response.writeHead(status, headers).end(JSON.stringify(body));
}
