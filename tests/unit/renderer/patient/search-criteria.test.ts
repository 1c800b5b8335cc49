import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkNhsNumber } from '../../../../electron/contract/nhs-number.ts';
import {
  checkSearch,
  emptySearchDraft,
  openErrors,
  type SearchCriteria,
  type SearchDraft,
  widerSearch,
  wrongDateParts,
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
    [{ year: '10' }, 'born-year', 'Year of birth must have 4 digits: 1910 or 2010?'],
    [{ year: '58' }, 'born-year', 'Year of birth must have 4 digits, for example 1958'],
    [{ year: '958' }, 'born-year', 'Year of birth must have 4 digits'],
    [
      { day: '14/03/58', month: '', year: '' },
      'born-year',
      'Year of birth must have 4 digits, for example 1958',
    ],
    [{ day: '32' }, 'born-day', 'Day of birth must be a number from 1 to 31'],
    [
      { month: 'Ma' },
      'born-month',
      'Month of birth must be a number from 1 to 12, or a name such as Mar',
    ],
    [{ day: 'x', month: '13' }, 'born-day', 'Date of birth must be a real date'],
    [{ day: '24', month: '11', year: '2026' }, 'born-year', 'Date of birth must be in the past'],
    [{ family: 'S*' }, 'family-name', 'Family name must start with 2 letters before a *'],
    [{ given: '*ne' }, 'first-name', 'First name must start with 2 letters before a *'],
    [{ given: 'x'.repeat(36) }, 'first-name', 'First name must be 35 characters or fewer'],
    [{ given: `Jo ${'x'.repeat(36)}` }, 'first-name', 'First name must be 35 characters or fewer'],
    [{ given: 'A B C D E F' }, 'first-name', 'First name must be 5 names or fewer'],
    [{ given: 'Gareth Wy*' }, 'first-name', 'First name can have a * in the first name only'],
    [{ given: 'Gareth W*' }, 'first-name', 'First name must start with 2 letters before a *'],
    [{ family: '*' }, 'family-name', 'Family name must include letters'],
    [{ family: '**' }, 'family-name', 'Family name must include letters'],
    [{ family: 'S**' }, 'family-name', 'Family name must start with 2 letters before a *'],
    [{ family: 'Smith/Jones' }, 'family-name', 'Family name must not include “/”'],
    [{ family: '李' }, 'family-name', 'Family name must not include “李”'],
    [{ given: 'Jane (Janet)' }, 'first-name', 'First name must not include “(” or “)”'],
    [
      { family: 'Smi\ufffdth' },
      'family-name',
      'Family name must not include an unreadable character',
    ],
    [{ postcode: 'L*' }, 'postcode', 'Postcode must start with 2 characters before a *'],
    [{ postcode: 'L *' }, 'postcode', 'Postcode must start with 2 characters before a *'],
    [{ postcode: '*' }, 'postcode', 'Postcode must start with 2 characters before a *'],
    [
      { postcode: 'LS1' },
      'postcode',
      'Enter a full UK postcode, like LS1 6AE, or its start and a *, like LS1*',
    ],
    [{ postcode: 'LS?*' }, 'postcode', 'Enter the start of a postcode and a *, like LS1*'],
  ])('%j', (fields, fieldId, message) => {
    expect(checkSearch(draft(fields), now)).toEqual({
      kind: 'errors',
      errors: [{ fieldId, message }],
    });
  });

  test('names every field that needs correcting, in the order of the form', () => {
    const check = checkSearch({ ...emptySearchDraft, given: '*', postcode: 'L*' }, now);
    expect(check.kind === 'errors' && check.errors.map((error) => error.fieldId)).toEqual([
      'family-name',
      'born-day',
      'first-name',
      'postcode',
    ]);
  });

  test.each([
    [{ family: 'O’Neill' }, { family: "O'Neill" }],
    [{ family: 'O`Neill' }, { family: "O'Neill" }],
    [{ family: '\u200fO\u02bcNeill\u00ad' }, { family: "O'Neill" }],
    [{ family: 'Adeyemi – Clarke' }, { family: 'Adeyemi - Clarke' }],
    [{ family: 'Adeyemi‑Clarke' }, { family: 'Adeyemi-Clarke' }],
    [{ family: ' St \u00a0 John ' }, { family: 'St John' }],
    [{ family: 'Mu\u0308ller' }, { family: 'Müller' }],
    [{ family: 'Ĺubica Øst' }, { family: 'Ĺubica Øst' }],
    [{ family: 'Ｓｍｉｔｈ' }, { family: 'Smith' }],
    [{ family: 'Smit**' }, { family: 'Smit*' }],
    [{ given: 'Gareth\tWyn' }, { given: 'Gareth Wyn' }],
    [{ given: 'Ga* Wyn' }, { given: 'Ga* Wyn' }],
    [{ postcode: 'ls16ae' }, { postcode: 'LS1 6AE' }],
    [{ postcode: 'ｌｓ１６ａｅ' }, { postcode: 'LS1 6AE' }],
    [{ postcode: 'Postcode: LS1\u00a06AE' }, { postcode: 'LS1 6AE' }],
    [{ postcode: 'zz993vz' }, { postcode: 'ZZ99 3VZ' }],
    [{ postcode: 'w1a 1aa' }, { postcode: 'W1A 1AA' }],
    [{ postcode: 'ls 1*' }, { postcode: 'LS1*' }],
    [{ postcode: 'LS*' }, { postcode: 'LS*' }],
    [{ month: 'Oct' }, {}],
    [{ month: 'october' }, {}],
    [{ day: '02', month: '１０' }, {}],
    [{ day: '02/10/2010', month: '', year: '' }, {}],
    [{ day: '2-Oct-2010', month: '', year: '' }, {}],
    [{ day: '2010-10-02', month: '', year: '' }, {}],
    [{ day: '', month: '2nd October 2010', year: '' }, {}],
  ])('reads what people type and paste: %j', (fields, read) => {
    expect(checkSearch(draft(fields), now)).toEqual({
      kind: 'ready',
      criteria: { ...criteria, ...read },
    });
  });

  const anyDraft = fc.record({
    family: fc.string({ unit: 'binary' }),
    given: fc.string({ unit: 'binary' }),
    day: fc.string({ unit: 'binary' }),
    month: fc.string({ unit: 'grapheme' }),
    year: fc.string({ unit: 'binary-ascii' }),
    gender: fc.constantFrom('', 'female', 'unknown'),
    postcode: fc.string({ unit: 'binary' }),
  } as const);

  test('no draft ever throws, and what is ready is what PDS takes', () => {
    fc.assert(
      fc.property(anyDraft, (typed) => {
        const check = checkSearch(typed, now);
        if (check.kind === 'errors') {
          expect(check.errors.length).toBeGreaterThan(0);
          return;
        }
        expect(check.criteria.birthDate).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      }),
    );
  });

  test.each(['(', 'a(', '1/', ' nhs', '* ', '9-'])(
    'a page full of %j is checked at once',
    (text) => {
      const page = `x${text.repeat(20_000)}x`;
      const typed = { ...emptySearchDraft, family: page, given: page, postcode: page };
      const before = process.cpuUsage();
      checkSearch({ ...typed, day: page, month: page, year: page }, now);
      checkNhsNumber(page);
      // Of the processor's time, not of the clock's: other processes need it, too.
      expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000);
    },
  );

  const letter = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzéüø');
  const mark = fc.constantFrom(..."’ʼ`´‘′'＇‐‑–—−-");
  const hidden = fc.string({
    unit: fc.constantFrom(...'\u200b\u200e\u202d\u2069\ufeff\u00ad'),
    maxLength: 2,
  });

  test('any name with typographic marks is sent with the keyboard’s own', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(letter, letter, mark, hidden), { minLength: 1, maxLength: 6 }),
        (parts) => {
          const typed = parts.map(([a, b, between, unseen]) => a + unseen + b + between).join('');
          const check = checkSearch(draft({ family: typed }), now);
          const plain = parts
            .map(([a, b, between]) => a + b + ("’ʼ`´‘′'＇".includes(between) ? "'" : '-'))
            .join('');
          expect(check).toEqual({ kind: 'ready', criteria: { ...criteria, family: plain } });
        },
      ),
    );
  });

  test('a wildcard after two letters is allowed, and so is being born today', () => {
    expect(checkSearch(draft({ family: 'Sm*' }), now).kind).toBe('ready');
    expect(checkSearch(draft({ day: '23', month: '11', year: '2026' }), now).kind).toBe('ready');
  });
});

describe('errors that were shown', () => {
  const wrong = draft({ family: '', day: '', year: '' });
  const check = checkSearch(wrong, now);
  const errors = check.kind === 'errors' ? check.errors : [];

  test('stay until what they say is corrected, each for itself', () => {
    expect(openErrors(errors, wrong, now)).toEqual(errors);
    expect(openErrors(errors, { ...wrong, family: 'Smith' }, now)).toEqual([
      { fieldId: 'born-day', message: 'Date of birth must include a day and a year' },
    ]);
    expect(openErrors(errors, draft({}), now)).toEqual([]);
  });

  test('never grow while somebody types', () => {
    expect(openErrors(errors, draft({ family: '', postcode: 'L*' }), now)).toEqual([
      { fieldId: 'family-name', message: 'Enter a family name' },
    ]);
  });

  test.each([
    [{ day: '', year: '' }, ['day', 'year']],
    [{ month: '' }, ['month']],
    [{ year: '10' }, ['year']],
    [{ day: '30', month: '2' }, ['day']],
    [{ day: 'x', month: '13' }, ['day', 'month']],
    [{ day: '24', month: '11', year: '2026' }, ['year']],
    [{}, []],
  ])('%j: only the wrong parts of the date are marked', (fields, parts) => {
    expect(wrongDateParts(draft(fields), now)).toEqual(parts);
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
