import { setTimeout as wait } from 'node:timers/promises';
import type { Fetch } from './fetch.ts';

/** A fetch that knows what it has under way. */
export interface WatchedRequests {
  readonly fetch: Fetch;
  /**
   * Resolves when every request that was under way at the call has its answer, and in any case
   * after `patience` milliseconds. Later requests are not waited for.
   */
  settled(patience: number): Promise<void>;
}

/** Watches the requests of a fetch, so that connections are not closed under them. */
export function watchRequests(fetch: Fetch): WatchedRequests {
  const underWay = new Set<Promise<Response>>();
  return {
    async fetch(url, init) {
      const answer = fetch(url, init);
      underWay.add(answer);
      try {
        return await answer;
      } finally {
        underWay.delete(answer);
      }
    },
    async settled(patience) {
      await Promise.race([Promise.allSettled(underWay), wait(patience, undefined, { ref: false })]);
    },
  };
}
