import type { FailureCode } from '../contract/failures.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { type Authority, atAuthority } from './provider-profile.ts';

/** Epoch seconds between which an `auth_time` can be one: from 2001 on, and no milliseconds. */
const earliest = 1_000_000_000;
const latest = 100_000_000_000;
/** Seconds a token may say the person authenticated after it was issued: whole seconds, two hosts. */
const tolerance = 60;

/**
 * What is wrong with an `auth_time` that the library refused (OIDC Core 2, 3.1.3.7 point 13). A time
 * that cannot be one is not an earlier sign-in, and one that is absent is neither.
 */
export function authTimeFailure(authTime: unknown): FailureCode {
  if (authTime === undefined || authTime === null) return 'SIGN_IN_AUTH_TIME_NOT_TOLD';
  return isTime(authTime) ? 'SIGN_IN_NOT_FRESH' : 'SIGN_IN_AUTH_TIME_UNREADABLE';
}

/**
 * Refuses what the library lets pass: a time that cannot be one, and one after the token's own
 * issue, by which an authentication would stay fresh for as long as the provider likes.
 * @throws CareDeskError SIGN_IN_AUTH_TIME_UNREADABLE, SIGN_IN_AUTH_TIME_IN_FUTURE
 */
export function requireAuthTimePassed(
  claims: { readonly iat: number; readonly auth_time?: unknown },
  at: Authority,
): void {
  const authTime = claims.auth_time;
  const refusal = (code: FailureCode) =>
    new CareDeskError(code, { detail: atAuthority('auth_time in the id token', at) });
  if (!isTime(authTime)) throw refusal(authTimeFailure(authTime));
  if (authTime > claims.iat + tolerance) throw refusal('SIGN_IN_AUTH_TIME_IN_FUTURE');
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && value >= earliest && value <= latest;
}
