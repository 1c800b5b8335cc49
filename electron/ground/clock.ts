/** Time as the rooms see it, so that tests can move it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs `task` once after so many milliseconds. Returns the function that cancels it. */
  after(milliseconds: number, task: () => void): () => void;
}

/** The PC's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, task) {
    const timer = setTimeout(task, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** Waits until the work is done or has failed, but so many milliseconds at most. Never rejects. */
export function waitAtMost(
  clock: Pick<Clock, 'after'>,
  milliseconds: number,
  work: Promise<unknown>,
): Promise<void> {
  return new Promise((resolve) => {
    const stop = clock.after(milliseconds, resolve);
    const settle = () => {
      stop();
      resolve();
    };
    work.then(settle, settle);
  });
}
