import { describe, expect, test } from 'vitest';
import type { SessionState } from '../../../electron/contract/session.ts';
import type { Answer } from '../../../electron/contract/verbs.ts';
import { followSession } from '../../../renderer/session-store.ts';

const started: SessionState = {
  kind: 'signed-out',
  reason: 'started',
  failure: null,
  browserSession: 'none',
};
const waiting: SessionState = {
  kind: 'signing-in',
  attempt: { id: 1, phase: 'waiting', notice: null },
};

const done = () => Promise.resolve({ ok: true, value: undefined } as const);

/** Main's side of the session: answers `current` when told to, and publishes changes. */
function fakeMain() {
  let publish: (state: SessionState) => void = () => undefined;
  let resolve: (answer: Answer<SessionState>) => void = () => undefined;
  const promise = new Promise<Answer<SessionState>>((settle) => {
    resolve = settle;
  });
  const answer = { promise, resolve: (value: Answer<SessionState>) => resolve(value) };
  const store = followSession({
    current: () => answer.promise,
    onChange: (listener) => {
      publish = listener;
      return () => undefined;
    },
    copyPolicyReport: done,
    signOut: done,
    lock: done,
    unlock: done,
    activity: done,
  });
  return { store, answer, publish: (state: SessionState) => publish(state) };
}

describe('followSession', () => {
  test('knows nothing until main answers, then tells its listeners', async () => {
    const { store, answer } = fakeMain();
    let told = 0;
    store.subscribe(() => told++);
    expect(store.current()).toEqual({ kind: 'asking' });
    answer.resolve({ ok: true, value: started });
    await answer.promise;
    expect(store.current()).toEqual({ kind: 'known', state: started });
    expect(told).toBe(1);
  });

  test('a change that overtakes the answer is not undone by it', async () => {
    const { store, answer, publish } = fakeMain();
    publish(waiting);
    answer.resolve({ ok: true, value: started });
    await answer.promise;
    expect(store.current()).toEqual({ kind: 'known', state: waiting });
  });

  test('main without an answer is a failure to show', async () => {
    const failure = { code: 'BRIDGE_INTERNAL', detail: null } as const;
    const { store, answer } = fakeMain();
    answer.resolve({ ok: false, failure });
    await answer.promise;
    expect(store.current()).toEqual({ kind: 'no-answer', failure });
  });

  test('a listener that left is not told', () => {
    const { store, publish } = fakeMain();
    let told = 0;
    store.subscribe(() => told++)();
    publish(waiting);
    expect(told).toBe(0);
  });
});
