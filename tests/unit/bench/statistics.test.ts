import { describe, expect, test } from 'vitest';
import { chanceOfWinning, median, percentile } from '../../bench/statistics.ts';

describe('the statistics of the benches', () => {
  test('the median of an even count is the mean of the two in the middle', () => {
    expect(median([9, 1, 4, 2])).toBe(3);
    expect(median([9, 1, 4])).toBe(4);
    expect(median([])).toBeNaN();
  });

  test('a percentile is a value that was measured (nearest rank)', () => {
    expect(percentile([5, 1, 3, 2, 4], 0.95)).toBe(5);
    expect(percentile([5, 1, 3, 2, 4], 0.25)).toBe(2);
  });

  test('the sign test counts the ways chance wins at least as often', () => {
    expect(chanceOfWinning(9, 9)).toBe(1 / 512);
    expect(chanceOfWinning(8, 9)).toBe(10 / 512);
    expect(chanceOfWinning(0, 9)).toBe(1);
  });
});
