import type { Clock } from '../../electron/ground/clock.ts';

/** The real time and what it was moved on by. */
export interface AdjustableClock extends Clock {
  /** Moves time on and runs what falls due, in order. */
  advance(milliseconds: number): void;
  /** Moves time on as a PC asleep does: nothing runs meanwhile. */
  sleep(milliseconds: number): void;
}

/** A clock that shows the real time until it is moved on. */
export function createAdjustableClock(): AdjustableClock {
  let ahead = 0;
  const due = new Set<{ at: number; run: () => void }>();
  const now = () => Date.now() + ahead;
  return {
    now,
    after(milliseconds, task) {
      const entry = { at: now() + milliseconds, run: () => run() };
      const timer = setTimeout(entry.run, Math.min(milliseconds, 2 ** 31 - 1));
      timer.unref();
      const cancel = () => {
        clearTimeout(timer);
        due.delete(entry);
      };
      const run = () => {
        cancel();
        task();
      };
      due.add(entry);
      return cancel;
    },
    sleep(milliseconds) {
      ahead += milliseconds;
    },
    advance(milliseconds) {
      const end = now() + milliseconds;
      for (;;) {
        const next = [...due].sort((a, b) => a.at - b.at)[0];
        if (next === undefined || next.at > end) break;
        ahead += Math.max(0, next.at - now());
        next.run();
      }
      ahead += Math.max(0, end - now());
    },
  };
}
