import type { Clock } from './ground/clock.ts';

/** The time of a PC that a test can let pass. */
export interface MovableTime {
  /** Its `now` is that of the PC, as other computers have it; its timers go by `uptime`. */
  readonly clock: Clock;
  /** Milliseconds since the PC was started, with what was moved. */
  uptime(): number;
  /** So many milliseconds have passed at once: timers that are due by then run, in their order. */
  move(milliseconds: number): void;
}

interface Timer {
  readonly due: number;
  readonly task: () => void;
  stop: () => void;
}

/** Goes on with the PC's own time, and faster where it is moved. */
export function createMovableTime(system: Clock, systemUptime: () => number): MovableTime {
  let moved = 0;
  const timers = new Set<Timer>();
  const uptime = () => systemUptime() + moved;

  function run(timer: Timer): void {
    if (timers.delete(timer)) timer.task();
  }

  function arm(timer: Timer): void {
    timer.stop = system.after(Math.max(0, timer.due - uptime()), () => run(timer));
  }

  return {
    clock: {
      now: system.now,
      after(milliseconds, task) {
        const timer: Timer = { due: uptime() + milliseconds, task, stop: () => undefined };
        timers.add(timer);
        arm(timer);
        return () => {
          timers.delete(timer);
          timer.stop();
        };
      },
    },
    uptime,
    move(milliseconds) {
      moved += milliseconds;
      const waiting = [...timers].toSorted((one, other) => one.due - other.due);
      for (const timer of waiting) {
        timer.stop();
        if (timer.due <= uptime()) run(timer);
        else if (timers.has(timer)) arm(timer);
      }
    },
  };
}
