import { expect, test } from 'vitest';
import { pause } from '../../../electron/ground/pause.ts';
import { createManualClock } from './manual-clock.ts';

test('resolves after so many milliseconds', async () => {
  const clock = createManualClock();
  let over = false;
  const waiting = pause(clock, 1_000, new AbortController().signal).then(() => {
    over = true;
  });
  clock.advance(999);
  await Promise.resolve();
  expect(over).toBe(false);
  clock.advance(1);
  await waiting;
});

test.each(['before', 'during'])('rejects with the reason when it is aborted %s', async (when) => {
  const abort = new AbortController();
  const reason = new Error('signed out');
  if (when === 'before') abort.abort(reason);
  const waiting = pause(createManualClock(), 1_000, abort.signal);
  abort.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});
