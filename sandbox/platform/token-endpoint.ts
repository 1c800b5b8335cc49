import type { IncomingMessage } from 'node:http';
import type { JWTPayload } from 'jose';
import type { FaultSwitch } from '../faults.ts';
import { type Answer, header, mediaType, readBody } from '../http/exchange.ts';
import type { IssuedSecrets } from '../issued-secrets.ts';
import type { ClientAuthentication, TokenRequest } from './client-authentication.ts';
import type { CombinedSignIn } from './combined-sign-in.ts';
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
  readonly combined: CombinedSignIn;
  /** Least authenticator assurance level the application's products are granted for. */
  readonly leastLevel: 2 | 3;
  readonly faults: FaultSwitch;
  readonly secrets: IssuedSecrets;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

interface AnswerDetails {
  readonly extra?: Readonly<Record<string, string>>;
  /** False to leave the refresh token out, as some servers do. */
  readonly withRefreshToken?: boolean;
}

/** The platform sends every number as a string. */
function tokenAnswer(
  endpoint: TokenEndpoint,
  issued: IssuedTokens,
  { extra = {}, withRefreshToken = true }: AnswerDetails = {},
): Answer {
  endpoint.secrets.note('access-token', issued.accessToken);
  if (withRefreshToken) endpoint.secrets.note('refresh-token', issued.refreshToken);
  return {
    status: 200,
    headers: { 'cache-control': 'no-store', pragma: 'no-cache' },
    body: {
      access_token: issued.accessToken,
      expires_in: String(accessTokenSeconds),
      ...(withRefreshToken && { refresh_token: issued.refreshToken }),
      refresh_token_expires_in: String(issued.refreshExpiresIn),
      refresh_count: String(issued.refreshCount),
      token_type: 'Bearer',
      ...extra,
    },
  };
}

/** Products are granted per level (urn:nhsd:apim:user-nhs-cis2:aal2|aal3:…); none is for AAL1. */
function checkLevel(endpoint: TokenEndpoint, level: number): void {
  if (level >= endpoint.leastLevel && !endpoint.faults.active().includes('exchange-refused'))
    return;
  throw new OAuthError(
    401,
    'unauthorized_client',
    'you have tried to request authorization but your application is not configured to use this authorization grant type',
  );
}

async function exchange(endpoint: TokenEndpoint, request: TokenRequest): Promise<Answer> {
  const { form } = request;
  if (form.get('subject_token_type') !== idTokenType) {
    throw new OAuthError(
      400,
      'invalid_request',
      `missing or invalid subject_token_type - must be '${idTokenType}'`,
    );
  }
  const clientId = await endpoint.authenticateClient(request);
  const subjectToken = form.get('subject_token');
  if (subjectToken === null || subjectToken === '') {
    throw new OAuthError(400, 'invalid_request', 'Missing subject_token');
  }
  const claims = await endpoint.checkSubjectToken(subjectToken);
  const level = Number(claims['authentication_assurance_level']);
  checkLevel(endpoint, level);
  const issued = endpoint.tokens.issue({
    uid: claims.sub,
    clientId,
    level,
    userinfo: undefined,
    firstIssuedAt: endpoint.now(),
  });
  return tokenAnswer(endpoint, issued, { extra: { issued_token_type: accessTokenType } });
}

/** The combined pattern's code grant: no id token comes back. */
async function codeGrant(endpoint: TokenEndpoint, request: TokenRequest): Promise<Answer> {
  const clientId = await endpoint.authenticateClient(request);
  const { uid, level, userinfo } = endpoint.combined.redeem(request.form);
  checkLevel(endpoint, level);
  const firstIssuedAt = endpoint.now();
  return tokenAnswer(
    endpoint,
    endpoint.tokens.issue({ uid, clientId, level, userinfo, firstIssuedAt }),
  );
}

async function refresh(endpoint: TokenEndpoint, request: TokenRequest): Promise<Answer> {
  const clientId = await endpoint.authenticateClient(request);
  const refreshToken = request.form.get('refresh_token');
  if (refreshToken === null || refreshToken === '') {
    throw new OAuthError(400, 'invalid_request', 'refresh_token is missing');
  }
  const active = endpoint.faults.active();
  if (active.includes('refresh-empty-body-401')) return { status: 401 };
  if (active.includes('refresh-refused')) {
    throw new OAuthError(401, 'invalid_grant', 'refresh_token is invalid');
  }
  const keepOld = active.includes('refresh-without-new-token');
  const issued = endpoint.tokens.refresh(refreshToken, clientId, keepOld);
  return tokenAnswer(endpoint, issued, { withRefreshToken: !keepOld });
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
  const authorization = header(request, 'authorization');
  switch (form.get('grant_type')) {
    case tokenExchange:
      return exchange(endpoint, { grant: 'token-exchange', form, authorization });
    case 'authorization_code':
      return codeGrant(endpoint, { grant: 'authorization-code', form, authorization });
    case 'refresh_token':
      return refresh(endpoint, { grant: 'refresh', form, authorization });
    case null:
    case '':
      throw new OAuthError(400, 'invalid_request', 'grant_type is missing');
    default:
      throw new OAuthError(400, 'unsupported_grant_type', 'grant_type is invalid');
  }
}

/** Answers `/oauth2/token`: token exchange (RFC 8693), code and refresh, as the API platform does. */
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
