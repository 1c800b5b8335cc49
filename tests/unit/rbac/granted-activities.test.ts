import { describe, expect, it } from 'vitest';
import { readGrantedActivities, readRoleProfiles } from '../../../electron/rbac/role-profiles.ts';

const nurse = {
  person_roleid: '656014452101',
  org_code: 'Y51',
  role_name: '"Clinical":"Clinical Provision":"Nurse Access Role"',
  role_code: 'S8000:G8000:R8001',
};

function granted(...roles: readonly unknown[]): Record<string, readonly string[]> {
  return Object.fromEntries(readGrantedActivities({ nhsid_nrbac_roles: roles }));
}

describe('granted activities in userinfo', () => {
  it('belong to their own role profile, and are none when CIS2 leaves them out', () => {
    expect(
      granted(
        { ...nurse, activity_codes: ['B0820', 'B0360'] },
        { ...nurse, person_roleid: '7', activity_codes: ['B0278'] },
        { ...nurse, person_roleid: 8 },
      ),
    ).toEqual({ '656014452101': ['B0820', 'B0360'], 7: ['B0278'], 8: [] });
  });

  it('may be one code and one role where lists are expected', () => {
    const userinfo = { nhsid_nrbac_roles: { ...nurse, activity_codes: 'B0820' } };
    expect([...readGrantedActivities(userinfo)]).toEqual([['656014452101', ['B0820']]]);
  });

  it.each([
    [['B0820', 'B0820', 7, null, { a: 1 }, 'b0360', 'R8001', 'B0820 B0360'], ['B0820']],
    [null, []],
    [{}, []],
    [820, []],
  ])('leave out what is no activity code in %j, and keep the role', (activityCodes, expected) => {
    const role = { ...nurse, activity_codes: activityCodes };
    expect(granted(role)).toEqual({ '656014452101': expected });
    expect(readRoleProfiles({ nhsid_nrbac_roles: [role] }, [])).toHaveLength(1);
  });

  it('are what both listings grant when a profile is listed twice', () => {
    const first = { ...nurse, activity_codes: ['B0820', 'B0825'] };
    const second = { ...nurse, org_code: 'Z99', activity_codes: ['B0825', 'B0420'] };
    expect(granted(first, second)).toEqual({ '656014452101': ['B0825'] });
  });

  it('are known for every role that can be used, and for no other', () => {
    const roles = [nurse, { ...nurse, person_roleid: 'x' }, 'nonsense', { ...nurse, org_code: '' }];
    const usable = readRoleProfiles({ nhsid_nrbac_roles: roles }, []).map((role) => role.id);
    expect(Object.keys(granted(...roles))).toEqual(usable);
    expect(usable).toEqual(['656014452101']);
  });

  it.each([[{}], [null], [{ nhsid_nrbac_roles: 'none' }]])('are none in %j', (userinfo) => {
    expect(readGrantedActivities(userinfo).size).toBe(0);
  });
});
