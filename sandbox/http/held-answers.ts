import type { FaultName, FaultSwitch } from '../faults.ts';

/** Longest that a `…-slow` fault holds one answer back. */
const longestHold = 120_000;

export interface HeldAnswers {
  /** Resolves when `fault` is cleared, when the sandbox stops, or after two minutes. */
  until(fault: FaultName): Promise<void>;
  release(): void;
}

/** Holds answers back for the `…-slow` faults. */
export function createHeldAnswers(faults: FaultSwitch): HeldAnswers {
  const waiting = new Set<() => void>();
  return {
    until: (fault) =>
      new Promise((resolve) => {
        const started = performance.now();
        const timer = setInterval(() => {
          const over = performance.now() - started > longestHold;
          if (over || !faults.active().includes(fault)) finish();
        }, 20);
        const finish = () => {
          clearInterval(timer);
          waiting.delete(finish);
          resolve();
        };
        waiting.add(finish);
      }),
    release: () => {
      for (const finish of waiting) finish();
    },
  };
}
