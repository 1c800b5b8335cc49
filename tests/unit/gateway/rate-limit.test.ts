import { describe, expect, it } from 'vitest';
import { createRateLimit } from '../../../electron/gateway/rate-limit.ts';
import { createManualClock } from '../ground/manual-clock.ts';

describe('the rate limit', () => {
  it('lets five calls start in any second, in the order asked', async () => {
    const clock = createManualClock();
    const limit = createRateLimit(5, clock);
    const started: number[] = [];
    const calls = Array.from({ length: 12 }, (_, i) =>
      limit.turn(new AbortController().signal).then(() => started.push(i)),
    );
    await Promise.resolve();
    await Promise.resolve();
    expect(started).toEqual([0, 1, 2, 3, 4]);
    clock.advance(1_049);
    await Promise.resolve();
    expect(started).toHaveLength(5);
    clock.advance(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    clock.advance(1_050);
    await Promise.all(calls);
    expect(started).toHaveLength(12);
  });

  it('lets a waiting call go when it is aborted', async () => {
    const limit = createRateLimit(1, createManualClock());
    const abort = new AbortController();
    await limit.turn(abort.signal);
    const waiting = limit.turn(abort.signal);
    abort.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
  });
});
