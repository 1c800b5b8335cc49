import { expect, test } from 'vitest';
import { scheduleChecks } from '../../../electron/updates/check-schedule.ts';
import { createManualClock } from '../ground/manual-clock.ts';

const minute = 60_000;

function watch(random: () => number) {
  const clock = createManualClock();
  const start = clock.now();
  const at: number[] = [];
  const schedule = scheduleChecks(clock, random, () => at.push((clock.now() - start) / minute));
  return { clock, at, schedule };
}

test.each([
  [0, 3, 210],
  [0.5, 5.5, 240],
  [0.999999, 8, 270],
])(
  'with chance %f the first check comes after %f minutes, the others %f apart',
  (chance, first, apart) => {
    const { clock, at } = watch(() => chance);
    clock.advance(24 * 60 * minute);
    expect(at[0]).toBeCloseTo(first, 2);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeCloseTo(apart, 2);
    expect((at[2] ?? 0) - (at[1] ?? 0)).toBeCloseTo(apart, 2);
  },
);

test('a check in between puts the next one off', () => {
  const { clock, at, schedule } = watch(() => 0.5);
  clock.advance(6 * minute);
  clock.advance(200 * minute);
  schedule.checked();
  clock.advance(239 * minute);
  expect(at).toHaveLength(1);
  clock.advance(2 * minute);
  expect(at).toHaveLength(2);
});

test('none comes after the end', () => {
  const { clock, at, schedule } = watch(() => 0.5);
  schedule.stop();
  clock.advance(24 * 60 * minute);
  expect(at).toEqual([]);
});
