import { describe, expect, test } from 'vitest';
import type { PatientName } from '../../../../renderer/patient/patient-model.ts';
import { bannerName, currentName, fullName } from '../../../../renderer/patient/patient-name.ts';

const now = new Date('2026-11-23T12:00:00Z');
const name = (fields: Partial<PatientName>): PatientName => ({
  use: 'usual',
  text: null,
  family: null,
  given: [],
  prefix: [],
  suffix: [],
  period: { start: null, end: null },
  ...fields,
});

describe('bannerName', () => {
  test.each([
    [name({ family: 'Smith', given: ['Jane'], prefix: ['Mrs'] }), 'SMITH, Jane (Mrs)'],
    [name({ family: 'Smith', given: ['Jane', 'Marie'] }), 'SMITH, Jane Marie'],
    [name({ family: 'Smith', prefix: ['Mr'] }), 'SMITH (Mr)'],
    [name({ given: ['Jane'] }), 'Jane'],
    [name({ family: 'Ó Briain', given: ['Áine'] }), 'Ó BRIAIN, Áine'],
    [name({ prefix: ['Mr'] }), 'Name not known'],
    [name({ text: 'Jane Smith' }), 'Jane Smith'],
    [null, 'Name not known'],
  ])('%#: %j', (given, shown) => {
    expect(bannerName(given)).toBe(shown);
  });
});

test('fullName reads as spoken', () => {
  expect(
    fullName(name({ family: 'Smith', given: ['Jane'], prefix: ['Mrs'], suffix: ['MBE'] })),
  ).toBe('Mrs Jane Smith MBE');
  expect(fullName(name({}))).toBe('Not known');
});

describe('currentName', () => {
  const usual = name({ family: 'Smith', period: { start: null, end: '2026-11-23' } });
  const of = (use: string | null, start: string | null = null, end: string | null = null) =>
    name({ use, family: `${use}`, period: { start, end } });
  const ended = of('usual', '2020-01-01', '2026-11-22');

  test('is the usual name in use, wherever it stands', () => {
    expect(currentName([of('maiden'), ended, usual], now)).toBe(usual);
  });

  test.each(['old', 'maiden', 'nickname', 'alias', 'Usual'])(
    'is never one of use %s, also where there is no other',
    (use) => {
      expect(currentName([of(use)], now)).toBeNull();
      expect(currentName([ended, of(use, '2026-01-01')], now)).toBeNull();
    },
  );

  test.each([
    ['ended yesterday', '2020-01-01', '2026-11-22'],
    ['ended in a month', null, '2026-10'],
    ['ended in a year', null, '2019'],
    ['begins tomorrow', '2026-11-24', null],
    ['begins in a year', '2030', null],
    ['begins at a time in England that is tomorrow', '2026-11-24T00:00:00Z', null],
    ['begins nobody knows when', 'nonsense', null],
    ['ends nobody knows when', null, '?'],
  ])('is none when the only one %s', (_case, start, end) => {
    expect(currentName([of('usual', start, end)], now)).toBeNull();
  });

  test.each([
    ['the whole of its last day', null, '2026-11-23'],
    ['the whole of its last month', '2020', '2026-11'],
    ['the whole of its last year', '2020-05', '2026'],
    ['from its first day', '2026-11-23', null],
    ['from the first of its first month', '2026-11', null],
  ])('is in use %s', (_case, start, end) => {
    const only = of('usual', start, end);
    expect(currentName([only], now)).toBe(only);
  });

  test('without a usual one is what FHIR has in its place, the best first', () => {
    const ranked = [of('official'), of(null), of('temp'), of('anonymous')];
    for (let left = 0; left < ranked.length; left++) {
      const given = ranked.slice(left).reverse();
      expect(currentName([of('old'), of('nickname'), ...given], now)).toBe(ranked[left]);
    }
  });

  test('of two usual names is the one that began last', () => {
    const newer = of('usual', '2024-05-01');
    expect(currentName([of('usual', '2001'), newer, of('usual')], now)).toBe(newer);
  });

  test('is never one without words', () => {
    expect(currentName([name({ prefix: ['Mr'] })], now)).toBeNull();
    expect(currentName([], now)).toBeNull();
  });
});
