import type { Certificate, Session } from 'electron';
import { shownText } from './shown-text.ts';

/** Who issued the certificates this PC does not trust. */
export interface UntrustedIssuers {
  /** Issuer of the last untrusted certificate shown for a host (of a URL), or null. */
  issuerFor(host: string): string | null;
}

/** Hosts remembered: more than a workstation talks to. */
const hostsKept = 50;
/** Characters shown of an issuer's name. */
const longestName = 80;

/**
 * Watches the certificates a session is shown. Chromium's verdict always stands (with the system's
 * trust store and its revocation checks); a failure message can then say whose certificate it was,
 * which tells a service desk which inspecting proxy or private CA to look at.
 *
 * Chromium keeps its verdict on a certificate and does not ask twice, so names are kept too.
 */
export function watchUntrustedIssuers(
  session: Pick<Session, 'setCertificateVerifyProc'>,
): UntrustedIssuers {
  const issuers = new Map<string, string>();
  session.setCertificateVerifyProc((shown, callback) => {
    const host = hostKey(shown.hostname);
    issuers.delete(host);
    const issuer = shown.errorCode === 0 ? null : issuerName(shown.certificate);
    if (issuer !== null) {
      issuers.set(host, issuer);
      const oldest = issuers.keys().next();
      if (issuers.size > hostsKept && oldest.done === false) issuers.delete(oldest.value);
    }
    callback(useChromiumsVerdict);
  });
  return { issuerFor: (host) => issuers.get(hostKey(host)) ?? null };
}

/** Electron's number for "as Chromium judged", whichever way that was. */
const useChromiumsVerdict = -3;

/** The name as a person would read it out: common name, then organisation. */
function issuerName({ issuer }: Pick<Certificate, 'issuer'>): string | null {
  const commonName = shownText(issuer.commonName, longestName);
  const organisation = shownText(issuer.organizations[0] ?? '', longestName);
  const parts = [commonName, organisation].filter((part) => part !== '');
  return parts.length === 0 ? null : [...new Set(parts)].join(', ').slice(0, longestName);
}

/** URLs write IPv6 hosts in brackets, Chromium's verifier does not. */
function hostKey(host: string): string {
  return host.toLowerCase().replace(/^\[|\]$/g, '');
}
