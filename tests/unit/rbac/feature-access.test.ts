import { describe, expect, it } from 'vitest';
import { effectiveActivities } from '../../../electron/rbac/activities.ts';
import { type Feature, features, mayUse } from '../../../electron/rbac/feature-access.ts';
import { defaultRbacTables, isActivityCode } from '../../../electron/rbac/rbac-tables.ts';

function allowed(roleCode: string, granted: readonly string[] = []): string[] {
  const role = { code: roleCode, activityCodes: granted };
  const activities = effectiveActivities(role, defaultRbacTables);
  return (Object.keys(features) as Feature[]).filter((feature) => mayUse(feature, activities));
}

const open = ['retrieve-patient', 'view-referrals', 'view-summary-record'];

describe('what a role may use', () => {
  it('is, without any activity, what the national services decide on their own', () => {
    expect(allowed('S8001:G8005:R8015')).toEqual(open);
  });

  it.each([
    ['B0820', ['search-patients']],
    ['B0825', ['search-patients', 'amend-demographics']],
    ['B0570', ['track-prescriptions']],
    ['B0571', ['track-prescriptions']],
    ['B0572', ['track-prescriptions']],
    ['B0278', ['track-prescriptions']],
    ['B0058', ['track-prescriptions']],
    ['B0420', ['track-prescriptions']],
    ['B0440', ['track-prescriptions']],
    // Written in the tracker's own code but switched off there.
    ['B0401', []],
    ['B0360', []],
  ])('with %s granted also %j', (activity, more) => {
    expect(allowed('R0000', [activity]).sort()).toEqual([...open, ...more].sort());
  });

  it.each(['R8000', 'R8001', 'R8002', 'R8003', 'R8004', 'R8008', 'R0260'])(
    'with the baseline of %s: prescriptions',
    (jobRole) => expect(allowed(jobRole)).toContain('track-prescriptions'),
  );

  it('with the baseline of R8000: lists of matches and changes, nothing being granted', () => {
    expect(allowed('S8000:G8000:R8000')).toEqual(
      expect.arrayContaining(['search-patients', 'amend-demographics']),
    );
  });

  it('holds for prescriptions whatever the organisation’s tables include', () => {
    expect(mayUse('track-prescriptions', new Set(['B0420']))).toBe(true);
  });

  it('asks for activities only, names a source each, and never for none', () => {
    for (const need of Object.values(features)) {
      expect(need.source).not.toBe('');
      if (need.kind === 'left-to-the-service') continue;
      expect(need.anyOf.length).toBeGreaterThan(0);
      expect(need.anyOf.every(isActivityCode)).toBe(true);
    }
  });
});
