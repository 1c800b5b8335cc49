import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createPersonAsked } from '../../../electron/window/person-asked.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { openRoomsHarness } from './rooms-harness.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(() => sandbox.stop());

/** A sign-in that waits with this notice, and the addresses the browser was sent to. */
async function signInWithClicks(clicks: number, starts: number) {
  const person = createPersonAsked(() => 0);
  const harness = openRoomsHarness(sandbox.policy, { personAsked: () => person.take('logIn') });
  const { session } = harness.rooms;
  for (let click = 0; click < clicks; click += 1) person.note();
  for (let start = 0; start < starts; start += 1) {
    const count = harness.opened.length;
    session.startSignIn();
    await vi.waitFor(() => {
      const state = session.current();
      const notice = state.kind === 'signing-in' ? state.attempt.notice : null;
      expect(harness.opened.length > count || notice !== null).toBe(true);
    }, 5_000);
  }
  const state = session.current();
  const notice = state.kind === 'signing-in' ? state.attempt.notice : null;
  session.cancelSignIn();
  return { opened: harness.opened.length, notice: notice?.code ?? null };
}

it('no browser opens for a sign-in that no person has asked for, and they are told', async () => {
  expect(await signInWithClicks(0, 3)).toEqual({
    opened: 0,
    notice: 'SIGN_IN_BROWSER_NOT_OPENED',
  });
});

it('one opens for a click, and the sign-ins after it need a click of their own', async () => {
  expect(await signInWithClicks(1, 1)).toEqual({ opened: 1, notice: null });
  expect(await signInWithClicks(5, 4)).toEqual({
    opened: 1,
    notice: 'SIGN_IN_BROWSER_NOT_OPENED',
  });
});
