import type { FailureCode } from '../contract/failures.ts';
import type { Assurance } from '../contract/session.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { shownText } from '../network/shown-text.ts';
import { type Authority, atAuthority, type ProviderProfile } from './provider-profile.ts';

type Claims = Readonly<Record<string, unknown>>;

/** The least that may come back, and the provider it comes from. */
type Requirements = Authority &
  Pick<ProviderProfile, 'kind' | 'requiredAuthenticatorLevel' | 'requiredIdentityLevel'>;

/** Authenticator levels go up to 3 (NIST SP 800-63B); 0 is an authentication worth nothing. */
const highestAuthenticatorLevel = 3;
const highestIdentityLevel = 9;
/** Characters of an `acr` nobody knows that are shown. */
const longestAcr = 100;

/**
 * Judges how surely the person was authenticated and identified, from what came back and never
 * from what was asked (NHS "Authenticator guidance for developers").
 *
 * Where `authentication_assurance_level` and `acr` differ, the lower one counts. Identity assurance
 * is `id_assurance_level` in the id token and `idassurancelevel` in userinfo; the lower one counts.
 * Levels are text or numbers. One that is there and cannot be read is not one that is absent, and
 * one that is absent is for the provider to mend, not for the person.
 * @throws CareDeskError, each naming the claim: SIGN_IN_LEVEL_NOT_TOLD, SIGN_IN_ACR_UNKNOWN,
 *   SIGN_IN_IDENTITY_LEVEL_NOT_TOLD, SIGN_IN_ASSURANCE_UNREADABLE, SIGN_IN_ASSURANCE_TOO_LOW,
 *   SIGN_IN_IDENTITY_NOT_VERIFIED.
 */
export function judgeAssurance(
  idToken: Claims,
  userinfo: Claims,
  required: Requirements,
): Assurance {
  const acr = readAcr(idToken, required);
  // The platform gives no id token: what it knows of the person is in its userinfo.
  const said = required.kind === 'api-platform' ? userinfo : idToken;
  const stated = readLevel(
    said,
    'authentication_assurance_level',
    highestAuthenticatorLevel,
    required,
  );
  const level = lower(stated, levelOf(acr));
  if (level === null) throw levelNotTold(acr, required);
  const authenticator = asAuthenticatorLevel(level);
  if (authenticator === null || authenticator < required.requiredAuthenticatorLevel) {
    const what = `level ${level} of ${required.requiredAuthenticatorLevel}`;
    throw refusal('SIGN_IN_ASSURANCE_TOO_LOW', what, required);
  }
  const identity = lower(
    readLevel(idToken, 'id_assurance_level', highestIdentityLevel, required),
    readLevel(userinfo, 'idassurancelevel', highestIdentityLevel, required),
  );
  if (identity === null) {
    const what = 'no id_assurance_level in the id token and no idassurancelevel in userinfo';
    throw refusal('SIGN_IN_IDENTITY_LEVEL_NOT_TOLD', what, required);
  }
  if (identity < required.requiredIdentityLevel) {
    const what = `level ${identity} of ${required.requiredIdentityLevel}`;
    throw refusal('SIGN_IN_IDENTITY_NOT_VERIFIED', what, required);
  }
  return { authenticator, acr };
}

function refusal(code: FailureCode, what: string, at: Authority): CareDeskError {
  return new CareDeskError(code, { detail: atAuthority(what, at) });
}

/** Nothing told, or only the name of a context that has no level in it. */
function levelNotTold(acr: string | null, required: Requirements): CareDeskError {
  const claim = 'authentication_assurance_level';
  if (required.kind === 'api-platform') {
    return refusal('SIGN_IN_LEVEL_NOT_TOLD', `no ${claim} in userinfo`, required);
  }
  const shown = shownText(acr ?? '', longestAcr);
  return shown === ''
    ? refusal('SIGN_IN_LEVEL_NOT_TOLD', `no acr and no ${claim} in the id token`, required)
    : refusal('SIGN_IN_ACR_UNKNOWN', `acr “${shown}” and no ${claim} in the id token`, required);
}

/** The level in the names of NHS "Authenticator guidance for developers". */
function levelOf(acr: string | null): number | null {
  const named = /^AAL([123])_/.exec(acr ?? '')?.[1];
  return named === undefined ? null : Number(named);
}

function asAuthenticatorLevel(level: number): 1 | 2 | 3 | null {
  return level === 1 || level === 2 || level === 3 ? level : null;
}

function lower(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

function readAcr({ acr }: Claims, at: Authority): string | null {
  if (isAbsent(acr)) return null;
  if (typeof acr === 'string') return acr;
  throw refusal('SIGN_IN_ASSURANCE_UNREADABLE', 'acr', at);
}

/** Levels are strings in some environments and numbers in others. */
function readLevel(claims: Claims, name: string, highest: number, at: Authority): number | null {
  const value = claims[name];
  if (isAbsent(value)) return null;
  const level = typeof value === 'string' && /^[0-9]$/.test(value) ? Number(value) : value;
  if (typeof level === 'number' && Number.isInteger(level) && level >= 0 && level <= highest) {
    return level;
  }
  throw refusal('SIGN_IN_ASSURANCE_UNREADABLE', name, at);
}

/** A provider should leave out what it does not say, and some send null (OIDC Core 5.3.2). */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
