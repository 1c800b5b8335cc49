import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createActivityReports,
  createSignReader,
  isOnTheWay,
} from '../../../../renderer/lock/activity.ts';

const trusted = { isTrusted: true };

describe('signs of life', () => {
  it.each(['keydown', 'input', 'pointerdown', 'wheel', 'touchstart', 'click'])(
    '%s is one, unless a script made it',
    (type) => {
      const isSomebody = createSignReader();
      expect(isSomebody({ type, isTrusted: true })).toBe(true);
      expect(isSomebody({ type, isTrusted: false })).toBe(false);
    },
  );

  it('a pointer is one when it moves, not when something appears beneath it', () => {
    const isSomebody = createSignReader();
    const at = (screenX: number, screenY: number, isTrusted = true) =>
      isSomebody({ type: 'pointermove', isTrusted, screenX, screenY });
    // Where it was before, nobody knows.
    expect(at(10, 10)).toBe(false);
    expect(at(10, 10)).toBe(false);
    expect(at(50, 50, false)).toBe(false);
    expect(at(10, 11)).toBe(true);
    expect(at(10, 11)).toBe(false);
    expect(at(11, 11)).toBe(true);
  });

  it.each([
    [{ ...trusted, type: 'pointermove' }, true],
    [{ ...trusted, type: 'keydown', key: 'Tab' }, true],
    [{ ...trusted, type: 'keydown', key: 'Shift' }, true],
    [{ ...trusted, type: 'keydown', key: 'Enter' }, false],
    [{ ...trusted, type: 'keydown', key: 'a' }, false],
    [{ ...trusted, type: 'pointerdown' }, false],
    [{ ...trusted, type: 'wheel' }, false],
  ])('%j is on the way to a button: %s', (sign, expected) => {
    expect(isOnTheWay(sign)).toBe(expected);
  });
});

describe('reports of activity', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function startReports() {
    const report = vi.fn();
    return { report, reports: createActivityReports(report) };
  }

  it('are made at once after a pause, and then once a second however much happens', () => {
    const { report, reports } = startReports();
    reports.now();
    expect(report).toHaveBeenCalledTimes(1);
    for (let i = 0; i < 300; i++) {
      vi.advanceTimersByTime(10);
      reports.now();
    }
    expect(report).toHaveBeenCalledTimes(4);
  });

  it('wait while somebody is on the way to “Log out”, and are made all the same', () => {
    const { report, reports } = startReports();
    reports.later(5_000);
    vi.advanceTimersByTime(4_000);
    reports.later(5_000);
    vi.advanceTimersByTime(4_000);
    expect(report).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(report).toHaveBeenCalledTimes(1);
  });

  it('wait no longer when something is pressed, and end with the session', () => {
    const { report, reports } = startReports();
    reports.later(5_000);
    reports.now();
    vi.advanceTimersByTime(10_000);
    expect(report).toHaveBeenCalledTimes(1);
    reports.later(5_000);
    reports.stop();
    vi.advanceTimersByTime(10_000);
    expect(report).toHaveBeenCalledTimes(1);
  });
});
