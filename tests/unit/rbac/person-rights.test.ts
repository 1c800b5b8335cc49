import { describe, expect, it } from 'vitest';
import { readPersonRights } from '../../../electron/rbac/person-rights.ts';
import { defaultRbacTables } from '../../../electron/rbac/rbac-tables.ts';

const profile = (person_roleid: string, org_code: string) => ({
  person_roleid,
  org_code,
  role_name: '"Clinical":"Clinical Provision":"Nurse Access Role"',
  role_code: 'S8000:G8000:R8001',
  activity_codes: ['B0820'],
});

const rightsOf = (accepted: readonly string[], ...roles: readonly object[]) => {
  const rights = readPersonRights({ nhsid_nrbac_roles: roles }, accepted, defaultRbacTables);
  return {
    roles: rights.roles.map(({ id }) => id),
    elsewhere: rights.elsewhere.roles.map(({ id }) => id),
    accepted: rights.elsewhere.acceptedOdsCodes,
    withActivities: [...rights.activities.keys()],
  };
};

describe('the rights of a person', () => {
  it('name every role the policy does not accept, locum roles among them, and give it nothing', () => {
    const roles = [profile('1', 'A83008'), profile('2', 'FFFFF'), profile('3', 'RX9')];
    expect(rightsOf(['A83008'], ...roles)).toEqual({
      roles: ['1'],
      elsewhere: ['2', '3'],
      accepted: ['A83008'],
      withActivities: ['1'],
    });
    expect(rightsOf(['X99'], ...roles)).toMatchObject({ roles: [], elsewhere: ['1', '2', '3'] });
  });

  it('take FFFFF where the policy lists it, or lists nothing', () => {
    const roles = [profile('1', 'A83008'), profile('2', 'FFFFF')];
    for (const accepted of [[], ['A83008', 'FFFFF'], ['a83008', 'fffff']]) {
      expect(rightsOf(accepted, ...roles)).toMatchObject({ roles: ['1', '2'], elsewhere: [] });
    }
  });

  it('count a role once that is listed here and elsewhere', () => {
    expect(rightsOf(['A83008'], profile('1', 'RX9'), profile('1', 'A83008'))).toMatchObject({
      roles: ['1'],
      elsewhere: [],
    });
  });

  it('name none for a person without roles', () => {
    expect(rightsOf(['X99'])).toMatchObject({ roles: [], elsewhere: [] });
  });
});
