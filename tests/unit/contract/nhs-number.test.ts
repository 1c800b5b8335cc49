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
    expect(checkNhsNumber('９０００００００09').kind).toBe('not-digits');
  });
});

test('formatNhsNumber groups 3, 3 and 4', () => {
  expect(formatNhsNumber('9000000009')).toBe('900 000 0009');
});
