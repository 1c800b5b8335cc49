import type { Session } from 'electron';
import { CareDeskError } from '../contract/caredesk-error.ts';

/** A host, or `*.` and a domain of at least two labels: `*` or `*.uk` would be everybody. */
const domain =
  /^(\*\.(?=[^.]+\.))?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/**
 * Lets the session answer NTLM and Negotiate challenges of these *servers* with the Windows sign-in
 * of the person; of all others, never. An empty list takes it away again. A *proxy* needs no entry:
 * Chromium always offers it the Windows sign-in. Nor does an entry reach requests that omit
 * credentials, as those of `createElectronFetch` do.
 *
 * @param domains hosts, or `*.domain` for everything below one, in lower case
 * @throws CareDeskError POLICY_INVALID, without having changed anything
 */
export function allowIntegratedSignIn(
  session: Pick<Session, 'allowNTLMCredentialsForDomains'>,
  domains: readonly string[],
): void {
  for (const entry of domains) {
    if (!domain.test(entry)) {
      throw new CareDeskError('POLICY_INVALID', { detail: 'integratedSignInDomains' });
    }
  }
  session.allowNTLMCredentialsForDomains(domains.join(','));
}
