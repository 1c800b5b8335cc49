import type { Session } from 'electron';

/** Which servers may be given the Windows sign-in of the person when they ask (NTLM, Negotiate). */
export interface IntegratedSignIn {
  /**
   * From now on these servers and no others; an empty list means none.
   * @param domains `integratedSignInDomains` of the policy, which refuses a list that is too wide
   */
  allow(domains: readonly string[]): void;
  /** Whether requests to a host may carry it. */
  covers(host: string): boolean;
}

/**
 * The list of the policy, kept by Chromium (which answers the challenge) and here (a request to any
 * other server omits credentials altogether). A *proxy* needs no entry: Chromium offers it the
 * Windows sign-in by itself, and asks for a password only when that is not accepted.
 *
 * Seen in Electron 33: with an entry Chromium asks the system for a Negotiate token, without one it
 * does not, and no password is ever asked for on behalf of a server. That the token then is the
 * one of the Windows sign-in, and NTLM without a password, only a PC in a domain can show.
 */
export function createIntegratedSignIn(
  session: Pick<Session, 'allowNTLMCredentialsForDomains'>,
): IntegratedSignIn {
  let allowed: readonly string[] = [];
  return {
    allow(domains) {
      allowed = domains;
      session.allowNTLMCredentialsForDomains(domains.join(','));
    },
    covers: (host) => allowed.some((entry) => matches(host.toLowerCase(), entry)),
  };
}

/** As Chromium reads its list: `*.trust.nhs.uk` is every host below the domain, not the domain. */
function matches(host: string, entry: string): boolean {
  return entry.startsWith('*.') ? host.endsWith(entry.slice(1)) : host === entry;
}
