/** Milliseconds from one look at the clock to the next. */
export const lookEvery = 5_000;

/**
 * Milliseconds between two looks that are no delay any more: a main process that is busy, or starved
 * by a virus scan, comes late by seconds.
 */
export const longestDelay = 30_000;

/**
 * Tells a sleep by a clock that goes on meanwhile: `look` is called every `lookEvery` milliseconds
 * while the PC is awake, and gives whether the PC has slept since the last look.
 *
 * Comparing the time of day with a monotonic clock would not do: on Windows the monotonic clock
 * (QueryPerformanceCounter) counts sleep, so the two never differ; on Linux it does not, and a
 * clock that is set forth looks the same as a sleep.
 *
 * @param sinceBoot milliseconds on a clock that counts sleep and that nobody can set: `os.uptime()`
 *   (GetTickCount64 on Windows, CLOCK_BOOTTIME on Linux)
 */
export function createSleepDetector(sinceBoot: () => number): { look(): boolean } {
  let last = sinceBoot();
  return {
    look() {
      const before = last;
      last = sinceBoot();
      return last - before > lookEvery + longestDelay;
    },
  };
}
