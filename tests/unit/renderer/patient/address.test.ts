import { describe, expect, test } from 'vitest';
import { addressLabel, addressLines, listAddress } from '../../../../renderer/patient/address.ts';
import type { PatientAddress } from '../../../../renderer/patient/patient-model.ts';

const now = new Date('2026-11-23T12:00:00Z');
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

test('a kind of address has its words', () => {
  expect(addressLabel(address({ use: 'temp' }))).toBe('Temporary address');
});

test('an unknown use is still an address', () => {
  expect(addressLabel(address({ use: null }))).toBe('Address');
  expect(addressLabel(address({ use: 'toString' }))).toBe('Address');
});

describe('a list shows where the patient lives today', () => {
  const temporary = address({ use: 'temp', lines: ['T'] });
  const home = address({ lines: ['H'] });
  const plain = address({ use: null, lines: ['P'] });
  const from2030 = address({ period: { start: '2030-01-01', end: null } });
  const until2019 = address({ period: { start: null, end: '2019' } });

  test.each([
    ['home first', [temporary, plain, home], home],
    ['then one without a use', [temporary, plain], plain],
    ['then a temporary one', [temporary], temporary],
    ['never one that is still to come', [from2030, temporary], temporary],
    ['never one that has ended', [until2019, home], home],
    ['nothing where none is in use', [from2030, until2019, address({ use: 'old' })], null],
    ['nothing of another kind', [address({ use: 'billing' }), address({ use: 'work' })], null],
    ['nothing where there is none', [], null],
  ])('%s', (_case, addresses, expected) => {
    expect(listAddress(addresses, now)).toBe(expected);
  });
});
