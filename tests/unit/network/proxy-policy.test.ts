import { describe, expect, it } from 'vitest';
import { allowIntegratedSignIn } from '../../../electron/network/proxy-policy.ts';

function allowed(domains: readonly string[]): string[] {
  const lists: string[] = [];
  try {
    allowIntegratedSignIn({ allowNTLMCredentialsForDomains: (list) => lists.push(list) }, domains);
  } catch (error) {
    expect(error).toMatchObject({ code: 'POLICY_INVALID', detail: 'integratedSignInDomains' });
    expect(lists).toEqual([]);
    throw error;
  }
  return lists;
}

describe('which servers get the Windows sign-in', () => {
  it('is what the policy names', () => {
    expect(allowed(['sso.trust.nhs.uk', '*.trust.nhs.uk'])).toEqual([
      'sso.trust.nhs.uk,*.trust.nhs.uk',
    ]);
  });

  it('is nobody when the list is empty', () => {
    expect(allowed([])).toEqual(['']);
  });

  it.each([
    '*',
    '*.uk',
    '*nhs.uk',
    'a.example,*',
    'a.example *',
    '',
    'https://a.example',
    '.example',
    'a.*.example',
  ])('is never widened by %j', (entry) => {
    expect(() => allowed(['ok.example', entry])).toThrow();
  });
});
