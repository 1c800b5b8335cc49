import type { Clock } from '../../../electron/ground/clock.ts';

/**
 * A PC with its clocks. The time of day is there to be set; timers stand still while the PC sleeps,
 * and are run late when it is too busy.
 */
export function simulatedPc() {
  let timeOfDay = Date.UTC(2026, 9, 25, 0, 30);
  let sinceBoot = 86_400_000;
  /** What timers go by: sleep does not count. */
  let awake = 0;
  let timers: { readonly at: number; readonly task: () => void }[] = [];

  function runTimers(): void {
    for (;;) {
      const due = timers.filter(({ at }) => at <= awake).sort((one, other) => one.at - other.at)[0];
      if (due === undefined) return;
      timers = timers.filter((timer) => timer !== due);
      due.task();
    }
  }

  const clock: Clock = {
    now: () => timeOfDay,
    after(milliseconds, task) {
      const timer = { at: awake + milliseconds, task };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };

  return {
    clock,
    sinceBoot: () => sinceBoot,
    timers: () => timers.length,
    /** The PC is on for so long. */
    run(milliseconds: number): void {
      const end = awake + milliseconds;
      while (awake < end) {
        const step = Math.min(100, end - awake);
        timeOfDay += step;
        sinceBoot += step;
        awake += step;
        runTimers();
      }
    },
    /** Nothing of CareDesk runs for so long, awake though the PC is. */
    stall(milliseconds: number): void {
      timeOfDay += milliseconds;
      sinceBoot += milliseconds;
      awake += milliseconds;
      runTimers();
    },
    sleep(milliseconds: number): void {
      timeOfDay += milliseconds;
      sinceBoot += milliseconds;
    },
    /** Somebody, or a time server, sets the time of day; so does the end of summer time. */
    setTimeOfDayBy(milliseconds: number): void {
      timeOfDay += milliseconds;
    },
  };
}
