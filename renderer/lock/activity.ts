/**
 * Milliseconds between two reports. Main counts minutes, so a second is exact enough, and a mouse
 * that moves would send hundreds. The first sign after a pause is reported at once: that is the one
 * a warning waits for.
 */
const reportEvery = 1_000;

/** Everything that only somebody who is there can cause; also what dictation and touch come as. */
export const signsOfLife = [
  'keydown',
  'input',
  'pointerdown',
  'pointermove',
  'wheel',
  'touchstart',
  'click',
] as const;

/** What is looked at of an event; times of a pointer are of no use, places are. */
export interface Sign {
  readonly type: string;
  readonly isTrusted: boolean;
  readonly key?: string;
  readonly screenX?: number;
  readonly screenY?: number;
}

/**
 * Tells whether somebody is there. Not by what a script made; nor by a pointer that stays where it
 * is: Chromium says it moved when something appears beneath it, as the warning does.
 */
export function createSignReader(): (sign: Sign) => boolean {
  let pointer: string | null = null;
  return (sign) => {
    if (!sign.isTrusted) return false;
    if (sign.type !== 'pointermove') return true;
    const before = pointer;
    pointer = `${sign.screenX} ${sign.screenY}`;
    return before !== null && before !== pointer;
  };
}

/** Keys and movements on the way to a button. Whoever makes them has not decided yet. */
export function isOnTheWay({ type, key = '' }: Sign): boolean {
  return type === 'pointermove' || ['Tab', 'Shift', 'Control', 'Alt'].includes(key);
}

/** Reports that somebody is there: at once, or when a moment for “Log out” is over. */
export interface ActivityReports {
  now(): void;
  /** @param delay milliseconds from now, in place of what was asked before */
  later(delay: number): void;
  /** What was to be reported later is not. */
  stop(): void;
}

/** @param clock milliseconds of a clock that nobody sets */
export function createActivityReports(
  report: () => void,
  clock: () => number = () => performance.now(),
): ActivityReports {
  let reportedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  function now(): void {
    clearTimeout(timer);
    if (clock() - reportedAt < reportEvery) return;
    reportedAt = clock();
    report();
  }
  return {
    now,
    later(delay) {
      clearTimeout(timer);
      timer = setTimeout(now, delay);
    },
    stop: () => clearTimeout(timer),
  };
}
