import { expect, test } from 'vitest';
import {
  addressLabel,
  addressLines,
  addressTerm,
  listAddress,
} from '../../../../renderer/patient/address.ts';
import type { PatientAddress } from '../../../../renderer/patient/patient-model.ts';

const now = new Date(2026, 10, 23, 12);
const address = (fields: Partial<PatientAddress>): PatientAddress => ({
  use: 'home',
  lines: [],
  postalCode: null,
  period: { start: null, end: null },
  ...fields,
});

test('the postcode is the last line', () => {
  expect(
    addressLines(address({ lines: ['1 Trevelyan Square', 'Leeds'], postalCode: 'LS1 6AE' })),
  ).toEqual(['1 Trevelyan Square', 'Leeds', 'LS1 6AE']);
  expect(addressLines(address({ lines: ['Leeds'] }))).toEqual(['Leeds']);
});

test.each(['ZZ99 3VZ', 'ZZ993VZ', 'zz99 3vz'])('%s is no fixed abode', (postalCode) => {
  expect(addressLines(address({ postalCode }))).toEqual(['No fixed abode']);
});

test('a temporary address says until when', () => {
  const temporary = address({ use: 'temp', period: { start: null, end: '2027-03-31' } });
  expect(addressLabel(temporary)).toBe('Temporary address');
  expect(addressTerm(temporary, now)).toBe('(until 31-Mar-2027)');
});

test('an address that has ended says so, and one without an end says nothing', () => {
  const period = { start: null, end: '2026-11-22' };
  expect(addressTerm(address({ period }), now)).toBe('(ended 22-Nov-2026)');
  expect(addressTerm(address({}), now)).toBeNull();
});

test('an unknown use is still an address', () => {
  expect(addressLabel(address({ use: null }))).toBe('Address');
  expect(addressLabel(address({ use: 'toString' }))).toBe('Address');
});

test('a list shows the home address', () => {
  const temporary = address({ use: 'temp' });
  const home = address({});
  expect(listAddress([temporary, home])).toBe(home);
  expect(listAddress([temporary])).toBe(temporary);
  expect(listAddress([])).toBeNull();
});
