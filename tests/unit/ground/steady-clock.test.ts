import { uptime } from 'node:os';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createSteadyClock, type SteadyClock } from '../../../electron/ground/steady-clock.ts';
import { systemUptime } from '../../../electron/ground/system-uptime.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

const hour = 60 * 60_000;

let timers: ManualClock;
let wall: number;
let slept: number;
let steady: SteadyClock;
let sleeps: number[];

beforeEach(() => {
  timers = createManualClock();
  wall = 0;
  slept = 0;
  const pc = { now: () => timers.now() + wall + slept, after: timers.after };
  steady = createSteadyClock(pc, () => timers.now() + slept);
  sleeps = [];
  steady.events.on('slept', (milliseconds) => sleeps.push(milliseconds));
});

describe('a steady clock', () => {
  it('starts at the time of the PC and goes on with it', () => {
    const start = timers.now();
    expect(steady.now()).toBe(start);
    timers.advance(hour);
    expect(steady.now()).toBe(start + hour);
  });

  it.each([13 * hour, -13 * hour, hour, -hour])(
    'is not moved by setting the PC’s clock by %d ms',
    (jump) => {
      const before = steady.now();
      const task = vi.fn();
      steady.after(hour, task);
      wall += jump;
      expect(steady.now()).toBe(before);
      timers.advance(hour - 1);
      expect(task).not.toHaveBeenCalled();
      timers.advance(1);
      expect(task).toHaveBeenCalledOnce();
      expect(sleeps).toEqual([]);
    },
  );

  it('counts the time the PC sleeps: what is due runs within ten seconds of its waking', () => {
    const before = steady.now();
    const task = vi.fn();
    steady.after(hour, task);
    timers.advance(60_000);
    slept += hour;
    expect(steady.now()).toBe(before + hour + 60_000);
    timers.advance(10_000);
    expect(task).toHaveBeenCalledOnce();
  });

  it('tells once that the PC slept, before anything that has fallen due', () => {
    const order: string[] = [];
    steady.events.on('slept', () => order.push('slept'));
    steady.after(hour, () => order.push('one'));
    steady.after(2 * hour, () => order.push('two'));
    timers.advance(3_000);
    slept += 3 * hour;
    timers.advance(10_000);
    expect(order).toEqual(['slept', 'one', 'two']);
    timers.advance(hour);
    expect(sleeps).toHaveLength(1);
  });

  it('tells nothing of a sleep that somebody else has told, and tells the next one', () => {
    steady.after(hour, () => undefined);
    timers.advance(3_000);
    slept += hour / 2;
    steady.noteWaking();
    timers.advance(10_000);
    expect(sleeps).toEqual([]);
    slept += hour / 4;
    timers.advance(10_000);
    expect(sleeps).toHaveLength(1);
  });

  it('takes a busy PC for no sleep', () => {
    steady.after(hour, () => undefined);
    slept += 29_000;
    timers.advance(10_000);
    expect(sleeps).toEqual([]);
  });

  it('runs nothing that was stopped, also while it waits', () => {
    const task = vi.fn();
    const stop = steady.after(hour, task);
    timers.advance(25_000);
    stop();
    timers.advance(2 * hour);
    expect(task).not.toHaveBeenCalled();
  });
});

it('the PC’s own count is in milliseconds', () => {
  expect(Math.abs(systemUptime() - uptime() * 1000)).toBeLessThan(2_000);
});
