import { describe, expect, test } from 'vitest';
import {
  checkSearch,
  emptySearchDraft,
  type SearchCriteria,
  type SearchDraft,
  widerSearch,
} from '../../../../renderer/patient/search-criteria.ts';

const now = new Date('2026-11-23T12:00:00Z');
const draft = (fields: Partial<SearchDraft>): SearchDraft => ({
  ...emptySearchDraft,
  family: 'Smith',
  day: '2',
  month: '10',
  year: '2010',
  ...fields,
});
const criteria: SearchCriteria = {
  family: 'Smith',
  birthDate: '2010-10-02',
  given: null,
  gender: null,
  postcode: null,
  fuzzy: false,
};

describe('checkSearch', () => {
  test('needs a family name and a date of birth, and no more', () => {
    expect(checkSearch(draft({}), now)).toEqual({ kind: 'ready', criteria });
  });

  test('takes the other details without the spaces around them', () => {
    const typed = draft({ given: ' Jane ', gender: 'female', postcode: ' ls1 6ae ' });
    expect(checkSearch(typed, now)).toEqual({
      kind: 'ready',
      criteria: { ...criteria, given: 'Jane', gender: 'female', postcode: 'LS1 6AE' },
    });
  });

  test.each([
    [{ family: ' ' }, 'family-name', 'Enter a family name'],
    [{ day: '', month: '', year: '' }, 'born-day', 'Enter a date of birth'],
    [{ month: '' }, 'born-month', 'Date of birth must include a month'],
    [{ day: '', year: '' }, 'born-day', 'Date of birth must include a day and a year'],
    [{ day: '30', month: '2' }, 'born-day', 'Date of birth must be a real date'],
    [{ year: '10' }, 'born-day', 'Date of birth must be a real date'],
    [{ month: 'Oct' }, 'born-day', 'Date of birth must be a real date'],
    [{ day: '24', month: '11', year: '2026' }, 'born-year', 'Date of birth must be in the past'],
    [{ family: 'S*' }, 'family-name', 'Family name must start with 2 letters before a *'],
    [{ given: '*ne' }, 'first-name', 'First name must start with 2 letters before a *'],
    [{ given: 'x'.repeat(36) }, 'first-name', 'First name must be 35 characters or fewer'],
  ])('%j', (fields, fieldId, message) => {
    expect(checkSearch(draft(fields), now)).toEqual({
      kind: 'errors',
      errors: [{ fieldId, message }],
    });
  });

  test('names every field that needs correcting, in the order of the form', () => {
    const check = checkSearch({ ...emptySearchDraft, given: '*' }, now);
    expect(check.kind === 'errors' && check.errors.map((error) => error.fieldId)).toEqual([
      'family-name',
      'born-day',
      'first-name',
    ]);
  });

  test('a wildcard after two letters is allowed, and so is being born today', () => {
    expect(checkSearch(draft({ family: 'Sm*' }), now).kind).toBe('ready');
    expect(checkSearch(draft({ day: '23', month: '11', year: '2026' }), now).kind).toBe('ready');
  });
});

describe('widerSearch', () => {
  test('with a first name, or a gender and a postcode', () => {
    const named = { ...criteria, given: 'Jane' };
    expect(widerSearch(named)).toEqual({ ...named, fuzzy: true });
    const placed = { ...criteria, gender: 'female', postcode: 'LS1 6AE' } as const;
    expect(widerSearch(placed)).toEqual({ ...placed, fuzzy: true });
  });

  test.each([
    ['with the minimum alone', criteria],
    ['with a gender alone', { ...criteria, gender: 'female' } as const],
    ['with a wildcard', { ...criteria, family: 'Sm*', given: 'Jane' }],
    ['when it was wide already', { ...criteria, given: 'Jane', fuzzy: true }],
  ])('is not offered %s', (_name, tried) => {
    expect(widerSearch(tried)).toBeNull();
  });
});
