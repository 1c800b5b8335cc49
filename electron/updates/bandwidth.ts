import type { Clock } from '../ground/clock.ts';
import { pause } from '../ground/pause.ts';

/** Says when bytes may be taken. */
export interface Bandwidth {
  /** Resolves when so many bytes fit into the limit, in order of asking. Rejects when aborted. */
  take(bytes: number, signal: AbortSignal): Promise<void>;
}

/** No limit at all. */
export const unlimited: Bandwidth = { take: async () => undefined };

/**
 * A token bucket that holds one second's worth. More than it holds is let through at once and paid
 * for by whoever comes next, so that a large chunk never waits for ever.
 * @param bytesPerSecond a positive number
 */
export function createBandwidth(bytesPerSecond: number, clock: Clock): Bandwidth {
  let tokens = bytesPerSecond;
  let filledAt = clock.now();
  let queue: Promise<void> = Promise.resolve();

  function fill(): void {
    const now = clock.now();
    // A clock put back gives nothing and takes nothing.
    const earned = (Math.max(0, now - filledAt) / 1_000) * bytesPerSecond;
    tokens = Math.min(bytesPerSecond, tokens + earned);
    filledAt = now;
  }

  async function takeNext(bytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    fill();
    while (tokens <= 0) {
      await pause(clock, Math.ceil(((1 - tokens) / bytesPerSecond) * 1_000), signal);
      fill();
    }
    tokens -= bytes;
  }

  return {
    take(bytes, signal) {
      const turn = queue.then(() => takeNext(bytes, signal));
      queue = turn.catch(() => undefined);
      return turn;
    },
  };
}
