import { describe, expect, test } from 'vitest';
import { policySchema } from '../../../electron/policy/policy-schema.ts';
import { updateSettingsOf } from '../../../electron/updates/updates-host.ts';

const policy = {
  environment: 'live',
  issuer: 'https://am.example.nhs.uk',
  clientId: 'caredesk',
  apiOrigin: 'https://api.example.nhs.uk',
};

const problems = (more: object) =>
  policySchema
    .safeParse({ ...policy, ...more })
    .error?.issues.map(({ path }) => path.join('.'))
    .join();

describe('what the policy says of updates', () => {
  test('when it says nothing', () => {
    expect(updateSettingsOf(policySchema.parse(policy))).toEqual({
      mode: 'auto',
      feedUrl: null,
      channel: 'stable',
      minimumVersion: null,
      bytesPerSecond: null,
    });
  });

  test('when it says everything', () => {
    const said = policySchema.parse({
      ...policy,
      updateMode: 'notify',
      updateFeedUrl: 'https://updates.example.nhs.uk/caredesk',
      updateChannel: 'preview-2',
      minimumVersion: '1.2.0',
      updateBandwidthKilobytes: 256,
    });
    expect(updateSettingsOf(said)).toEqual({
      mode: 'notify',
      feedUrl: 'https://updates.example.nhs.uk/caredesk',
      channel: 'preview-2',
      minimumVersion: '1.2.0',
      bytesPerSecond: 262_144,
    });
  });

  test.each([
    ['updateMode', 'sometimes'],
    ['updateFeedUrl', 'http://updates.example.nhs.uk/'],
    ['updateFeedUrl', 'http://127.0.0.1:8080/'],
    ['updateFeedUrl', 'https://user:secret@updates.example.nhs.uk/'],
    ['updateFeedUrl', 'file:///srv/updates'],
    ['updateChannel', '../stable'],
    ['updateChannel', 'Stable'],
    ['updateChannel', 'a'.repeat(21)],
    ['minimumVersion', '1.2'],
    ['minimumVersion', 'latest'],
    ['updateBandwidthKilobytes', 0],
    ['updateBandwidthKilobytes', 1.5],
  ])('%s may not be %j', (key, value) => {
    expect(problems({ [key]: value })).toBe(key);
  });

  test('a feed on this PC is for the sandbox', () => {
    const updateFeedUrl = 'http://127.0.0.1:8080/';
    expect(problems({ environment: 'sandbox', updateFeedUrl })).toBeUndefined();
  });
});
