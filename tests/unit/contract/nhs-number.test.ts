import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkNhsNumber, formatNhsNumber } from '../../../electron/contract/nhs-number.ts';

describe('checkNhsNumber', () => {
  test.each(['9000000009', '9000000017', '9000000025', '9693632109', '9111231130'])(
    '%s has the right check digit',
    (nhsNumber) => {
      expect(checkNhsNumber(nhsNumber)).toEqual({ kind: 'valid', nhsNumber });
    },
  );

  test.each([
    '900 000 0009',
    '900-000-0009',
    ' 900.000.0009\t',
    '900/000/0009',
    '900\u00a0000\u00a00009',
    '900–000–0009',
  ])('drops the separators of %j', (typed) => {
    expect(checkNhsNumber(typed)).toEqual({ kind: 'valid', nhsNumber: '9000000009' });
  });

  test.each([
    'NHS No: 900 000 0009',
    'NHS number\t900 000 0009\r\n',
    'nhsNumber=9000000009',
    'NHS9000000009',
    'Patient’s NHS number is 900-000-0009.',
    'https://fhir.nhs.uk/Id/nhs-number|9000000009',
    '“900 000 0009”',
    '900 000 0009 (NHS)',
    '９００ ０００ ０００９',
    '\u202a900\u2009000\u20110009\u202c',
  ])('reads what people paste: %j', (typed) => {
    expect(checkNhsNumber(typed)).toEqual({ kind: 'valid', nhsNumber: '9000000009' });
  });

  test.each([
    ['a letter at the digits', '9000000009X'],
    ['the letter O', 'O00 000 0009'],
    ['a word that is no label', 'noon 900 000 0009'],
    ['digits of another script', '٩٠٠٠٠٠٠٠٠٩'],
    ['a superscript', '900000000⁹ⁿ'],
  ])('never guesses past %s', (_what, typed) => {
    expect(checkNhsNumber(typed).kind).toBe('not-digits');
  });

  const ignorable = fc
    .oneof(
      fc.integer({ min: 0x200b, max: 0x200f }),
      fc.integer({ min: 0x202a, max: 0x202e }),
      fc.integer({ min: 0x2060, max: 0x2069 }),
      fc.integer({ min: 0x2000, max: 0x200a }),
      fc.integer({ min: 0x2010, max: 0x2015 }),
      fc.constantFrom(...[0xfeff, 0xad, 0x20, 0xa0, 0x202f, 0x3000, 0x9, 0xa, 0xd, 0x85]),
      fc.constantFrom(...Array.from('-./\\_·•,−⁄–—', (character) => character.charCodeAt(0))),
    )
    .map((code) => String.fromCharCode(code));
  const validNumber = fc
    .tuple(fc.integer({ min: 0, max: 999_999_999 }), fc.integer({ min: 0, max: 9 }))
    .map(([stem, check]) => `${String(stem).padStart(9, '0')}${check}`)
    .filter((nhsNumber) => checkNhsNumber(nhsNumber).kind === 'valid');

  test('any valid number is read whatever may be ignored stands around its digits', () => {
    fc.assert(
      fc.property(
        validNumber,
        fc.array(fc.string({ unit: ignorable, maxLength: 3 }), { minLength: 11, maxLength: 11 }),
        fc.constantFrom(0x30, 0xff10),
        (nhsNumber, between, zero) => {
          const digits = Array.from(nhsNumber, (d) => String.fromCodePoint(zero + Number(d)));
          const typed = between.map((noise, at) => noise + (digits[at] ?? '')).join('');
          expect(checkNhsNumber(typed)).toEqual({ kind: 'valid', nhsNumber });
        },
      ),
    );
  });

  test('never throws, and never finds a number that is not in the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (typed) => {
        const check = checkNhsNumber(typed);
        if (check.kind !== 'valid') return;
        expect(typed.normalize('NFKC').replace(/[^0-9]/g, '')).toBe(check.nhsNumber);
      }),
    );
  });

  test('the example in the form can be nobody’s: its check digit would be 10', () => {
    for (let digit = 0; digit < 10; digit++) {
      expect(checkNhsNumber(`999 123 456${digit}`).kind).toBe('wrong-check-digit');
    }
  });

  test('any single wrong digit is found', () => {
    const nhsNumber = '9693632109';
    for (let at = 0; at < 10; at++) {
      for (let digit = 0; digit < 10; digit++) {
        if (String(digit) === nhsNumber.charAt(at)) continue;
        const wrong = nhsNumber.slice(0, at) + digit + nhsNumber.slice(at + 1);
        expect(checkNhsNumber(wrong)).toEqual({ kind: 'wrong-check-digit' });
      }
    }
  });

  test('a remainder that would need the check digit 10 has no valid tenth digit', () => {
    for (let digit = 0; digit < 10; digit++) {
      expect(checkNhsNumber(`000000006${digit}`).kind).toBe('wrong-check-digit');
    }
  });

  test('counts digits until there are ten', () => {
    expect(checkNhsNumber('')).toEqual({ kind: 'incomplete', digits: 0 });
    expect(checkNhsNumber('900 000 0')).toEqual({ kind: 'incomplete', digits: 7 });
  });

  test('says when there are too many digits or something else', () => {
    expect(checkNhsNumber('90000000091').kind).toBe('too-long');
    expect(checkNhsNumber('9000000O09').kind).toBe('not-digits');
  });
});

test('formatNhsNumber groups 3, 3 and 4', () => {
  expect(formatNhsNumber('9000000009')).toBe('900 000 0009');
});
