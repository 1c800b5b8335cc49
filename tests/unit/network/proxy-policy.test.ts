import { describe, expect, it } from 'vitest';
import { allowIntegratedSignIn } from '../../../electron/network/proxy-policy.ts';

function allowed(domains: readonly string[]): string[] {
  const lists: string[] = [];
  allowIntegratedSignIn({ allowNTLMCredentialsForDomains: (list) => lists.push(list) }, domains);
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
});
