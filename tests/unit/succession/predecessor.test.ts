import { beforeEach, describe, expect, it } from 'vitest';
import type { Handover } from '../../../electron/succession/handover.ts';
import {
  createPredecessor,
  type PredecessorDependencies,
  predecessorTimeout,
} from '../../../electron/succession/predecessor.ts';

const handover: Handover = {
  pid: 77,
  writtenAt: 0,
  window: null,
  left: {
    session: { reason: 'user', failure: null, browserSession: 'none' },
    logIn: 'no',
    updates: { checkAt: null, signedOutAt: null },
  },
};
const last: Handover = { ...handover, left: { ...handover.left, logIn: 'asked' } };

/** Milliseconds that have passed. */
let now: number;
/** When the predecessor ends, and when what it held is free. */
let endsAt: number;
let freeAt: number;
let killed: number[];

beforeEach(() => {
  now = 0;
  endsAt = 300;
  freeAt = 340;
  killed = [];
});

function takeOver(given: Partial<PredecessorDependencies> = {}) {
  return createPredecessor({
    clock: {
      after(milliseconds, task) {
        now += milliseconds;
        queueMicrotask(task);
        return () => undefined;
      },
    },
    handover,
    requestInstanceLock: () => now >= freeAt,
    isRunning: (pid) => pid === 77 && now < endsAt,
    kill: (pid) => void killed.push(pid),
    readHandover: () => last,
    ...given,
  }).takeOver();
}

describe('the process before this one', () => {
  it('is waited for, and its last word taken', async () => {
    expect(await takeOver()).toEqual(last);
    expect(now).toBeGreaterThanOrEqual(freeAt);
    expect(now).toBeLessThan(freeAt + 100);
    expect(killed).toEqual([]);
  });

  it('is not waited for when it is gone', async () => {
    freeAt = 0;
    expect(await takeOver({ readHandover: () => null })).toEqual(handover);
    expect(now).toBe(0);
  });

  it('is ended when it hangs: it holds what a person has left', async () => {
    endsAt = Number.POSITIVE_INFINITY;
    freeAt = predecessorTimeout + 50;
    expect(await takeOver()).toEqual(last);
    expect(killed).toEqual([77]);
  });

  it('may have been followed by another CareDesk, to which this one gives way', async () => {
    freeAt = Number.POSITIVE_INFINITY;
    expect(await takeOver()).toBeNull();
    expect(killed).toEqual([]);
  });
});
