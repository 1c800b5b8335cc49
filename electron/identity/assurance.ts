import { CareDeskError } from '../contract/caredesk-error.ts';
import type { Assurance } from '../contract/session.ts';
import type { ProviderProfile } from './provider-profile.ts';

type Claims = Readonly<Record<string, unknown>>;

/**
 * Judges how surely the person was authenticated and identified, from what came back and never
 * from what was asked (NHS "Authenticator guidance for developers").
 *
 * `authentication_assurance_level` and `acr` must agree; the lower one counts. Identity assurance
 * is `id_assurance_level` in the id token and `idassurancelevel` in userinfo, as text or number.
 * @throws CareDeskError SIGN_IN_ASSURANCE_TOO_LOW, SIGN_IN_IDENTITY_NOT_VERIFIED.
 */
export function judgeAssurance(
  idToken: Claims,
  userinfo: Claims,
  required: Pick<ProviderProfile, 'kind' | 'requiredAuthenticatorLevel' | 'requiredIdentityLevel'>,
): Assurance {
  const acr = typeof idToken['acr'] === 'string' ? idToken['acr'] : null;
  const authenticator =
    // The platform gives no id token: what it knows of the person is in its userinfo.
    required.kind === 'api-platform'
      ? authenticatorLevel(userinfo['authentication_assurance_level'], null)
      : authenticatorLevel(idToken['authentication_assurance_level'], acr);
  if (authenticator === null || authenticator < required.requiredAuthenticatorLevel) {
    throw new CareDeskError('SIGN_IN_ASSURANCE_TOO_LOW', {
      detail: `level ${authenticator ?? 'unknown'} of ${required.requiredAuthenticatorLevel}`,
    });
  }
  const identity = toLevel(idToken['id_assurance_level']) ?? toLevel(userinfo['idassurancelevel']);
  if (identity === null || identity < required.requiredIdentityLevel) {
    throw new CareDeskError('SIGN_IN_IDENTITY_NOT_VERIFIED', {
      detail: `level ${identity ?? 'unknown'} of ${required.requiredIdentityLevel}`,
    });
  }
  return { authenticator, acr };
}

function authenticatorLevel(claim: unknown, acr: string | null): 1 | 2 | 3 | null {
  const stated = toLevel(claim);
  const named = toLevel(/^AAL([123])_/.exec(acr ?? '')?.[1]);
  const level = Math.min(stated ?? 4, named ?? 4);
  return level === 1 || level === 2 || level === 3 ? level : null;
}

/** Levels are strings in some environments and numbers in others. */
function toLevel(value: unknown): number | null {
  const level = typeof value === 'string' && /^[0-9]$/.test(value) ? Number(value) : value;
  return typeof level === 'number' && Number.isInteger(level) && level >= 0 ? level : null;
}
