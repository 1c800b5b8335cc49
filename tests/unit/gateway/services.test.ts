import { expect, test } from 'vitest';
import { servicesOf } from '../../../electron/gateway/services.ts';
import { withholdLocations } from '../../../electron/gateway/withhold-locations.ts';
import { policySchema } from '../../../electron/policy/policy-schema.ts';

test('no answer of PDS reaches the page but through the rule of restricted records', () => {
  const policy = policySchema.parse({
    environment: 'int',
    profile: 'cis2',
    issuer: 'https://issuer.example',
    clientId: 'caredesk',
    apiOrigin: 'https://api.example',
  });
  expect(servicesOf(policy).get('pds')?.passing?.passed).toBe(withholdLocations);
});
