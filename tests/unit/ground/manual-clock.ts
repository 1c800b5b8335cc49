import type { Clock } from '../../../electron/ground/clock.ts';

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves time on and runs what falls due, in order. */
  advance(milliseconds: number): void;
  /** From now on time moves and nothing that falls due runs, as in a program that hangs. */
  freeze(): void;
}

/** Creates a clock at a fixed time. */
export function createManualClock(start = Date.parse('2026-11-23T09:00:00Z')): ManualClock {
  let now = start;
  let isFrozen = false;
  let due: { at: number; task: () => void }[] = [];
  return {
    now: () => now,
    after(milliseconds, task) {
      const entry = { at: now + milliseconds, task };
      due.push(entry);
      return () => {
        due = due.filter((other) => other !== entry);
      };
    },
    advance(milliseconds) {
      const end = now + milliseconds;
      while (!isFrozen) {
        const next = due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        due = due.filter((other) => other !== next);
        now = Math.max(now, next.at);
        next.task();
      }
      now = end;
    },
    freeze() {
      isFrozen = true;
    },
  };
}
