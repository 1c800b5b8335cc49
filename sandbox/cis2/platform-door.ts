import type { Provider } from 'oidc-provider';
import { platformClientId } from '../client-registration.ts';
import type { FaultSwitch } from '../faults.ts';
import { personByUid } from '../people.ts';
import { levelOfAcr } from './assurance.ts';
import { idTokenClaims, userinfoClaims } from './claims.ts';

/** What the API platform learns of a person in the combined pattern. */
export interface ProviderSignIn {
  readonly uid: string;
  /** Authenticator assurance level. */
  readonly level: number;
  /** The claims of CIS2's userinfo, and the two levels as strings. */
  readonly userinfo: Readonly<Record<string, unknown>>;
}

/**
 * The back channel between the API platform and CIS2 in the combined pattern. Nobody can see it,
 * so it is a call: the platform's code goes in, the person comes out.
 */
export type PlatformDoor = (code: string) => Promise<ProviderSignIn | undefined>;

/** Redeems a code of the platform, once; undefined when it is not good. */
export async function redeemForPlatform(
  provider: Provider,
  faults: FaultSwitch,
  code: string,
): Promise<ProviderSignIn | undefined> {
  const stored = await provider.AuthorizationCode.find(code);
  if (stored?.clientId !== platformClientId || !stored.isValid) return undefined;
  const person = personByUid(stored.accountId ?? '');
  if (person === undefined) return undefined;
  await stored.consume();
  const active = faults.active();
  const level = active.includes('low-acr') ? 1 : levelOfAcr(stored.acr);
  const { id_assurance_level } = idTokenClaims(person, {
    clientId: platformClientId,
    acr: stored.acr,
    sid: stored.sessionUid,
    accessToken: undefined,
    selectedRole: undefined,
    lowAssurance: active.includes('low-assurance'),
  });
  return {
    uid: person.uid,
    level,
    userinfo: {
      ...userinfoClaims(person),
      authentication_assurance_level: String(level),
      id_assurance_level,
    },
  };
}
