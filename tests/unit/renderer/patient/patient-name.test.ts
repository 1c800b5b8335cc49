import { describe, expect, test } from 'vitest';
import type { PatientName } from '../../../../renderer/patient/patient-model.ts';
import {
  bannerName,
  currentName,
  fullName,
  hasEnded,
} from '../../../../renderer/patient/patient-name.ts';

const now = new Date(2026, 10, 23, 12);
const name = (fields: Partial<PatientName>): PatientName => ({
  use: 'usual',
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
    [name({ prefix: ['Mr'] }), 'Not known'],
    [null, 'Not known'],
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
  const maiden = name({ use: 'maiden', family: 'Jones' });
  const ended = name({ family: 'Old', period: { start: null, end: '2026-11-22' } });
  const usual = name({ family: 'Smith', period: { start: null, end: '2026-11-23' } });

  test('is the usual name in use, wherever it stands', () => {
    expect(currentName([maiden, ended, usual], now)).toBe(usual);
  });

  test('is another name in use when the usual one has ended', () => {
    expect(currentName([ended, maiden], now)).toBe(maiden);
  });

  test('is the first when none is in use, and none when there is none', () => {
    expect(currentName([ended], now)).toBe(ended);
    expect(currentName([], now)).toBeNull();
  });
});

describe('hasEnded', () => {
  test.each([
    [null, false],
    ['2026-11-22', true],
    ['2026-11-23', false],
    ['2026-11-22T23:59:59+00:00', true],
    ['2026-10', true],
    ['2026-11', false],
    ['2025', true],
    ['2026', false],
    ['2027-01-01', false],
    ['nonsense', false],
  ])('end %j: %s', (end, ended) => {
    expect(hasEnded({ start: null, end }, now)).toBe(ended);
  });
});
