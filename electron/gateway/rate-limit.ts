import type { Clock } from '../ground/clock.ts';
import { pause } from '../ground/pause.ts';

/** Lets a call through when its turn has come. */
export interface RateLimit {
  /** Resolves when a call may start. Rejects with the signal's reason when it aborts first. */
  turn(signal: AbortSignal): Promise<void>;
}

/**
 * At most `calls` starts in any second, in the order asked: NHS APIs refuse the sixth call of a
 * second with 429 (PDS: "5 transactions per second per application").
 */
export function createRateLimit(calls: number, clock: Clock): RateLimit {
  const windowLength = 1_050;
  const starts: number[] = [];

  return {
    turn(signal) {
      signal.throwIfAborted();
      const now = clock.now();
      const earliest = starts.length < calls ? now : (starts.at(-calls) ?? now) + windowLength;
      const startAt = Math.max(now, earliest);
      starts.push(startAt);
      if (starts.length > calls) starts.shift();
      if (startAt === now) return Promise.resolve();
      return pause(clock, startAt - now, signal).catch((reason: unknown) => {
        // The turn goes back, so that those who gave up do not hold up those who come.
        const mine = starts.indexOf(startAt);
        if (mine >= 0) starts.splice(mine, 1);
        throw reason;
      });
    },
  };
}
