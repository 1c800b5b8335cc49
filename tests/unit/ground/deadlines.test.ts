import { describe, expect, it, vi } from 'vitest';
import { createDeadlines } from '../../../electron/ground/deadlines.ts';
import { createManualClock } from './manual-clock.ts';

function withClock() {
  const clock = createManualClock();
  const deadlines = createDeadlines(clock);
  return { clock, deadlines, signal: deadlines.signal, standStill: deadlines.standStill };
}

describe('how long a service may take', () => {
  it('ends in a time-out, once, and not when it was called off', () => {
    const { clock, deadlines, signal } = withClock();
    const task = vi.fn();
    const calledOff = vi.fn();
    deadlines.after(15_000, task);
    const callOff = deadlines.after(15_000, calledOff);
    callOff();
    const given = signal(15_000);
    clock.advance(14_999);
    expect(task).not.toHaveBeenCalled();
    expect(given.aborted).toBe(false);
    clock.advance(1);
    expect(task).toHaveBeenCalledOnce();
    expect(given.reason).toMatchObject({ name: 'TimeoutError' });
    clock.advance(60_000);
    expect(task).toHaveBeenCalledOnce();
    expect(calledOff).not.toHaveBeenCalled();
  });

  it('does not count the time a person types, however often', () => {
    const { clock, signal, standStill } = withClock();
    const given = signal(15_000);
    for (const _ of [1, 2]) {
      clock.advance(5_000);
      standStill(true);
      standStill(true);
      clock.advance(60_000);
      standStill(false);
    }
    clock.advance(4_999);
    expect(given.aborted).toBe(false);
    clock.advance(1);
    expect(given.aborted).toBe(true);
  });

  it('begins when the person has typed, for what is asked for meanwhile', () => {
    const { clock, deadlines, signal, standStill } = withClock();
    standStill(true);
    const given = signal(1_000);
    const calledOff = vi.fn();
    const callOff = deadlines.after(1_000, calledOff);
    callOff();
    clock.advance(60_000);
    standStill(false);
    clock.advance(999);
    expect(given.aborted).toBe(false);
    clock.advance(1);
    expect(given.aborted).toBe(true);
    expect(calledOff).not.toHaveBeenCalled();
  });
});
