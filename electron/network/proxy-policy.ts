import type { Session } from 'electron';

/**
 * Lets the session answer NTLM and Negotiate challenges of these *servers* with the Windows sign-in
 * of the person; of all others, never. An empty list takes it away again. A *proxy* needs no entry:
 * Chromium always offers it the Windows sign-in. Nor does an entry reach requests that omit
 * credentials, as those of `createElectronFetch` do.
 *
 * @param domains `integratedSignInDomains` of the policy, which refuses a list that would widen it
 */
export function allowIntegratedSignIn(
  session: Pick<Session, 'allowNTLMCredentialsForDomains'>,
  domains: readonly string[],
): void {
  session.allowNTLMCredentialsForDomains(domains.join(','));
}
