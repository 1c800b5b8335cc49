import type { Certificate, Request as ShownCertificate } from 'electron';
import { describe, expect, it } from 'vitest';
import {
  type UntrustedIssuers,
  watchUntrustedIssuers,
} from '../../../electron/network/certificate-issuer.ts';

const untrusted = -202;

function certificateOf(commonName: string, organization: string): Certificate {
  const issuer = {
    commonName,
    organizations: organization === '' ? [] : [organization],
    organizationUnits: [],
    country: '',
    locality: '',
    state: '',
  };
  const certificate: Certificate = {
    data: '',
    fingerprint: '',
    issuer,
    issuerName: commonName,
    serialNumber: '',
    subject: issuer,
    subjectName: '',
    validExpiry: 0,
    validStart: 0,
    get issuerCert() {
      return certificate;
    },
  };
  return certificate;
}

/** Watches, and shows certificates as Chromium would; `show` gives back the verdict. */
function watch() {
  let verify: ((shown: ShownCertificate, callback: (verdict: number) => void) => void) | null =
    null;
  const issuers: UntrustedIssuers = watchUntrustedIssuers({
    setCertificateVerifyProc(proc) {
      verify = proc;
    },
  });
  function show(
    hostname: string,
    errorCode: number,
    commonName = 'Riverside CA',
    organization = 'Riverside NHS Trust',
  ): number[] {
    const certificate = certificateOf(commonName, organization);
    const verdicts: number[] = [];
    verify?.(
      {
        hostname,
        certificate,
        validatedCertificate: certificate,
        isIssuedByKnownRoot: errorCode === 0,
        verificationResult: errorCode === 0 ? 'OK' : 'net::ERR_CERT_AUTHORITY_INVALID',
        errorCode,
      },
      (verdict) => verdicts.push(verdict),
    );
    return verdicts;
  }
  return { issuers, show };
}

describe('remembering who issued untrusted certificates', () => {
  it('leaves every verdict to Chromium', () => {
    const { show } = watch();
    expect(show('id.example', 0)).toEqual([-3]);
    expect(show('id.example', untrusted)).toEqual([-3]);
    expect(show('id.example', untrusted, '', '')).toEqual([-3]);
  });

  it('names the issuer of an untrusted certificate, and of no other', () => {
    const { issuers, show } = watch();
    show('id.example', untrusted);
    show('api.example', 0);
    expect(issuers.issuerFor('id.example')).toBe('Riverside CA, Riverside NHS Trust');
    expect(issuers.issuerFor('ID.example')).toBe('Riverside CA, Riverside NHS Trust');
    expect(issuers.issuerFor('api.example')).toBeNull();
    expect(issuers.issuerFor('other.example')).toBeNull();
  });

  it('forgets it once the host is trusted', () => {
    const { issuers, show } = watch();
    show('id.example', untrusted);
    show('id.example', 0);
    expect(issuers.issuerFor('id.example')).toBeNull();
  });

  it('takes what a certificate has', () => {
    const { issuers, show } = watch();
    show('a.example', untrusted, '', 'Zscaler Inc.');
    show('b.example', untrusted, 'Same', 'Same');
    show('c.example', untrusted, '', '');
    expect(issuers.issuerFor('a.example')).toBe('Zscaler Inc.');
    expect(issuers.issuerFor('b.example')).toBe('Same');
    expect(issuers.issuerFor('c.example')).toBeNull();
  });

  it('finds an IPv6 host as a URL writes it', () => {
    const { issuers, show } = watch();
    show('::1', untrusted);
    expect(issuers.issuerFor(new URL('https://[::1]:8443/').hostname)).not.toBeNull();
  });

  it('keeps a hostile name short and on one line', () => {
    const { issuers, show } = watch();
    show('id.example', untrusted, `Call\u0000\n\u202e\u200b 0800${'9'.repeat(500)}`, 'X\u0007');
    const name = issuers.issuerFor('id.example') ?? '';
    expect(name).toMatch(/^Call 08009+$/);
    expect(name.length).toBeLessThanOrEqual(80);
  });

  it('remembers a bounded number of hosts, the latest', () => {
    const { issuers, show } = watch();
    for (let host = 0; host < 60; host++) {
      // Seen again and again, so never the oldest.
      show('often.example', untrusted);
      show(`h${host}.example`, untrusted);
    }
    const known = Array.from({ length: 60 }, (_, host) => issuers.issuerFor(`h${host}.example`));
    expect(known.filter((name) => name !== null)).toHaveLength(49);
    expect(known[59]).not.toBeNull();
    expect(issuers.issuerFor('often.example')).not.toBeNull();
  });
});
