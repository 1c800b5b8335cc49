import { describe, expect, test } from 'vitest';
import { checkNhsNumber } from '../../../../electron/contract/nhs-number.ts';
import {
  nhsNumberError,
  nhsNumberHint,
  openNhsNumberErrors,
} from '../../../../renderer/patient/nhs-number-hint.ts';

describe('while typing', () => {
  test('nothing is called wrong before ten digits are there', () => {
    const wrong = '9000000008';
    for (let length = 1; length < 10; length++) {
      expect(nhsNumberHint(checkNhsNumber(wrong.slice(0, length)))).toEqual({
        tone: 'quiet',
        words: `${length} of 10 digits`,
      });
    }
    expect(nhsNumberHint(checkNhsNumber(wrong)).tone).toBe('check');
  });

  test('an empty box says nothing', () => {
    expect(nhsNumberHint(checkNhsNumber('')).words).toBe('');
  });

  test('a valid number is confirmed', () => {
    expect(nhsNumberHint(checkNhsNumber('900 000 0009')).tone).toBe('good');
  });
});

describe('on Find patient', () => {
  test.each([
    ['', 'Enter an NHS number'],
    ['900 000', 'NHS number must have 10 digits; some are missing'],
    ['900 000 00091', 'NHS number must have 10 digits; there are too many'],
    ['900 000 000X', 'NHS number must only include digits'],
    ['900 000 0008', 'Check the NHS number: it is not valid'],
    ['900 000 0009', null],
  ])('%j: %s', (typed, error) => {
    expect(nhsNumberError(checkNhsNumber(typed))).toBe(error);
  });
});

describe('an error that was shown', () => {
  const errors = [{ fieldId: 'nhs-number', message: 'Check the NHS number: it is not valid' }];

  test('stays while it is what is wrong, and goes as soon as it is corrected', () => {
    expect(openNhsNumberErrors(errors, '900 000 0008')).toEqual(errors);
    expect(openNhsNumberErrors(errors, '900 000 0007')).toEqual(errors);
    expect(openNhsNumberErrors(errors, '900 000 000')).toEqual([]);
    expect(openNhsNumberErrors(errors, '900 000 0009')).toEqual([]);
  });
});
