import { describe, expect, it } from 'vitest';
import {
  createIdleClock,
  type IdleClock,
  warningOf,
} from '../../../electron/session/idle-clock.ts';
import { createManualClock } from '../ground/manual-clock.ts';

const minute = 60_000;

function watched(limit = 15 * minute, onPc: (now: number) => number | null = () => null) {
  const clock = createManualClock();
  const told: string[] = [];
  const started = clock.now();
  const at = () => (clock.now() - started) / 1000;
  const idle: IdleClock = createIdleClock({
    clock,
    limit,
    idleOnPc: () => onPc(clock.now()),
    onWarning: (_idle, until) => told.push(`warned at ${at()}: ${(until - clock.now()) / 1000}`),
    onActive: () => told.push(`active at ${at()}`),
    onIdle: () => told.push(`idle at ${at()}`),
  });
  return { clock, told, idle };
}

describe('the idle clock', () => {
  it('warns two minutes before the time is up, and says when it is', () => {
    const { clock, told } = watched();
    clock.advance(20 * minute);
    expect(told).toEqual(['warned at 780: 120', 'idle at 900']);
  });

  it.each([
    [60 * minute, 2 * minute],
    [4 * minute, 2 * minute],
    [3 * minute, 1.5 * minute],
    [minute, 0.5 * minute],
  ])('of %d ms warns for %d', (limit, warning) => {
    expect(warningOf(limit)).toBe(warning);
    const { clock, told } = watched(limit);
    clock.advance(limit);
    expect(told).toEqual([
      `warned at ${(limit - warning) / 1000}: ${warning / 1000}`,
      `idle at ${limit / 1000}`,
    ]);
  });

  it('starts anew with every activity, and takes its warning back', () => {
    const { clock, told, idle } = watched();
    clock.advance(12 * minute);
    idle.active();
    clock.advance(12 * minute);
    expect(told).toEqual([]);
    clock.advance(minute);
    idle.active();
    idle.active();
    expect(told).toEqual(['warned at 1500: 120', 'active at 1500']);
    clock.advance(15 * minute);
    expect(told.at(-1)).toBe('idle at 2400');
  });

  it('does not take an activity for one that comes when the time is up', () => {
    const { clock, told, idle } = watched();
    // The PC is too busy to run a timer.
    clock.freeze();
    clock.advance(15 * minute);
    idle.active();
    expect(told).toEqual(['idle at 900']);
  });

  it('is silent once stopped', () => {
    const { clock, told, idle } = watched();
    clock.advance(14 * minute);
    idle.stop();
    clock.advance(minute);
    expect(told).toEqual(['warned at 780: 120']);
  });
});

describe('the idle clock of the whole PC', () => {
  it('goes by the later of the two activities', () => {
    let touched = 0;
    const d = watched(15 * minute, (now) => now - touched);
    touched = d.clock.now();
    d.clock.advance(10 * minute);
    touched = d.clock.now();
    d.clock.advance(12 * minute);
    expect(d.told).toEqual([]);
    d.clock.advance(3 * minute);
    expect(d.told).toEqual(['warned at 1380: 120', 'idle at 1500']);
  });

  it('takes its warning back a second after a key elsewhere', () => {
    let touched = 0;
    const d = watched(15 * minute, (now) => now - touched);
    touched = d.clock.now();
    d.clock.advance(14 * minute);
    touched = d.clock.now();
    d.clock.advance(1_000);
    expect(d.told).toEqual(['warned at 780: 120', 'active at 841']);
    d.clock.advance(15 * minute - 1_000);
    expect(d.told.slice(2)).toEqual(['warned at 1620: 120', 'idle at 1740']);
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])(
    'goes by CareDesk’s own count where the PC says %d',
    (answer) => {
      const { clock, told } = watched(15 * minute, () => answer);
      clock.advance(15 * minute);
      expect(told).toEqual(['warned at 780: 120', 'idle at 900']);
    },
  );
});
