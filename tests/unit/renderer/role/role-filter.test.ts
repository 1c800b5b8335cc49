import { expect, test } from 'vitest';
import type { Role } from '../../../../electron/contract/session.ts';
import { filterRoles } from '../../../../renderer/role/role-filter.ts';

const role = (id: string, name: string, organisation: string | null, odsCode: string): Role => ({
  id,
  name,
  code: 'S8000:G8000:R8001',
  organisation: { name: organisation, odsCode },
});
const roles = [
  role('1', 'Nurse Access Role', 'Leeds Teaching Hospitals NHS Trust', 'RR8'),
  role('2', 'Receptionist', null, 'A20047'),
  role('3', 'GP Partner', 'Ynys Môn Practice', 'Y12345'),
];

test.each([
  ['', ['1', '2', '3']],
  ['  ', ['1', '2', '3']],
  ['nurse', ['1']],
  ['ROLE leeds', ['1']],
  ['a200', ['2']],
  ['mon', ['3']],
  ['nurse y12345', []],
])('%j shows %j', (typed, ids) => {
  expect(filterRoles(roles, typed).map(({ id }) => id)).toEqual(ids);
});
