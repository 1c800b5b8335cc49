import { describe, expect, it } from 'vitest';
import { policySchema } from '../../../electron/policy/policy-schema.ts';

function read(integratedSignInDomains?: readonly string[]) {
  return policySchema.safeParse({
    environment: 'int',
    issuer: 'https://am.example.nhs.uk/openam',
    clientId: 'a-client',
    apiOrigin: 'https://int.api.example.nhs.uk',
    ...(integratedSignInDomains !== undefined && { integratedSignInDomains }),
  });
}

describe('the policy key integratedSignInDomains', () => {
  it('gives nobody the Windows sign-in when it is absent', () => {
    expect(read().data?.integratedSignInDomains).toEqual([]);
  });

  it('takes hosts, and domains of an organisation', () => {
    const domains = ['proxy', 'sso.trust.nhs.uk', '*.trust.nhs.uk'];
    expect(read(domains).data?.integratedSignInDomains).toEqual(domains);
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
    const { error } = read(['ok.example', entry]);
    expect(error?.issues.map(({ path }) => path)).toEqual([['integratedSignInDomains', 1]]);
  });
});
