import type { IncomingMessage } from 'node:http';
import type { JWTPayload } from 'jose';
import type { FaultSwitch } from '../faults.ts';
import { type Answer, mediaType, readBody } from '../http/exchange.ts';
import type { IssuedSecrets } from '../issued-secrets.ts';
import type { ClientAuthentication } from './client-authentication.ts';
import { OAuthError, oauthErrorAnswer } from './oauth-error.ts';
import { accessTokenSeconds, type IssuedTokens, type TokenStore } from './token-store.ts';

const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const idTokenType = 'urn:ietf:params:oauth:token-type:id_token';
const accessTokenType = 'urn:ietf:params:oauth:token-type:access_token';

export interface TokenEndpoint {
  readonly tokens: TokenStore;
  readonly authenticateClient: ClientAuthentication;
  readonly checkSubjectToken: (
    subjectToken: string,
  ) => Promise<JWTPayload & { readonly sub: string }>;
  readonly faults: FaultSwitch;
  readonly secrets: IssuedSecrets;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The platform sends every number as a string. */
function tokenAnswer(
  endpoint: TokenEndpoint,
  issued: IssuedTokens,
  extra: Readonly<Record<string, string>> = {},
): Answer {
  endpoint.secrets.note('access-token', issued.accessToken);
  endpoint.secrets.note('refresh-token', issued.refreshToken);
  return {
    status: 200,
    headers: { 'cache-control': 'no-store', pragma: 'no-cache' },
    body: {
      access_token: issued.accessToken,
      expires_in: String(accessTokenSeconds),
      refresh_token: issued.refreshToken,
      refresh_token_expires_in: String(issued.refreshExpiresIn),
      refresh_count: String(issued.refreshCount),
      token_type: 'Bearer',
      ...extra,
    },
  };
}

async function exchange(endpoint: TokenEndpoint, form: URLSearchParams): Promise<Answer> {
  if (form.get('subject_token_type') !== idTokenType) {
    throw new OAuthError(
      400,
      'invalid_request',
      `missing or invalid subject_token_type - must be '${idTokenType}'`,
    );
  }
  const clientId = endpoint.authenticateClient(form);
  const subjectToken = form.get('subject_token');
  if (subjectToken === null || subjectToken === '') {
    throw new OAuthError(400, 'invalid_request', 'Missing subject_token');
  }
  const claims = await endpoint.checkSubjectToken(subjectToken);
  const level = Number(claims['authentication_assurance_level']);
  // Products are granted per level (urn:nhsd:apim:user-nhs-cis2:aal2|aal3:…); none is for AAL1.
  if (level < 2 || endpoint.faults.active().includes('exchange-refused')) {
    throw new OAuthError(
      401,
      'unauthorized_client',
      'you have tried to request authorization but your application is not configured to use this authorization grant type',
    );
  }
  const issued = endpoint.tokens.issue({
    uid: claims.sub,
    clientId,
    firstIssuedAt: endpoint.now(),
  });
  return tokenAnswer(endpoint, issued, { issued_token_type: accessTokenType });
}

function refresh(endpoint: TokenEndpoint, form: URLSearchParams): Answer {
  const clientId = endpoint.authenticateClient(form);
  const refreshToken = form.get('refresh_token');
  if (refreshToken === null || refreshToken === '') {
    throw new OAuthError(400, 'invalid_request', 'refresh_token is missing');
  }
  if (endpoint.faults.active().includes('refresh-refused')) {
    throw new OAuthError(401, 'invalid_grant', 'refresh_token is invalid');
  }
  return tokenAnswer(endpoint, endpoint.tokens.refresh(refreshToken, clientId));
}

async function grant(endpoint: TokenEndpoint, request: IncomingMessage): Promise<Answer> {
  if (request.method !== 'POST') {
    throw new OAuthError(405, 'invalid_request', 'The request method is not allowed');
  }
  if (mediaType(request) !== 'application/x-www-form-urlencoded') {
    throw new OAuthError(
      415,
      'invalid_request',
      'Content-Type header must be application/x-www-form-urlencoded',
    );
  }
  const form = new URLSearchParams(await readBody(request));
  switch (form.get('grant_type')) {
    case tokenExchange:
      return exchange(endpoint, form);
    case 'refresh_token':
      return refresh(endpoint, form);
    case null:
    case '':
      throw new OAuthError(400, 'invalid_request', 'grant_type is missing');
    default:
      throw new OAuthError(400, 'unsupported_grant_type', 'grant_type is invalid');
  }
}

/** Answers `/oauth2/token`: token exchange (RFC 8693) and refresh, as the API platform does. */
export async function answerTokenRequest(
  endpoint: TokenEndpoint,
  request: IncomingMessage,
): Promise<Answer> {
  try {
    return await grant(endpoint, request);
  } catch (error) {
    if (error instanceof OAuthError) return oauthErrorAnswer(error);
    throw error;
  }
}
