import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  inUseFirst,
  isInUse,
  standingOf,
  standingWords,
  termWords,
} from '../../../../renderer/patient/in-use.ts';

const now = new Date('2026-11-23T12:00:00Z');
const dated = (start: string | null, end: string | null, use: string | null = 'home') => ({
  use,
  period: { start, end },
});

describe('on a day', () => {
  test.each([
    [null, null, 'in-use'],
    ['2026-11-23', '2026-11-23', 'in-use'],
    ['2026-11-24', null, 'not-yet'],
    ['2026-12', null, 'not-yet'],
    ['2027', null, 'not-yet'],
    ['2026', '2026', 'in-use'],
    ['2026-11', '2026-11', 'in-use'],
    [null, '2026-11-22', 'ended'],
    [null, '2026-10', 'ended'],
    [null, '2025', 'ended'],
    ['2030', '2019', 'ended'],
    ['?', '2019', 'ended'],
    ['2030', '?', 'not-yet'],
    ['?', null, 'not-known'],
    ['2020', '?', 'not-known'],
    // The end of the day in England, where it is already the 23rd in summer only.
    [null, '2026-11-22T23:30:00Z', 'ended'],
    [null, '2026-11-23T00:00:00+00:00', 'in-use'],
    ['2026-11-24T00:30:00+01:00', null, 'in-use'],
  ])('from %j to %j: %s', (start, end, standing) => {
    expect(standingOf(dated(start, end), now)).toBe(standing);
  });

  test('what is old has ended, whatever its period says', () => {
    expect(standingOf(dated('2020', null, 'old'), now)).toBe('ended');
    expect(standingOf(dated('2030', null, 'old'), now)).toBe('ended');
  });

  test('is England’s day, whatever the zone of the PC', () => {
    const halfPastMidnightThere = new Date('2026-06-30T23:30:00Z');
    expect(isInUse(dated('2026-07-01', null), halfPastMidnightThere)).toBe(true);
    expect(isInUse(dated(null, '2026-06-30'), halfPastMidnightThere)).toBe(false);
  });

  test('of two periods that follow one another exactly one is in use on any day', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20_000 }),
        fc.integer({ min: 1, max: 20_000 }),
        (turn, today) => {
          const day = (number: number) => new Date(number * 86_400_000).toISOString().slice(0, 10);
          const noon = new Date(today * 86_400_000 + 43_200_000);
          const before = isInUse(dated(null, day(turn)), noon);
          const after = isInUse(dated(day(turn + 1), null), noon);
          expect(before).toBe(!after);
        },
      ),
    );
  });
});

test.each([
  [dated(null, null), '', null],
  [dated('2020-01-01', '2027-03-31'), '', '(until 31-Mar-2027)'],
  [dated('2030-01-01', null), ', not yet in use', '(from 01-Jan-2030)'],
  [dated('2030-01', '2031'), ', not yet in use', '(from Jan-2030 until 2031)'],
  [dated(null, '2026-11-22'), ', no longer in use', '(ended 22-Nov-2026)'],
  [dated(null, null, 'old'), ', no longer in use', null],
  [dated('?', null), ', not known whether in use', null],
])('%j is called %j %j', (item, standing, term) => {
  expect(standingWords(item, now)).toBe(standing);
  expect(termWords(item, now)).toBe(term);
});

test('what is in use comes first, otherwise the order stays', () => {
  const items = [
    dated(null, '2019'),
    dated('2030', null),
    dated('2001', null),
    dated('?', null),
    dated('2000', null),
  ];
  expect(inUseFirst(items, now).map(({ period }) => period.start ?? period.end)).toEqual([
    '2001',
    '2000',
    '?',
    '2030',
    '2019',
  ]);
});
