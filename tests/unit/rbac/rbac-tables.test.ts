import { describe, expect, it } from 'vitest';
import { effectiveActivities } from '../../../electron/rbac/activities.ts';
import {
  defaultRbacTables,
  isActivityCode,
  isJobRoleCode,
  isTableName,
} from '../../../electron/rbac/rbac-tables.ts';

function effective(code: string, activityCodes: readonly string[] = []): ReadonlySet<string> {
  return effectiveActivities({ code, activityCodes }, defaultRbacTables);
}

describe('CareDesk’s own RBAC tables', () => {
  it('let who may amend demographics view them, and not the reverse', () => {
    expect(effective('R0000', ['B0825'])).toContain('B0820');
    expect(effective('R0000', ['B0820'])).not.toContain('B0825');
  });

  it('never make a prescriber of who prepares prescriptions, nor a manager of who dispenses', () => {
    expect([...effective('R0000', ['B0278'])]).toEqual(['B0278', 'B0422', 'B0468']);
    expect([...effective('R0000', ['B0570'])]).toEqual(['B0570']);
    expect(effective('S8000:G8000:R8001')).not.toContain('B0420');
  });

  // Row by row: an activity, and the activities that include it (rbacHierarchy.ts; B0825: official).
  const includedIn: readonly [string, readonly string[]][] = [
    ['B0820', ['B0825']],
    ['B0570', ['B0571', 'B0572']],
    ['B0278', ['B0058', 'B0420', 'B0440']],
    ['B0360', ['B0790', 'B1693', 'B0066', 'B1690']],
    ['B0790', ['B0380', 'B0800']],
    ['B1690', ['B0380']],
    ['B0069', ['B0380']],
    ['B0380', ['B0055', 'B8028']],
    ['B8028', ['B8029']],
    ['B1693', ['B1694']],
    ['B1694', ['B0064']],
    ['B0066', ['B1692']],
    ['B1692', ['B0071']],
    ['B0422', ['B0278']],
    ['B0468', ['B0278']],
  ];
  it.each(includedIn)('let who may do any of its parents also do %s: %j', (child, parents) => {
    for (const parent of parents) {
      expect([parent, effective('R0000', [parent]).has(child)]).toEqual([parent, true]);
      expect([child, effective('R0000', [child]).has(parent)]).toEqual([child, false]);
    }
  });

  it('include nothing else', () => {
    const pairs = [...defaultRbacTables.includes].flatMap(([parent, children]) =>
      children.map((child) => `${child} in ${parent}`),
    );
    const sourced = includedIn.flatMap(([child, parents]) =>
      parents.map((parent) => `${child} in ${parent}`),
    );
    expect(pairs.sort()).toEqual(sourced.sort());
  });

  // Row by row: the same source's job roles, and the official example for R8000.
  const baseline: readonly [string, readonly string[]][] = [
    ['R8000', ['B0825', 'B0420', 'B1694', 'B8028', 'B8029']],
    ['R8001', ['B0278', 'B0380', 'B1694']],
    ['R8002', ['B0278', 'B0380', 'B0422', 'B1694', 'B8028']],
    ['R8003', ['B0380', 'B0572', 'B1694']],
    ['R8004', ['B0360', 'B0570', 'B1693']],
    ['R8005', ['B0360']],
    ['R8006', ['B0380', 'B1693']],
    ['R8007', ['B0800', 'B1693']],
    ['R8008', ['B0058', 'B0380', 'B0572', 'B1693']],
    ['R8010', ['B1693']],
    ['R8011', ['B1693']],
    ['R8013', ['B0800', 'B1693']],
    ['R8014', ['B0360', 'B0380', 'B1694']],
    ['R8016', ['B0380']],
    ['R8017', ['B0380']],
    ['R0260', ['B0278', 'B0380', 'B0420']],
    ['R1290', ['B0429', 'B0790']],
    ['R0011', ['B0278']],
    ['R1560', ['B0278']],
    ['R1730', ['B0278']],
    ['R1740', ['B0278']],
    ['R1760', ['B0278']],
    ['R0270', ['B0278', 'B0420']],
    ['R1547', ['B0278', 'B0420']],
    ['R6200', ['B0278', 'B0420']],
    ['R6300', ['B0278', 'B0420']],
  ];
  it.each(baseline)('give %s by default %j, and nothing else directly', (jobRole, activities) => {
    expect([...(defaultRbacTables.baseline.get(jobRole) ?? [])].sort()).toEqual(
      [...activities].sort(),
    );
  });

  it.each(['R8009', 'R8012', 'R8015'])('know no baseline of %s', (jobRole) => {
    expect([...effective(jobRole)]).toEqual([]);
  });

  it('know the baseline of no other job role', () => {
    expect([...defaultRbacTables.baseline.keys()].sort()).toEqual(
      baseline.map(([jobRole]) => jobRole).sort(),
    );
  });

  it('let a Clinical Practitioner without granted codes view and amend demographics', () => {
    const activities = effective('S8000:G8000:R8000');
    expect(activities).toContain('B0825');
    expect(activities).toContain('B0820');
  });

  it.each(['R8001', 'R8003', 'R8004', 'R8006', 'R8008', 'R8010'])(
    'do not guess that %s may view demographics: no public source says so',
    (jobRole) => expect(effective(jobRole)).not.toContain('B0820'),
  );

  it('hold only well-formed codes and names, and say that they are built in', () => {
    const { baseline, includes, names, source } = defaultRbacTables;
    const activities = [...includes.keys(), ...[...baseline.values(), ...includes.values()].flat()];
    expect(activities.filter((code) => !isActivityCode(code))).toEqual([]);
    expect([...baseline.keys()].filter((code) => !isJobRoleCode(code))).toEqual([]);
    expect([...names].filter(([, name]) => !isTableName(name))).toEqual([]);
    expect([...names.keys()].filter((c) => !isActivityCode(c) && !isJobRoleCode(c))).toEqual([]);
    expect(source.kind).toBe('built-in');
    expect(source.description).toContain('illustration');
  });
});

describe('codes and names', () => {
  it.each(['B0820', 'B9999'])('%s is an activity', (code) => {
    expect(isActivityCode(code)).toBe(true);
    expect(isJobRoleCode(code)).toBe(false);
  });

  it.each(['', 'b0820', 'B820', 'B08200', 'B0820\n', ' B0820', 'B082O', 'B０８２０', 'X0820'])(
    '%j is no code',
    (code) => {
      expect(isActivityCode(code)).toBe(false);
      expect(isJobRoleCode(code)).toBe(false);
    },
  );

  it.each(['Nurse', 'Admin/Clinical Support "A"', 'Médecin, général; 護', 'x'.repeat(200)])(
    '%j is a name',
    (name) => expect(isTableName(name)).toBe(true),
  );

  it.each([
    '',
    ' Nurse',
    'Nurse ',
    'x'.repeat(201),
    'a\nb',
    'a\u2028b',
    'a\u0000b',
    'a\u202eb',
    'a\ufffdb',
    '=1+1',
    '+1',
    '-1',
    '@a',
  ])('%j is no name', (name) => expect(isTableName(name)).toBe(false));
});
