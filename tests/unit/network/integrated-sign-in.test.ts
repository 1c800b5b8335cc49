import { describe, expect, it } from 'vitest';
import { createIntegratedSignIn } from '../../../electron/network/integrated-sign-in.ts';

function withChromium() {
  const lists: string[] = [];
  const integrated = createIntegratedSignIn({
    allowNTLMCredentialsForDomains: (list) => lists.push(list),
  });
  return { ...integrated, lists };
}

describe('which servers may be given the Windows sign-in', () => {
  it('is what the policy names, here and in Chromium', () => {
    const { allow, covers, lists } = withChromium();
    allow(['sso.trust.nhs.uk', '*.ward.example']);
    expect(lists).toEqual(['sso.trust.nhs.uk,*.ward.example']);
    expect(covers('sso.trust.nhs.uk')).toBe(true);
    expect(covers('SSO.trust.nhs.uk')).toBe(true);
    expect(covers('relay.ward.example')).toBe(true);
    expect(covers('a.relay.ward.example')).toBe(true);
  });

  it('is no name that only looks like one of them', () => {
    const { allow, covers } = withChromium();
    allow(['sso.trust.nhs.uk', '*.ward.example']);
    for (const host of [
      'trust.nhs.uk',
      'other.trust.nhs.uk',
      'a.sso.trust.nhs.uk',
      'sso.trust.nhs.uk.attacker.example',
      'ward.example',
      'stward.example',
    ]) {
      expect(covers(host), host).toBe(false);
    }
  });

  it('is nobody before the policy is read, and when its list is empty', () => {
    const { allow, covers, lists } = withChromium();
    expect(covers('sso.trust.nhs.uk')).toBe(false);
    allow(['sso.trust.nhs.uk']);
    allow([]);
    expect(covers('sso.trust.nhs.uk')).toBe(false);
    expect(lists.at(-1)).toBe('');
  });
});
