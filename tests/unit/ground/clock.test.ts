import { expect, test } from 'vitest';
import { waitAtMost } from '../../../electron/ground/clock.ts';
import { createManualClock } from './manual-clock.ts';

/** Whether it has resolved once everything that can happen has. */
async function isOver(waiting: Promise<void>): Promise<boolean> {
  let over = false;
  void waiting.then(() => {
    over = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return over;
}

test.each([
  ['done', () => Promise.resolve()],
  ['failed', () => Promise.reject(new Error('gone'))],
])('work that is %s is waited for no longer', async (_, work) => {
  expect(await isOver(waitAtMost(createManualClock(), 2_000, work()))).toBe(true);
});

test('work that never ends is waited for so long and no longer', async () => {
  const clock = createManualClock();
  const waiting = waitAtMost(clock, 2_000, new Promise(() => undefined));
  clock.advance(1_999);
  expect(await isOver(waiting)).toBe(false);
  clock.advance(1);
  expect(await isOver(waiting)).toBe(true);
});
