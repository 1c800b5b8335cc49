import { describe, expect, test } from 'vitest';
import { ageAt, ageAtDeath } from '../../../../renderer/patient/age.ts';

/** Noon UTC, the same day in England. */
const noon = (year: number, month: number, day: number) =>
  new Date(Date.UTC(year, month - 1, day, 12));

describe('ageAt, by NHS CUI Patient banner table 7', () => {
  test.each([
    ['on the day of birth', '2026-03-10', noon(2026, 3, 10), '0d'],
    ['under 4 weeks, in days', '2026-03-10', noon(2026, 4, 6), '27d'],
    ['from 4 weeks, in weeks', '2026-03-10', noon(2026, 4, 7), '4w'],
    ['weeks and days', '2026-03-10', noon(2026, 4, 9), '4w 2d'],
    ['the day before the first birthday', '2025-03-10', noon(2026, 3, 9), '52w'],
    ['on the first birthday, in months', '2025-03-10', noon(2026, 3, 10), '12m'],
    ['months and days', '2025-03-10', noon(2026, 9, 15), '18m 5d'],
    ['the day before the second birthday', '2024-03-10', noon(2026, 3, 9), '23m 27d'],
    ['from 2 years, in years', '2024-03-10', noon(2026, 3, 10), '2y'],
    ['years and months', '2010-10-22', noon(2026, 11, 23), '16y 1m'],
    ['the day before the 18th birthday', '2008-11-24', noon(2026, 11, 23), '17y 11m'],
    ['from 18 years, in years alone', '2008-11-23', noon(2026, 11, 23), '18y'],
    ['very old', '1912-06-01', noon(2026, 11, 23), '114y'],
  ])('%s', (_name, born, at, age) => {
    expect(ageAt(born, at)).toBe(age);
  });

  test('a time of birth gives minutes, then hours, then days', () => {
    const born = '2026-03-10T12:00:00Z';
    const minutesOn = (minutes: number) => new Date(Date.UTC(2026, 2, 10, 12, minutes));
    expect(ageAt(born, minutesOn(119))).toBe('119min');
    expect(ageAt(born, minutesOn(120))).toBe('2hrs');
    expect(ageAt(born, minutesOn(47 * 60 + 59))).toBe('47hrs');
    expect(ageAt(born, minutesOn(48 * 60))).toBe('2d');
  });

  test.each([
    ['2024-02-29', noon(2025, 2, 28), '52w 1d'],
    ['2024-02-29', noon(2025, 3, 1), '12m'],
    ['2024-02-29', noon(2026, 2, 28), '23m 30d'],
    ['2024-02-29', noon(2026, 3, 1), '2y'],
    ['2008-02-29', noon(2026, 2, 28), '17y 11m'],
    ['2008-02-29', noon(2026, 3, 1), '18y'],
    ['2008-02-29', noon(2028, 2, 28), '19y'],
    ['2008-02-29', noon(2028, 2, 29), '20y'],
    ['1896-02-29', noon(1900, 2, 28), '3y 11m'],
    ['1896-02-29', noon(1900, 3, 1), '4y'],
  ])('born on 29 February, a year is complete on 1 March: %s', (born, at, age) => {
    expect(ageAt(born, at)).toBe(age);
  });

  test('born on the 31st, a month is complete on the last day of a shorter one', () => {
    expect(ageAt('2024-12-31', noon(2026, 4, 29))).toBe('15m 29d');
    expect(ageAt('2024-12-31', noon(2026, 4, 30))).toBe('16m');
  });

  test('months and days count from a day that is there', () => {
    expect(ageAt('2024-12-31', noon(2026, 2, 28))).toBe('14m');
    expect(ageAt('2024-12-31', noon(2026, 3, 1))).toBe('14m 1d');
    expect(ageAt('2025-01-30', noon(2026, 2, 28))).toBe('13m');
    expect(ageAt('2025-01-30', noon(2026, 3, 29))).toBe('13m 29d');
  });

  test('is counted on the calendar of England', () => {
    // 23:30 UTC on 31 May is 00:30 on 1 June there.
    expect(ageAt('2008-06-01', new Date('2026-05-31T22:59:59Z'))).toBe('17y 11m');
    expect(ageAt('2008-06-01', new Date('2026-05-31T23:00:00Z'))).toBe('18y');
    expect(ageAt('2008-01-01', new Date('2025-12-31T23:59:59Z'))).toBe('17y 11m');
  });

  test('a time of birth without its offset counts in days', () => {
    expect(ageAt('2026-03-10T12:00:00', new Date('2026-03-10T13:00:00Z'))).toBe('0d');
  });

  test.each(['2010', '2010-10', '', 'not a date', '2010-02-30'])('is not known for %j', (born) => {
    expect(ageAt(born, noon(2026, 11, 23))).toBeNull();
  });

  test('is not known before birth', () => {
    expect(ageAt('2026-11-24', noon(2026, 11, 23))).toBeNull();
  });
});

describe('ageAtDeath', () => {
  test('counts to the day of death', () => {
    expect(ageAtDeath('1931-02-28', '2026-02-27T00:00:00+00:00')).toBe('94y');
    expect(ageAtDeath('2010-10-22', '2010-11-01')).toBe('10d');
  });

  test('the day of death is the one in England', () => {
    expect(ageAtDeath('1944-06-16', '2025-06-15T23:30:00+00:00')).toBe('81y');
    expect(ageAtDeath('1944-06-16', '2025-06-15T22:30:00Z')).toBe('80y');
    expect(ageAtDeath('1944-06-16', '2025-06-16T00:30:00+05:00')).toBe('80y');
  });

  test.each([
    ['1931-02-28', '2026-10'],
    ['1931', '2026-10-02'],
    ['2026-10-03', '2026-10-02'],
  ])('is not known for %s to %s', (born, died) => {
    expect(ageAtDeath(born, died)).toBeNull();
  });
});
