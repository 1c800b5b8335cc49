import * as client from 'openid-client';
import type { FailureCode } from '../contract/failures.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { networkCode } from '../network/network-code.ts';
import {
  describeNetworkFailure,
  isCertificateDateFailure,
  networkFailureOf,
} from '../network/network-failure.ts';
import { shownText } from '../network/shown-text.ts';
import { authTimeFailure } from './authentication-time.ts';
import { type Authority, atAuthority } from './provider-profile.ts';

/** Where in the sign-in an error arose: the same error means different things at each. */
export type SignInStage = 'discovery' | 'code-grant' | 'userinfo' | 'token-exchange' | 'refresh';

/**
 * Errors an authorization server sends about how we are registered and what we ask for, whoever the
 * person is (RFC 6749 sections 4.1.2.1, 5.2; OIDC Core 3.1.2.6; RFC 8707), and what some servers
 * send for a redirect URI.
 */
const clientErrors = new Set([
  'invalid_client',
  'unauthorized_client',
  'invalid_request',
  'invalid_scope',
  'invalid_target',
  'unsupported_response_type',
  'unsupported_grant_type',
  'invalid_redirect_uri',
  'redirect_uri_mismatch',
  'invalid_request_uri',
  'invalid_request_object',
  'request_not_supported',
  'request_uri_not_supported',
  'registration_not_supported',
]);

/** Errors by which a server says that it will do later (RFC 6749 section 4.1.2.1). */
const passingErrors = new Set(['server_error', 'temporarily_unavailable', 'slow_down']);

/**
 * Turns whatever openid-client or the network threw into an error with a stable code.
 * @param at named in the detail where that helps whoever mends it
 */
export function toIdentityError(
  error: unknown,
  stage: SignInStage,
  at: Authority = {},
): CareDeskError {
  if (error instanceof CareDeskError) return error;
  // A clock that is far off fails the certificate before any answer can tell the time.
  if (isCertificateDateFailure(error)) {
    return new CareDeskError('SIGN_IN_CLOCK_WRONG', { cause: error });
  }
  const detail = describeNetworkFailure(error)?.detail ?? detailOf(error, stage, at);
  return new CareDeskError(codeOf(error, stage), {
    cause: error,
    ...(detail === null ? {} : { detail }),
  });
}

function codeOf(error: unknown, stage: SignInStage): FailureCode {
  const network = networkFailureOf(error);
  if (network !== null) return networkCode(network, unreachableAt(stage));
  if (error instanceof client.AuthorizationResponseError) return refusedAtRedirect(error.error);
  if (error instanceof client.ResponseBodyError) return refusedBy(error.error, stage);
  if (error instanceof client.WWWAuthenticateChallengeError) {
    return refusedBy('invalid_client', stage);
  }
  if (error instanceof client.ClientError) return clientErrorCode(error, stage);
  // Whatever else the library throws, it threw over what came back.
  return stage === 'code-grant' ? 'SIGN_IN_TOKEN_INVALID' : unreadableAt(stage);
}

/** Exchange and refresh name the service that does them, which need not be where one logs in. */
function unreachableAt(stage: SignInStage): { timeout: FailureCode; unreachable: FailureCode } {
  switch (stage) {
    case 'token-exchange':
      return { timeout: 'TOKEN_EXCHANGE_UNREACHABLE', unreachable: 'TOKEN_EXCHANGE_UNREACHABLE' };
    case 'refresh':
      return { timeout: 'SESSION_RENEWAL_UNREACHABLE', unreachable: 'SESSION_RENEWAL_UNREACHABLE' };
    case 'discovery':
    case 'code-grant':
    case 'userinfo':
      return { timeout: 'PROVIDER_TIMEOUT', unreachable: 'PROVIDER_UNREACHABLE' };
  }
}

/** A server has a problem of its own. */
function troubleAt(stage: SignInStage): FailureCode {
  return failedAt(stage, 'SIGN_IN_PROVIDER_ERROR');
}

/** An answer that is none. */
function unreadableAt(stage: SignInStage): FailureCode {
  return failedAt(stage, 'PROVIDER_NOT_UNDERSTOOD');
}

/** The service that failed by the step it failed at; `atProvider` where that is the log-in itself. */
function failedAt(stage: SignInStage, atProvider: FailureCode): FailureCode {
  switch (stage) {
    case 'token-exchange':
      return 'TOKEN_EXCHANGE_FAILED';
    case 'refresh':
      return 'SESSION_RENEWAL_FAILED';
    case 'discovery':
    case 'code-grant':
    case 'userinfo':
      return atProvider;
  }
}

/** What the browser brought back (RFC 6749 section 4.1.2.1; OIDC Core 3.1.2.6). */
function refusedAtRedirect(error: string): FailureCode {
  if (clientErrors.has(error)) return 'SIGN_IN_CLIENT_REFUSED';
  switch (error) {
    case 'access_denied':
      return 'SIGN_IN_REFUSED';
    case 'consent_required':
      return 'SIGN_IN_CONSENT_REQUIRED';
    case 'login_required':
    case 'interaction_required':
    case 'account_selection_required':
      return 'SIGN_IN_INTERACTION_REQUIRED';
    // OpenID Connect Core Error Code unmet_authentication_requirements 1.0
    case 'unmet_authentication_requirements':
      return 'SIGN_IN_LEVEL_NOT_OFFERED';
    default:
      return 'SIGN_IN_PROVIDER_ERROR';
  }
}

function refusedBy(error: string, stage: SignInStage): FailureCode {
  if (passingErrors.has(error)) return troubleAt(stage);
  switch (stage) {
    case 'token-exchange':
      return 'TOKEN_EXCHANGE_REFUSED';
    case 'refresh':
      return 'SESSION_ENDED';
    case 'discovery':
      return 'SIGN_IN_PROVIDER_ERROR';
    case 'userinfo':
      return 'SIGN_IN_USERINFO_REFUSED';
    case 'code-grant':
      if (error === 'invalid_grant') return 'SIGN_IN_CODE_REFUSED';
      return clientErrors.has(error) ? 'SIGN_IN_CLIENT_REFUSED' : 'SIGN_IN_PROVIDER_ERROR';
  }
}

/** What whoever mends it needs to know of the error, or null. Names only: no text for people. */
function detailOf(error: unknown, stage: SignInStage, at: Authority): string | null {
  if (error instanceof client.WWWAuthenticateChallengeError) {
    const named = error.cause.map(({ parameters }) => parameters.error).find(isErrorName);
    return atAuthority(named ?? `status ${error.status}`, at);
  }
  if (
    error instanceof client.AuthorizationResponseError ||
    error instanceof client.ResponseBodyError
  ) {
    return isErrorName(error.error) ? atAuthority(error.error, at) : null;
  }
  const claims = claimsOf(error);
  if (isAboutAuthTime(error)) return atAuthority('auth_time in the id token', at);
  if (isIssuerMismatch(error) && at.issuer !== undefined) {
    return twoIssuers(at.issuer, claims?.['iss'] ?? claims?.['issuer']);
  }
  if (stage === 'userinfo' && messageOf(error).includes('"sub"')) {
    return atAuthority('no sub in userinfo', at);
  }
  if (stage === 'userinfo') return atAuthority('userinfo', at);
  return stage === 'discovery' ? (at.issuer ?? null) : null;
}

/** Characters RFC 6749 allows in an error, as far as registered ones need them. */
function isErrorName(error: unknown): error is string {
  return typeof error === 'string' && /^[A-Za-z0-9_.-]{1,60}$/.test(error);
}

/** Both issuers, for whoever compares them. The other one is text from the network. */
export function twoIssuers(expected: string, other: unknown): string {
  const shown = typeof other === 'string' ? shownText(other, 240) : 'none';
  return `expected: ${expected} · told: ${shown}`;
}

function clientErrorCode(error: client.ClientError, stage: SignInStage): FailureCode {
  switch (error.code) {
    case 'OAUTH_TIMEOUT':
      return networkCode('timeout', unreachableAt(stage));
    case 'OAUTH_RESPONSE_IS_NOT_JSON':
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
      return notUnderstood(error, stage);
    case 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED':
      return stage === 'userinfo' ? 'SIGN_IN_PERSON_MISMATCH' : 'PROVIDER_ISSUER_DIFFERS';
    case 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED':
      return isAboutAuthTime(error) ? authTimeFailure(authTimeOf(error)) : 'SIGN_IN_CLOCK_WRONG';
    case 'OAUTH_JWT_CLAIM_COMPARISON_FAILED':
      return claimOf(error) === 'iss' ? 'SIGN_IN_ISSUER_MISMATCH' : 'SIGN_IN_TOKEN_INVALID';
    case 'OAUTH_PARSE_ERROR':
    case 'OAUTH_INVALID_RESPONSE':
    case 'OAUTH_KEY_SELECTION_FAILED':
    case 'OAUTH_INVALID_REQUEST':
      if (isAboutAuthTime(error)) return authTimeFailure(authTimeOf(error));
      if (stage === 'userinfo') return 'SIGN_IN_USERINFO_UNREADABLE';
      return stage === 'code-grant' ? 'SIGN_IN_TOKEN_INVALID' : unreadableAt(stage);
    default:
      if (stage === 'userinfo') return 'SIGN_IN_USERINFO_UNREADABLE';
      return stage === 'discovery' ? 'PROVIDER_NOT_UNDERSTOOD' : troubleAt(stage);
  }
}

/** The library names a claim in its message, and in its cause where it compares. */
function isAboutAuthTime(error: unknown): boolean {
  return claimOf(error) === 'auth_time' || messageOf(error).includes('"auth_time"');
}

function authTimeOf(error: unknown): unknown {
  return claimsOf(error)?.['auth_time'];
}

function isIssuerMismatch(error: unknown): boolean {
  return (
    claimOf(error) === 'iss' ||
    causes(error).some(
      (cause) => isRecord(cause) && 'attribute' in cause && cause['attribute'] === 'issuer',
    )
  );
}

/**
 * The platform answers a refused refresh with an empty body at times: that is the end of the
 * session, whereas a page of HTML is something in between us and the platform.
 */
function notUnderstood(error: client.ClientError, stage: SignInStage): FailureCode {
  const response = responseOf(error);
  const isPage = /^\s*text\/html\b/i.test(response?.headers.get('content-type') ?? '');
  const status = response?.status ?? 200;
  if (stage === 'refresh' && (status === 400 || status === 401) && !isPage) return 'SESSION_ENDED';
  if (status >= 500) return troubleAt(stage);
  // Nothing is there: a mistyped path, or the letters of it in another case.
  if (stage === 'discovery' && (status === 404 || status === 410)) return 'PROVIDER_NOT_FOUND';
  return unreadableAt(stage);
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
  const cause = causes(error).find((one) => isRecord(one) && 'claim' in one);
  const claim = isRecord(cause) ? cause['claim'] : null;
  return typeof claim === 'string' ? claim : null;
}

/** The claims or the body the library complains of. */
function claimsOf(error: unknown): Readonly<Record<string, unknown>> | null {
  for (const cause of causes(error)) {
    const found = isRecord(cause) ? (cause['claims'] ?? cause['body']) : null;
    if (isRecord(found)) return found;
  }
  return null;
}

/** The library's own words, outermost first. They are read, never shown. */
function messageOf(error: unknown): string {
  return [error, ...causes(error)]
    .map((cause) => (cause instanceof Error ? cause.message : ''))
    .join('\n');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
