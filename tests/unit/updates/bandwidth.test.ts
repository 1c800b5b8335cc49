import { describe, expect, test } from 'vitest';
import { createBandwidth } from '../../../electron/updates/bandwidth.ts';
import { createManualClock } from '../ground/manual-clock.ts';

const never = new AbortController().signal;

function watched(task: Promise<void>) {
  let state = 'waiting';
  task.then(
    () => {
      state = 'let through';
    },
    () => {
      state = 'rejected';
    },
  );
  return async () => {
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    return state;
  };
}

describe('a limit of 1,000 bytes a second', () => {
  test('lets one second’s worth through and then waits for more', async () => {
    const clock = createManualClock();
    const bandwidth = createBandwidth(1_000, clock);
    await bandwidth.take(1_000, never);
    const next = watched(bandwidth.take(500, never));
    expect(await next()).toBe('waiting');
    clock.advance(1_000);
    expect(await next()).toBe('let through');
  });

  test('lets a large chunk through and makes the next one pay', async () => {
    const clock = createManualClock();
    const bandwidth = createBandwidth(1_000, clock);
    await bandwidth.take(5_000, never);
    const next = watched(bandwidth.take(1, never));
    clock.advance(3_900);
    expect(await next()).toBe('waiting');
    clock.advance(200);
    expect(await next()).toBe('let through');
  });

  test('saves up one second at most', async () => {
    const clock = createManualClock();
    const bandwidth = createBandwidth(1_000, clock);
    clock.advance(60_000);
    await bandwidth.take(1_000, never);
    expect(await watched(bandwidth.take(1, never))()).toBe('waiting');
  });

  test('keeps the order of asking', async () => {
    const clock = createManualClock();
    const bandwidth = createBandwidth(1_000, clock);
    const order: number[] = [];
    const all = [2_000, 10, 10].map((bytes, at) =>
      bandwidth.take(bytes, never).then(() => order.push(at)),
    );
    for (let turn = 0; turn < 20; turn++) {
      await Promise.resolve();
      clock.advance(1_000);
    }
    await Promise.all(all);
    expect(order).toEqual([0, 1, 2]);
  });

  test('ends when it is no longer wanted, and others go on', async () => {
    const clock = createManualClock();
    const bandwidth = createBandwidth(1_000, clock);
    await bandwidth.take(1_000, never);
    const closing = new AbortController();
    const mine = watched(bandwidth.take(1, closing.signal));
    const other = watched(bandwidth.take(1, never));
    expect(await mine()).toBe('waiting');
    closing.abort();
    expect(await mine()).toBe('rejected');
    clock.advance(1_000);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    clock.advance(1_000);
    expect(await other()).toBe('let through');
  });
});
