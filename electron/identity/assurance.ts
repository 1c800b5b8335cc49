import { CareDeskError } from '../contract/caredesk-error.ts';
import type { Assurance } from '../contract/session.ts';
import type { ProviderProfile } from './provider-profile.ts';

type Claims = Readonly<Record<string, unknown>>;

/**
 * Judges how surely the person was authenticated and identified, from what came back and never
 * from what was asked (NHS "Authenticator guidance for developers").
 *
 * Where `authentication_assurance_level` and `acr` differ, the lower one counts. Identity assurance
 * is `id_assurance_level` in the id token and `idassurancelevel` in userinfo; the lower one counts.
 * Levels are text or numbers. One that is there and cannot be read is not one that is absent.
 * @throws CareDeskError SIGN_IN_ASSURANCE_UNREADABLE (names the claim),
 *   SIGN_IN_ASSURANCE_TOO_LOW, SIGN_IN_IDENTITY_NOT_VERIFIED.
 */
export function judgeAssurance(
  idToken: Claims,
  userinfo: Claims,
  required: Pick<ProviderProfile, 'kind' | 'requiredAuthenticatorLevel' | 'requiredIdentityLevel'>,
): Assurance {
  const acr = readAcr(idToken);
  // The platform gives no id token: what it knows of the person is in its userinfo.
  const said = required.kind === 'api-platform' ? userinfo : idToken;
  const authenticator = authenticatorLevel(readLevel(said, 'authentication_assurance_level'), acr);
  if (authenticator === null || authenticator < required.requiredAuthenticatorLevel) {
    throw new CareDeskError('SIGN_IN_ASSURANCE_TOO_LOW', {
      detail: `level ${authenticator ?? 'unknown'} of ${required.requiredAuthenticatorLevel}`,
    });
  }
  const identity = lower(
    readLevel(idToken, 'id_assurance_level'),
    readLevel(userinfo, 'idassurancelevel'),
  );
  if (identity === null || identity < required.requiredIdentityLevel) {
    throw new CareDeskError('SIGN_IN_IDENTITY_NOT_VERIFIED', {
      detail: `level ${identity ?? 'unknown'} of ${required.requiredIdentityLevel}`,
    });
  }
  return { authenticator, acr };
}

function authenticatorLevel(stated: number | null, acr: string | null): 1 | 2 | 3 | null {
  const named = /^AAL([123])_/.exec(acr ?? '')?.[1];
  const level = lower(stated, named === undefined ? null : Number(named));
  return level === 1 || level === 2 || level === 3 ? level : null;
}

function lower(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

function readAcr({ acr }: Claims): string | null {
  if (isAbsent(acr)) return null;
  if (typeof acr === 'string') return acr;
  throw new CareDeskError('SIGN_IN_ASSURANCE_UNREADABLE', { detail: 'acr' });
}

/** Levels are strings in some environments and numbers in others. */
function readLevel(claims: Claims, name: string): number | null {
  const value = claims[name];
  if (isAbsent(value)) return null;
  const level = typeof value === 'string' && /^[0-9]$/.test(value) ? Number(value) : value;
  if (typeof level === 'number' && Number.isInteger(level) && level >= 0 && level <= 9) {
    return level;
  }
  throw new CareDeskError('SIGN_IN_ASSURANCE_UNREADABLE', { detail: name });
}

/** A provider should leave out what it does not say, and some send null (OIDC Core 5.3.2). */
function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}
