import type { Harness } from '../harness/harness.ts';

/** What passes at once without being taken for sleep, in milliseconds. */
const step = 5_000;

/** Lets time pass for the session without waiting for it, while the PC is awake. */
export async function timePasses(harness: Harness, milliseconds: number): Promise<void> {
  for (let left = milliseconds; left > 0; left -= step) {
    await moveTime(harness, Math.min(step, left));
  }
}

/** Lets the PC sleep without a word, as some do. */
export function pcSleeps(harness: Harness, milliseconds: number): Promise<void> {
  return moveTime(harness, milliseconds);
}

async function moveTime(harness: Harness, milliseconds: number): Promise<void> {
  await harness.app.evaluate((_electron, by) => {
    const move: unknown = Reflect.get(globalThis, 'CAREDESK_MOVE_TIME');
    if (typeof move !== 'function') throw new Error('This bundle has no time that can be moved');
    move(by);
  }, milliseconds);
}
