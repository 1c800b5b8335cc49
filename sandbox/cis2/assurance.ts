export type AuthenticatorLevel = 2 | 3;

/** What the id token says about how a person authenticated. */
export interface AuthenticatorAssurance {
  readonly acr: 'AAL2_ANY' | 'AAL3_FIDO2';
  /** CIS2's amr values for passkeys are not public; these two are the sandbox's own. */
  readonly amr: 'PASSKEY' | 'FIDO2';
  readonly level: AuthenticatorLevel;
}

/** acr values of CIS2 (“acr_values”, guidance for developers) and the level each asks for. */
const levelOfAcrValue: Readonly<Record<string, AuthenticatorLevel>> = {
  AAL2_OR_AAL3_ANY: 2,
  AAL2_ANY: 2,
  AAL2_TOTP: 2,
  AAL2_NHSMAIL: 2,
  AAL3_ANY: 3,
  AAL3_FIDO2: 3,
  AAL3_IOS: 3,
  AAL3_N3_SMARTCARD: 3,
  AAL3_CIS2_SMARTCARD: 3,
  AAL3_SMARTCARD: 3,
};

export const acrValuesSupported = Object.keys(levelOfAcrValue);

/**
 * The least level that meets an authorization request's `acr_values`, a space-separated list in
 * order of preference. CIS2 takes `AAL3_ANY` when nothing is asked.
 */
export function leastLevel(acrValues: unknown): AuthenticatorLevel {
  const asked = typeof acrValues === 'string' ? acrValues.split(' ') : [];
  const levels = asked.flatMap((value) => levelOfAcrValue[value] ?? []);
  return levels.includes(2) ? 2 : 3;
}

/**
 * Level of a passkey as CIS2 counts them (“Authenticators”): one that can be copied to another
 * device is AAL2, one bound to its device is AAL3.
 */
export function passkeyAssurance(passkey: {
  readonly deviceType: 'singleDevice' | 'multiDevice';
  readonly backedUp: boolean;
}): AuthenticatorAssurance {
  const synced = passkey.deviceType === 'multiDevice' || passkey.backedUp;
  return synced
    ? { acr: 'AAL2_ANY', amr: 'PASSKEY', level: 2 }
    : { acr: 'AAL3_FIDO2', amr: 'FIDO2', level: 3 };
}

/** Level of a session's acr; 0 when there is none. */
export function levelOfAcr(acr: string | undefined): AuthenticatorLevel | 0 {
  return acr === undefined ? 0 : (levelOfAcrValue[acr] ?? 0);
}
