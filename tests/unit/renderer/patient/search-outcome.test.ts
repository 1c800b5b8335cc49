import { describe, expect, test } from 'vitest';
import type { SearchCriteria } from '../../../../renderer/patient/search-criteria.ts';
import { searchOutcome } from '../../../../renderer/patient/search-outcome.ts';
import {
  narrowingAdvice,
  searchSuggestions,
} from '../../../../renderer/patient/search-suggestions.ts';

const criteria: SearchCriteria = {
  family: 'Smith',
  birthDate: '2010-10-02',
  given: null,
  gender: null,
  postcode: null,
  fuzzy: false,
};
const one = { nhsNumber: '9000000009' };
const other = { nhsNumber: '9000000017' };

describe('what a finished search shows', () => {
  test('one match of what was typed opens', () => {
    expect(searchOutcome(criteria, [one])).toEqual({ kind: 'open', nhsNumber: '9000000009' });
    expect(searchOutcome({ ...criteria, family: 'Sm*' }, [one]).kind).toBe('open');
  });

  test.each([
    ['a fuzzy search', { ...criteria, given: 'Jane', fuzzy: true }],
    ['previous names', { ...criteria, history: true }],
    ['a detail CareDesk offered to change', { ...criteria, offered: true }],
  ] as const)('one match of %s is for the person to confirm', (_what, asked) => {
    expect(searchOutcome(asked, [one])).toEqual({ kind: 'list' });
  });

  test('several are listed, none says so', () => {
    expect(searchOutcome(criteria, [one, other])).toEqual({ kind: 'list' });
    expect(searchOutcome(criteria, [])).toEqual({ kind: 'none' });
  });

  test('no suggestion ever opens a record by itself', () => {
    const full: SearchCriteria = {
      ...criteria,
      given: 'Gareth Wyn',
      gender: 'male',
      postcode: 'LS1 6AE',
    };
    const suggestions = searchSuggestions(full);
    expect(suggestions.length).toBeGreaterThan(5);
    for (const suggestion of suggestions) {
      expect([suggestion.kind, searchOutcome(suggestion.criteria, [one]).kind]).toEqual([
        suggestion.kind,
        'list',
      ]);
    }
  });
});

describe('after “No patient found”', () => {
  const kinds = (asked: SearchCriteria) => searchSuggestions(asked).map(({ kind }) => kind);

  test.each([
    ['the minimum', criteria, ['history', 'day-and-month']],
    [
      'a first name',
      { ...criteria, given: 'Jane' },
      ['wider', 'history', 'day-and-month', 'names-exchanged'],
    ],
    [
      'two first names',
      { ...criteria, given: 'Gareth Wyn' },
      ['wider', 'history', 'first-given-name', 'one-given-name', 'day-and-month'],
    ],
    ['a gender', { ...criteria, gender: 'female' }, ['without-gender', 'history', 'day-and-month']],
    [
      'a gender and a postcode',
      { ...criteria, gender: 'female', postcode: 'LS1 6AE' },
      ['wider', 'without-postcode', 'without-gender', 'history', 'day-and-month'],
    ],
    ['a wildcard', { ...criteria, family: 'Sm*', given: 'Jane' }, ['history', 'day-and-month']],
    ['a day that is no month', { ...criteria, birthDate: '2010-10-22' }, ['history']],
    ['the same day and month', { ...criteria, birthDate: '2010-10-10' }, ['history']],
    [
      'the wider search',
      { ...criteria, given: 'Jane', birthDate: '2010-10-22', fuzzy: true },
      ['names-exchanged'],
    ],
    ['previous names', { ...criteria, birthDate: '2010-10-22', history: true }, []],
  ] as const)('with %s offers the next best', (_what, asked, expected) => {
    expect(kinds(asked)).toEqual(expected);
  });

  test('the fuzzy search comes only after a plain one, and never with a wildcard', () => {
    for (const given of ['Jane', 'Gareth Wyn', null]) {
      for (const family of ['Smith', 'Sm*']) {
        const offered = searchSuggestions({ ...criteria, family, given, fuzzy: true });
        expect(offered.every((suggestion) => !suggestion.criteria.fuzzy)).toBe(true);
        const fuzzy = searchSuggestions({ ...criteria, family, given }).filter(
          (suggestion) => suggestion.criteria.fuzzy,
        );
        expect(fuzzy.length).toBe(given !== null && family === 'Smith' ? 1 : 0);
      }
    }
  });

  test('changes exactly what it says', () => {
    const asked: SearchCriteria = {
      ...criteria,
      given: 'Jane',
      gender: 'female',
      postcode: 'LS1 6AE',
    };
    const of = (kind: string) =>
      searchSuggestions(asked).find((suggestion) => suggestion.kind === kind)?.criteria;
    expect(of('without-postcode')).toEqual({ ...asked, postcode: null, offered: true });
    expect(of('without-gender')).toEqual({ ...asked, gender: null, offered: true });
    expect(of('day-and-month')).toEqual({ ...asked, birthDate: '2010-02-10', offered: true });
    expect(of('names-exchanged')).toEqual({
      ...asked,
      family: 'Jane',
      given: 'Smith',
      offered: true,
    });
  });
});

describe('when too many match', () => {
  test.each([
    [criteria, ['A first name', 'A gender', 'A postcode, or the start of one, such as LS1*']],
    [
      { ...criteria, given: 'Jane', gender: 'female' },
      ['A postcode, or the start of one, such as LS1*'],
    ],
    [
      { ...criteria, family: 'Sm*', given: 'Ja*', gender: 'female', postcode: 'LS*' },
      [
        'More of the family name, in place of the *',
        'More of the first name, in place of the *',
        'More of the postcode, in place of the *',
      ],
    ],
    [
      { ...criteria, given: 'Jane', gender: 'female', postcode: 'LS1 6AE' },
      ['The NHS number, if you have it'],
    ],
  ] as const)('%j: names what is missing', (asked, advice) => {
    expect(narrowingAdvice(asked)).toEqual(advice);
  });
});
