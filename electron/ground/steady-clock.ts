import type { Clock } from './clock.ts';
import { createEvents, type Events } from './events.ts';

/** What a steady clock tells: the PC, or this program, stood still for so many milliseconds. */
export interface SteadyClockNews {
  readonly slept: number;
}

/**
 * A clock for what must not depend on what happens to the PC's: setting it, by hours or by a time
 * zone, moves nothing, and the time the PC sleeps counts.
 */
export interface SteadyClock extends Clock {
  readonly events: Events<SteadyClockNews>;
  /** Somebody else has told that the PC slept: a timer that is late by that is no news any more. */
  noteWaking(): void;
}

/** Milliseconds a timer is trusted for: after a sleep, the rest of it is too long by all of that. */
const longestTimer = 10_000;
/** Milliseconds a timer may be late before that means sleep, and no busy PC. */
const longestDelay = 30_000;

/**
 * Starts at the time of `clock` and goes on with `uptime`. What falls due while the PC sleeps runs
 * within ten seconds of its waking; that it slept is told before.
 * @param uptime milliseconds, counting sleep and nothing else but time
 */
export function createSteadyClock(clock: Clock, uptime: () => number): SteadyClock {
  const events = createEvents<SteadyClockNews>();
  const start = clock.now() - uptime();
  /** When the PC was last known to be awake: who is late from before that has not slept once more. */
  let lastAwake = uptime();

  function now(): number {
    return Math.round(start + uptime());
  }

  function after(milliseconds: number, task: () => void): () => void {
    const due = uptime() + milliseconds;
    let stop: () => void = () => undefined;
    let isStopped = false;
    function wait(): void {
      const begun = uptime();
      const length = Math.min(Math.max(0, due - begun), longestTimer);
      stop = clock.after(length, () => {
        const late = uptime() - Math.max(begun + length, lastAwake);
        noteWaking();
        if (late > longestDelay) events.emit('slept', late);
        if (isStopped) return;
        if (uptime() >= due) task();
        else wait();
      });
    }
    wait();
    return () => {
      isStopped = true;
      stop();
    };
  }

  function noteWaking(): void {
    lastAwake = uptime();
  }

  return { now, after, events, noteWaking };
}
