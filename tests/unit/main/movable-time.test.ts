import { describe, expect, it } from 'vitest';
import type { Clock } from '../../../electron/ground/clock.ts';
import { createMovableTime } from '../../../electron/movable-time.ts';

/** A PC whose timers run when told. */
function standInPc() {
  const timers = new Map<number, { readonly length: number; readonly task: () => void }>();
  let count = 0;
  const clock: Clock = {
    now: () => 1_000_000,
    after(length, task) {
      count += 1;
      const own = count;
      timers.set(own, { length, task });
      return () => void timers.delete(own);
    },
  };
  return { clock, timers };
}

function movable() {
  const pc = standInPc();
  const done: string[] = [];
  const time = createMovableTime(pc.clock, () => 500);
  const start = (name: string, length: number) =>
    time.clock.after(length, () => void done.push(name));
  const lengths = () => [...pc.timers.values()].map(({ length }) => length);
  return { time, done, start, lengths, pc };
}

describe('time that is moved', () => {
  it('runs at once what is due by then, in the order in which it is due, and once', () => {
    const { time, done, start, pc } = movable();
    start('late', 3_000);
    start('early', 1_000);
    time.move(3_000);
    expect(done).toEqual(['early', 'late']);
    expect(pc.timers.size).toBe(0);
    time.move(3_000);
    expect(done).toEqual(['early', 'late']);
  });

  it('shortens what is not yet due', () => {
    const { time, done, start, lengths } = movable();
    start('later', 3_000);
    time.move(1_000);
    expect(done).toEqual([]);
    expect(lengths()).toEqual([2_000]);
  });

  it('does not run what was stopped, also by what runs before it', () => {
    const { time, done, start, pc } = movable();
    const stop = start('stopped', 2_000);
    time.clock.after(1_000, stop);
    time.move(5_000);
    expect(done).toEqual([]);
    expect(pc.timers.size).toBe(0);
  });

  it('is told by the uptime alone: the time of other computers is not moved', () => {
    const { time } = movable();
    time.move(3_000);
    expect(time.uptime()).toBe(3_500);
    expect(time.clock.now()).toBe(1_000_000);
  });

  it('goes on with the PC where nobody moves it', () => {
    const { done, start, pc } = movable();
    start('due', 1_000);
    for (const { task } of pc.timers.values()) task();
    expect(done).toEqual(['due']);
  });
});
