import { describe, expect, it } from 'vitest';
import { readRoleProfiles } from '../../../electron/rbac/role-profiles.ts';

const nurse = {
  person_orgid: '656008045105',
  person_roleid: '656014452101',
  org_code: 'Y51',
  role_name: '"Clinical":"Clinical Provision":"Nurse Access Role"',
  role_code: 'S8000:G8000:R8001',
};

describe('role profiles in userinfo', () => {
  it('takes the last part of the name and the organisation’s name from its own list', () => {
    const roles = readRoleProfiles(
      {
        nhsid_nrbac_roles: [nurse],
        nhsid_user_orgs: [{ org_code: 'Y51', org_name: 'HILL SURGERY' }],
      },
      [],
    );
    expect(roles).toEqual([
      {
        id: '656014452101',
        name: 'Nurse Access Role',
        code: 'S8000:G8000:R8001',
        organisation: { name: 'HILL SURGERY', odsCode: 'Y51' },
      },
    ]);
  });

  it('reads a single object where a list is expected, and a number where text is', () => {
    const roles = readRoleProfiles(
      {
        nhsid_nrbac_roles: { ...nurse, person_roleid: 42 },
        nhsid_user_orgs: { org_code: 'Y51', org_name: 'A' },
      },
      [],
    );
    expect(roles.map((role) => [role.id, role.organisation.name])).toEqual([['42', 'A']]);
  });

  it('leaves out what cannot be used: incomplete, repeated, or of another organisation', () => {
    const roles = readRoleProfiles(
      {
        nhsid_nrbac_roles: [
          nurse,
          nurse,
          { ...nurse, person_roleid: undefined },
          { ...nurse, person_roleid: 'x1' },
          { ...nurse, person_roleid: '7', org_code: 'Z99' },
          'nonsense',
        ],
      },
      ['Y51'],
    );
    expect(roles.map((role) => role.id)).toEqual(['656014452101']);
  });

  it.each(['Y51', 'y51', ' Y51 '])('compares ODS codes without regard to case: %j', (org_code) => {
    const userinfo = {
      nhsid_nrbac_roles: [{ ...nurse, org_code }],
      nhsid_user_orgs: [{ org_code: 'y51', org_name: 'HILL SURGERY' }],
    };
    for (const accepted of ['Y51', 'y51']) {
      expect(readRoleProfiles(userinfo, [accepted]).map((role) => role.organisation)).toEqual([
        { name: 'HILL SURGERY', odsCode: 'Y51' },
      ]);
    }
    expect(readRoleProfiles(userinfo, ['Y5'])).toEqual([]);
  });

  it.each([[{}], [null], [{ nhsid_nrbac_roles: 'none' }], [{ nhsid_nrbac_roles: [] }]])(
    'finds none in %j',
    (userinfo) => {
      expect(readRoleProfiles(userinfo, [])).toEqual([]);
    },
  );
});
