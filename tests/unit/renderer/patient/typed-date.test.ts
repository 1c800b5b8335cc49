import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkBirthDate,
  finishedDate,
  type TypedDate,
  withDatePart,
} from '../../../../renderer/patient/typed-date.ts';

const now = new Date(2026, 10, 23, 12);
const nothing: TypedDate = { day: '', month: '', year: '' };
const spread = { day: '14', month: '3', year: '1958' };

describe('a whole date in one field', () => {
  test.each([
    '14/03/1958',
    '14-Mar-1958',
    '14 March 1958',
    '14th of March, 1958',
    'Friday, 14 Mar. 1958',
    'March 14, 1958',
    '14.3.1958',
    '14031958',
    '19580314',
    '1958-03-14',
    '1958-03-14T00:00:00+00:00',
    '14/03/1958 00:00:00',
    '14-Mar-1958 (68y)',
    'DOB: 14/03/1958',
    '14\u201103\u20111958\u00a0',
    '１４／０３／１９５８',
    '\u200e14⁄03⁄1958',
  ])('%j goes to where its parts belong, whichever field it is pasted into', (text) => {
    for (const part of ['day', 'month', 'year'] as const) {
      const { day, month, year } = withDatePart(nothing, part, text);
      expect([Number(day), Number(month), year]).toEqual([14, 3, '1958']);
    }
    const typed = { day: '9', month: '9', year: '1999' };
    expect(Number(withDatePart(typed, 'day', text).day)).toBe(14);
  });

  test('is not taken for one before it is finished', () => {
    for (const whole of ['14/03/1958', '14 March 1958', '1958-03-14']) {
      for (let length = 1; length < whole.length; length++) {
        const text = whole.slice(0, length);
        expect(withDatePart(nothing, 'day', text)).toEqual({ ...nothing, day: text });
      }
    }
  });

  test('with a two-digit year is divided when the person has finished, not while they type', () => {
    expect(withDatePart(nothing, 'day', '14/03/58').day).toBe('14/03/58');
    expect(finishedDate({ ...nothing, day: '14/03/58' })).toEqual({ ...spread, year: '58' });
  });

  test('never replaces what is in the other fields when the person has finished', () => {
    const typed = { day: '14/03/58', month: '4', year: '' };
    expect(finishedDate(typed)).toEqual(typed);
  });

  test('with a month beyond 12 is shown as read in the UK, for the person to correct', () => {
    expect(withDatePart(nothing, 'day', '03/14/1958')).toEqual({
      day: '03',
      month: '14',
      year: '1958',
    });
  });
});

describe('every date of the calendar', () => {
  test('is read the same whether in one field or in three', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date(Date.UTC(1900, 0, 1)),
          max: new Date(Date.UTC(2026, 10, 22)),
          noInvalidDate: true,
        }),
        fc.constantFrom<Intl.DateTimeFormatOptions>(
          { dateStyle: 'short' },
          { dateStyle: 'medium' },
          { dateStyle: 'long' },
          { dateStyle: 'full' },
        ),
        (date, { dateStyle }) => {
          const iso = date.toISOString().slice(0, 10);
          const style =
            dateStyle === 'short'
              ? ({ day: '2-digit', month: '2-digit', year: 'numeric' } as const)
              : { dateStyle };
          const text = date.toLocaleDateString('en-GB', { ...style, timeZone: 'UTC' });
          for (const whole of [iso, text]) {
            const day = withDatePart(nothing, 'day', whole);
            expect([whole, checkBirthDate(day, now)]).toEqual([whole, { kind: 'date', date: iso }]);
          }
        },
      ),
    );
  });
});
