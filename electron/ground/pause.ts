import type { Clock } from './clock.ts';

/** Waits so many milliseconds. Rejects with the signal's reason when aborted. */
export function pause(
  clock: Pick<Clock, 'after'>,
  milliseconds: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const abort = () => {
      stop();
      reject(signal.reason);
    };
    const stop = clock.after(milliseconds, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    signal.addEventListener('abort', abort, { once: true });
  });
}
