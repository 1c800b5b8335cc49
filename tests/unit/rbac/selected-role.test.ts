import { describe, expect, it } from 'vitest';
import type { Role } from '../../../electron/contract/session.ts';
import { selectedRole } from '../../../electron/rbac/selected-role.ts';

function role(id: string): Role {
  return { id, name: 'Nurse', code: 'R8001', organisation: { name: null, odsCode: 'Y51' } };
}

const roles = [role('656014452101'), role('656014452102')];

describe('the role selected at CIS2', () => {
  it.each(['656014452102', 656014452102])('is the profile with the id %j', (id) => {
    expect(selectedRole({ sub: '1', selected_roleid: id }, roles)).toBe(roles[1]);
  });

  it.each([[{}], [{ selected_roleid: undefined }], [{ selected_roleid: null }], [undefined]])(
    'is none when the claims are %j',
    (claims) => {
      expect(selectedRole(claims, roles)).toBeNull();
      expect(selectedRole(claims, [])).toBeNull();
    },
  );

  it.each([
    '656014452103',
    '65601445210',
    '0656014452101',
    ' 656014452101',
    '656014452101\n',
    '',
    0,
    656014452101.5,
    true,
    [['656014452101']],
    { toString: () => '656014452101' },
  ])('is refused when it is %j', (selected) => {
    expect(() => selectedRole({ selected_roleid: selected }, roles)).toThrow(
      expect.objectContaining({ code: 'ROLE_NOT_YOURS', detail: null }),
    );
  });

  it('is named when it belongs to an organisation this PC does not accept', () => {
    const [here, elsewhere] = [[role('656014452101')], [role('656014452102')]];
    expect(() => selectedRole({ selected_roleid: '656014452102' }, here, elsewhere)).toThrow(
      expect.objectContaining({ code: 'ROLE_NOT_ACCEPTED_HERE', detail: 'ODS code Y51' }),
    );
    expect(() => selectedRole({ selected_roleid: '656014452103' }, here, elsewhere)).toThrow(
      expect.objectContaining({ code: 'ROLE_NOT_YOURS' }),
    );
  });

  it('is refused when the person has no role that may be used', () => {
    expect(() => selectedRole({ selected_roleid: '656014452101' }, [])).toThrow(
      expect.objectContaining({ code: 'ROLE_NOT_YOURS' }),
    );
  });
});
