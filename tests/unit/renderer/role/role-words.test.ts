import { expect, test } from 'vitest';
import type { Role } from '../../../../electron/contract/session.ts';
import { orWords, roleLine } from '../../../../renderer/role/role-words.ts';

const nurse: Role = {
  id: '1',
  name: 'Nurse Access Role',
  code: 'S8000:G8000:R8001',
  organisation: { name: 'HILL SURGERY', odsCode: 'Y51' },
};

test('the parts of a role are set apart', () => {
  expect(roleLine(nurse)).toBe('Nurse Access Role, HILL SURGERY, ODS code Y51');
  expect(roleLine(nurse, 'In use')).toBe('Nurse Access Role, In use, HILL SURGERY, ODS code Y51');
});

test('an organisation without a name is said to have none, the locums’ is explained', () => {
  const unnamed = (odsCode: string) => ({ ...nurse, organisation: { name: null, odsCode } });
  expect(roleLine(unnamed('RDX'))).toContain('Organisation name not known, ODS code RDX');
  expect(roleLine(unnamed('FFFFF'))).toContain(
    'Locum pharmacy staff, any pharmacy, ODS code FFFFF',
  );
});

test('names ODS codes of which one is enough', () => {
  expect(orWords(['X99'])).toBe('X99');
  expect(orWords(['A83008', 'RX9', 'Y02494'])).toBe('A83008, RX9 or Y02494');
});
