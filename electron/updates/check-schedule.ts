import type { Clock } from '../ground/clock.ts';

const minute = 60_000;
/** The first check, after the start of CareDesk: when a surgery opens, all PCs start at once. */
const first = { from: 3 * minute, spread: 5 * minute } as const;
/** The time between checks. */
const next = { from: 3.5 * 60 * minute, spread: 60 * minute } as const;

export interface CheckSchedule {
  /** Puts the next check off by a whole interval: one has just been made. */
  checked(): void;
  stop(): void;
}

/**
 * Runs `check` three to eight minutes after now, and then every four hours, give or take half an
 * hour.
 * @param random numbers from 0 up to but not including 1
 */
export function scheduleChecks(
  clock: Clock,
  random: () => number,
  check: () => void,
): CheckSchedule {
  let cancel = plan(first);

  function plan({ from, spread }: { readonly from: number; readonly spread: number }): () => void {
    return clock.after(Math.round(from + random() * spread), () => {
      cancel = plan(next);
      check();
    });
  }

  return {
    checked() {
      cancel();
      cancel = plan(next);
    },
    stop: () => cancel(),
  };
}
