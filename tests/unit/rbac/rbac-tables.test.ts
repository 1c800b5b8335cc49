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
    expect([...effective('R0000', ['B0278'])]).toEqual(['B0278']);
    expect([...effective('R0000', ['B0570'])]).toEqual(['B0570']);
    expect(effective('S8000:G8000:R8001')).not.toContain('B0420');
  });

  it.each([
    ['R8004', ['B0570']],
    ['R8003', ['B0570', 'B0572']],
    ['R8001', ['B0278']],
    ['R8000', ['B0278', 'B0420']],
    ['R0260', ['B0278', 'B0420']],
    ['R8006', []],
  ])('give %s by default %j', (jobRole, activities) => {
    expect([...effective(jobRole)].sort()).toEqual(activities);
  });

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
