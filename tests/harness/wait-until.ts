import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until there is an answer that is not null.
 *
 * @param timeout milliseconds
 * @throws Error naming what was waited for
 */
export async function waitUntil<T>(
  what: string,
  ask: () => Promise<T | null> | T | null,
  timeout = 20_000,
): Promise<T> {
  const giveUpAt = Date.now() + timeout;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > giveUpAt) throw new Error(`Waited ${timeout / 1000} s for ${what}`);
    await sleep(25);
  }
}
