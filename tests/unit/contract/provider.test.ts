import { describe, expect, it, test } from 'vitest';
import { failureCodes, failures, wordsFor } from '../../../electron/contract/failures.ts';
import { shownProvider } from '../../../electron/policy/shown-provider.ts';

const trust = { kind: 'other', name: 'Hill Trust log-in' } as const;

describe('what the log-in service is called', () => {
  const policy = { issuer: 'https://login.hill.example:8443/realm' } as const;

  it.each(['cis2', 'api-platform'] as const)(
    '%s is Care Identity, whatever a policy names',
    (profile) => {
      const named = { ...policy, profile, providerName: 'Something else' };
      expect(shownProvider(named)).toEqual({ kind: 'care-identity' });
    },
  );

  it('another provider has the name of the policy, or that of its host', () => {
    const named = { ...policy, profile: 'oidc', providerName: trust.name } as const;
    expect(shownProvider(named)).toEqual(trust);
    expect(shownProvider({ ...policy, profile: 'oidc' })).toEqual({
      kind: 'other',
      name: 'login.hill.example',
    });
  });
});

describe('the words for a failure at another provider', () => {
  test.each(failureCodes)('%s does not send the person to Care Identity', (code) => {
    const { title, explanation, nextStep } = wordsFor(code, trust);
    expect(`${title} ${explanation} ${nextStep}`).not.toMatch(
      /Care Identity|Registration Authority|\{\w+\}/,
    );
  });

  test.each(failureCodes)('%s names no authenticator that may not exist there', (code) => {
    const { title, explanation, nextStep } = wordsFor(code, trust);
    expect(`${title} ${explanation} ${nextStep}`).not.toMatch(
      /smartcard|security key|passkey|Windows Hello/i,
    );
  });

  it('say what to log in with instead', () => {
    expect(wordsFor('SIGN_IN_ASSURANCE_TOO_LOW', trust).nextStep).toBe(
      'Try again with a stronger method at Hill Trust log-in.',
    );
    expect(wordsFor('STEP_UP_CANCELLED', trust).explanation).toBe(
      'This service opens only after logging in with a stronger method at Hill Trust log-in.',
    );
  });

  it('name it, and whom to ask there', () => {
    expect(wordsFor('PROVIDER_UNREACHABLE', trust).title).toBe(
      'Hill Trust log-in could not be reached',
    );
    expect(wordsFor('SIGN_IN_IDENTITY_NOT_VERIFIED', trust).nextStep).toBe(
      'Contact the IT service desk of your organisation.',
    );
    expect(wordsFor('SIGN_IN_IDENTITY_NOT_VERIFIED').nextStep).toBe(
      'Contact your Registration Authority.',
    );
  });

  it('name whoever renews the session: it is not the national service', () => {
    expect(wordsFor('SESSION_RENEWAL_UNREACHABLE', trust).explanation).toContain(trust.name);
    expect(wordsFor('SESSION_RENEWAL_UNREACHABLE').explanation).toContain('the NHS API platform');
  });

  it('leave a name alone that looks like a place in them', () => {
    const odd = { kind: 'other', name: '{authority} $& {x}' } as const;
    expect(wordsFor('PROVIDER_UNREACHABLE', odd).title).toBe(
      '{authority} $& {x} could not be reached',
    );
  });
});

describe('what is the provider’s to mend', () => {
  const codes = failureCodes.filter((code) =>
    /_(NOT_TOLD|UNREADABLE|UNKNOWN|MISSING|DIFFERS)$/.test(code),
  );
  const ours = codes.filter((code) => /^(SIGN_IN|PROVIDER)_/.test(code));

  test.each(ours)('%s sends the person to somebody else', (code) => {
    expect(failures[code].nextStep).toContain('the IT service desk');
    expect(failures[code].nextStep).not.toMatch(/security key|smartcard|passkey|network cable/);
  });

  it('is many things', () => expect(ours.length).toBeGreaterThan(8));
});
