import * as client from 'openid-client';
import { CareDeskError } from '../contract/caredesk-error.ts';
import type { FailureCode } from '../contract/failures.ts';
import {
  describeNetworkFailure,
  isCertificateDateFailure,
  type NetworkFailure,
  networkFailureOf,
} from '../network/network-failure.ts';

/** Where in the sign-in an error arose: the same error means different things at each. */
export type SignInStage = 'discovery' | 'code-grant' | 'userinfo' | 'token-exchange' | 'refresh';

const networkCodes: Record<NetworkFailure, FailureCode> = {
  offline: 'NETWORK_OFFLINE',
  'name-not-found': 'NETWORK_NAME_NOT_FOUND',
  certificate: 'NETWORK_CERTIFICATE_NOT_TRUSTED',
  proxy: 'NETWORK_PROXY_UNREACHABLE',
  'proxy-sign-in': 'NETWORK_PROXY_SIGN_IN',
  'log-in-page': 'NETWORK_LOG_IN_NEEDED',
  'too-long': 'NETWORK_ANSWER_TOO_LONG',
  timeout: 'PROVIDER_TIMEOUT',
  unreachable: 'PROVIDER_UNREACHABLE',
};

/** Errors an authorization server sends about us, not about the person (RFC 6749 section 5.2). */
const clientErrors = new Set(['invalid_client', 'unauthorized_client', 'invalid_request']);

/** Turns whatever openid-client or the network threw into an error with a stable code. */
export function toIdentityError(error: unknown, stage: SignInStage): CareDeskError {
  if (error instanceof CareDeskError) return error;
  // A clock that is far off fails the certificate before any answer can tell the time.
  if (isCertificateDateFailure(error)) {
    return new CareDeskError('SIGN_IN_CLOCK_WRONG', { cause: error });
  }
  const detail = describeNetworkFailure(error)?.detail ?? null;
  return new CareDeskError(codeOf(error, stage), {
    cause: error,
    ...(detail === null ? {} : { detail: detail.slice(0, 200) }),
  });
}

function codeOf(error: unknown, stage: SignInStage): FailureCode {
  const network = networkFailureOf(error);
  if (network !== null) {
    return isPlatform(stage) && network === 'unreachable'
      ? 'TOKEN_EXCHANGE_UNREACHABLE'
      : networkCodes[network];
  }
  if (error instanceof client.AuthorizationResponseError) {
    return refusals.has(error.error) ? 'SIGN_IN_REFUSED' : 'SIGN_IN_PROVIDER_ERROR';
  }
  if (error instanceof client.ResponseBodyError) return refusedBy(error.error, stage);
  if (error instanceof client.WWWAuthenticateChallengeError) {
    return stage === 'userinfo' ? 'SIGN_IN_PROVIDER_ERROR' : refusedBy('invalid_client', stage);
  }
  if (error instanceof client.ClientError) return clientErrorCode(error, stage);
  // Whatever else the library throws, it threw over what came back.
  return stage === 'code-grant' ? 'SIGN_IN_TOKEN_INVALID' : 'PROVIDER_NOT_UNDERSTOOD';
}

/** The person, or the provider on their behalf, said no (RFC 6749 4.1.2.1; OIDC Core 3.1.2.6). */
const refusals = new Set([
  'access_denied',
  'login_required',
  'interaction_required',
  'account_selection_required',
  'consent_required',
]);

function refusedBy(error: string, stage: SignInStage): FailureCode {
  switch (stage) {
    case 'token-exchange':
      return 'TOKEN_EXCHANGE_REFUSED';
    case 'refresh':
      return 'SESSION_ENDED';
    case 'discovery':
    case 'userinfo':
      return 'SIGN_IN_PROVIDER_ERROR';
    case 'code-grant':
      if (error === 'invalid_grant') return 'SIGN_IN_CODE_REFUSED';
      return clientErrors.has(error) ? 'SIGN_IN_CLIENT_REFUSED' : 'SIGN_IN_PROVIDER_ERROR';
  }
}

function clientErrorCode(error: client.ClientError, stage: SignInStage): FailureCode {
  switch (error.code) {
    case 'OAUTH_TIMEOUT':
      return 'PROVIDER_TIMEOUT';
    case 'OAUTH_RESPONSE_IS_NOT_JSON':
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
      return notUnderstood(error, stage);
    case 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED':
      return stage === 'userinfo' ? 'SIGN_IN_PERSON_MISMATCH' : 'SIGN_IN_ISSUER_MISMATCH';
    case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
      return claimOf(error) === 'auth_time' ? 'SIGN_IN_NOT_FRESH' : 'SIGN_IN_CLOCK_WRONG';
    case 'OAUTH_JWT_CLAIM_COMPARISON_FAILED':
      return claimOf(error) === 'iss' ? 'SIGN_IN_ISSUER_MISMATCH' : 'SIGN_IN_TOKEN_INVALID';
    case 'OAUTH_PARSE_ERROR':
    case 'OAUTH_INVALID_RESPONSE':
    case 'OAUTH_KEY_SELECTION_FAILED':
    case 'OAUTH_INVALID_REQUEST':
      return isPlatform(stage) || stage === 'discovery'
        ? 'PROVIDER_NOT_UNDERSTOOD'
        : 'SIGN_IN_TOKEN_INVALID';
    default:
      return stage === 'discovery' ? 'PROVIDER_NOT_UNDERSTOOD' : 'SIGN_IN_PROVIDER_ERROR';
  }
}

/**
 * The platform answers a refused refresh with an empty body at times: that is the end of the
 * session, whereas a page of HTML is something in between us and the platform.
 */
function notUnderstood(error: client.ClientError, stage: SignInStage): FailureCode {
  const response = responseOf(error);
  const isPage = /^\s*text\/html\b/i.test(response?.headers.get('content-type') ?? '');
  const isRefused = response?.status === 400 || response?.status === 401;
  if (stage === 'refresh' && isRefused && !isPage) return 'SESSION_ENDED';
  if (response !== null && response.status >= 500) return 'SIGN_IN_PROVIDER_ERROR';
  return 'PROVIDER_NOT_UNDERSTOOD';
}

function isPlatform(stage: SignInStage): boolean {
  return stage === 'token-exchange' || stage === 'refresh';
}

function causes(error: unknown): unknown[] {
  const found: unknown[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < 6; depth++) {
    at = at.cause;
    found.push(at);
  }
  return found;
}

function responseOf(error: unknown): Response | null {
  return causes(error).find((cause) => cause instanceof Response) ?? null;
}

function claimOf(error: unknown): string | null {
  for (const cause of causes(error)) {
    if (typeof cause === 'object' && cause !== null && 'claim' in cause) {
      return typeof cause.claim === 'string' ? cause.claim : null;
    }
  }
  return null;
}
