import type { Clock } from '../ground/clock.ts';

const minute = 60_000;
/** The first check, after the start of CareDesk: when a surgery opens, all PCs start at once. */
const first = { from: 3 * minute, spread: 5 * minute } as const;
/** The time between checks. */
const next = { from: 3.5 * 60 * minute, spread: 60 * minute } as const;
const longest = next.from + next.spread;

export interface CheckSchedule {
  /** Puts the next check off by a whole interval: one has just been made. */
  checked(): void;
  /** Epoch milliseconds of the next check. */
  next(): number;
  stop(): void;
}

/**
 * Runs `check` three to eight minutes after now, and then every four hours, give or take half an
 * hour.
 * @param random numbers from 0 up to but not including 1
 * @param planned epoch milliseconds of the first check, where it has been planned before
 */
export function scheduleChecks(
  clock: Clock,
  random: () => number,
  check: () => void,
  planned: number | null = null,
): CheckSchedule {
  let due = 0;
  // A clock that was set back since must not put the check off by years.
  let cancel = plan(planned === null ? later(first) : Math.min(planned - clock.now(), longest));

  function later({ from, spread }: { readonly from: number; readonly spread: number }): number {
    return Math.round(from + random() * spread);
  }

  /** @param wait milliseconds */
  function plan(wait: number): () => void {
    due = clock.now() + Math.max(0, wait);
    return clock.after(Math.max(0, wait), () => {
      cancel = plan(later(next));
      check();
    });
  }

  return {
    checked() {
      cancel();
      cancel = plan(later(next));
    },
    next: () => due,
    stop: () => cancel(),
  };
}
