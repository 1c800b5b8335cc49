import { careIdentity, type ShownProvider } from '../contract/provider.ts';
import type { Policy } from './policy-schema.ts';

/** Who the log-in service of a policy is to the person. CIS2 and the platform are Care Identity. */
export function shownProvider({
  profile,
  providerName,
  issuer,
}: Pick<Policy, 'profile' | 'providerName' | 'issuer'>): ShownProvider {
  switch (profile) {
    case 'cis2':
    case 'api-platform':
      return careIdentity;
    case 'oidc':
      return { kind: 'other', name: providerName ?? new URL(issuer).hostname };
  }
}
