import { describe, expect, it } from 'vitest';
import { allowedBy, packedBuild } from '../../../electron/policy/build-stamp.ts';
import { policySchema } from '../../../electron/policy/policy-schema.ts';

const stamped = (stamp: unknown) => packedBuild(() => JSON.stringify(stamp));

describe('what a copy of CareDesk is', () => {
  it('is released when it was signed for work', () => {
    expect(stamped({ version: '1.0.0', signed: true })).toBe('released');
    expect(stamped({ version: '1.0.0', signed: true, notForRelease: [] })).toBe('released');
  });

  it.each([
    ['says unsigned', { signed: false }],
    ['says nothing of it', { version: '1.0.0' }],
    ['only looks like yes', { signed: 'true' }],
    ['names a reason against release', { signed: true, notForRelease: ['an old Electron'] }],
    ['says not for release', { signed: true, notForRelease: true }],
    ['is no object', null],
  ])('is unsigned when the stamp %s', (_case, stamp) => {
    expect(stamped(stamp)).toBe('unsigned');
  });

  it('is unsigned without a stamp, or with one that cannot be read', () => {
    const missing = () => {
      throw new Error('ENOENT');
    };
    expect(packedBuild(missing)).toBe('unsigned');
    expect(packedBuild(() => '{')).toBe('unsigned');
  });
});

describe('a live environment', () => {
  const policy = (environment: string) =>
    policySchema.parse({
      environment,
      issuer: 'https://am.example.nhs.uk',
      clientId: 'c',
      apiOrigin: 'https://api.example.nhs.uk',
    });

  it.each(['unsigned', 'development'] as const)('is refused to a build that is %s', (build) => {
    expect(() => allowedBy(build, true, policy('live'))).toThrow(
      expect.objectContaining({ code: 'BUILD_NOT_SIGNED' }),
    );
    expect(allowedBy(build, true, policy('int'))).toMatchObject({ environment: 'int' });
  });

  it('is open to a released build', () => {
    expect(allowedBy('released', true, policy('live'))).toMatchObject({ environment: 'live' });
  });

  it('is refused where anybody could have written the policy', () => {
    expect(() => allowedBy('released', false, policy('live'))).toThrow(
      expect.objectContaining({ code: 'POLICY_NOT_PROTECTED' }),
    );
    expect(allowedBy('released', false, policy('int'))).toMatchObject({ environment: 'int' });
  });
});
