import type { Clock } from '../ground/clock.ts';

/** Notices that nobody has been there for too long. Known by identity: all other news is late. */
export interface IdleClock {
  /** Somebody is there. Too late once the time is up: it is not taken back. */
  active(): void;
  stop(): void;
}

export interface IdleClockDependencies {
  /** One that counts the time the PC sleeps and nothing else (`createSteadyClock`). */
  readonly clock: Clock;
  /** Milliseconds without activity after which the session is locked. */
  readonly limit: number;
  /** Milliseconds since the last key or pointer anywhere on the PC; null where that is not to count. */
  idleOnPc(): number | null;
  /** Nobody seems to be there. @param until when the time is up, by `clock` */
  onWarning(idle: IdleClock, until: number): void;
  /** Somebody is there after all. */
  onActive(idle: IdleClock): void;
  /** The time is up. */
  onIdle(idle: IdleClock): void;
}

/** Milliseconds of warning: two minutes, or half the time where that is less. */
export function warningOf(limit: number): number {
  return Math.min(2 * 60_000, limit / 2);
}

/** Milliseconds between looks at the PC's own count while somebody is warned. */
const look = 1_000;

/** Starts with somebody being there; a page that reports nothing is a page with nobody before it. */
export function createIdleClock({
  clock,
  limit,
  ...dependencies
}: IdleClockDependencies): IdleClock {
  const warnAt = limit - warningOf(limit);
  let lastActive = clock.now();
  let isWarned = false;
  let stop: () => void = () => undefined;

  function idleFor(): number {
    const here = clock.now() - lastActive;
    const onPc = dependencies.idleOnPc();
    // An answer that is no number says nothing of anybody.
    return onPc !== null && onPc >= 0 ? Math.min(here, onPc) : here;
  }

  function check(): void {
    stop();
    const idleTime = idleFor();
    const left = limit - idleTime;
    if (left <= 0) {
      dependencies.onIdle(idle);
      return;
    }
    const wasWarned = isWarned;
    isWarned = idleTime >= warnAt;
    stop = clock.after(waitFor(idleTime, left), check);
    if (isWarned && !wasWarned) dependencies.onWarning(idle, clock.now() + left);
    if (!isWarned && wasWarned) dependencies.onActive(idle);
  }

  function waitFor(idleTime: number, left: number): number {
    if (!isWarned) return warnAt - idleTime;
    return dependencies.idleOnPc() === null ? left : Math.min(left, look);
  }

  const idle: IdleClock = {
    active() {
      if (idleFor() < limit) lastActive = clock.now();
      check();
    },
    stop: () => stop(),
  };
  check();
  return idle;
}
