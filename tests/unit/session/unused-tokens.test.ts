import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SignedIn } from '../../../electron/identity/sign-in.ts';
import { clerk, nurse, sessionHarness } from './session-harness.ts';

let d: ReturnType<typeof sessionHarness>;
beforeEach(() => {
  d = sessionHarness([nurse, clerk], { remembering: 'oidc' });
});

/** Holds up the next write to the keychain. @returns what lets it go on */
function holdKeychain(): () => void {
  let go: () => void = () => undefined;
  d.place.save.mockImplementationOnce(
    () =>
      new Promise((resolve) => {
        go = resolve;
      }),
  );
  return () => go();
}

const another = (): SignedIn => ({
  ...d.signedIn(),
  tokens: { ...d.signedIn().tokens, refreshToken: 'refresh-2' },
});

async function atWork() {
  await d.signIn();
  d.session.chooseRole('1');
}

describe('tokens of a log-in that comes to nothing are revoked', () => {
  it('cancelled while the keychain was busy', async () => {
    const go = holdKeychain();
    d.session.startSignIn();
    d.run().finish(d.signedIn());
    await vi.waitFor(() => expect(d.place.save).toHaveBeenCalled());
    d.session.cancelSignIn();
    go();
    await vi.waitFor(() => expect(d.revoked).toEqual(['refresh-1']));
  });

  it('what came back does not fit the contract', async () => {
    const one = sessionHarness([nurse]);
    one.session.startSignIn();
    const signedIn = one.signedIn();
    one.run().finish({
      ...signedIn,
      tokens: { ...signedIn.tokens, sessionEndsAt: Number.NaN },
    });
    await vi.waitFor(() => expect(one.revoked).toEqual(['refresh-1']));
    expect(one.session.credentials()).toBeNull();
  });

  it('a step-up by another person: theirs, and not those of the work', async () => {
    await atWork();
    const asked = d.stepUp();
    d.run().finish({ ...another(), subject: '656000000000' });
    await expect(asked).rejects.toMatchObject({ code: 'STEP_UP_OTHER_PERSON' });
    expect(d.revoked).toEqual(['refresh-2']);
    expect(d.session.current()).toMatchObject({ kind: 'active' });
  });

  it('a step-up cancelled while the keychain was busy', async () => {
    await atWork();
    const go = holdKeychain();
    const asked = d.stepUp();
    d.run().finish(another());
    await vi.waitFor(() => expect(d.place.save).toHaveBeenCalledTimes(2));
    d.session.cancelSignIn();
    await expect(asked).rejects.toMatchObject({ code: 'STEP_UP_CANCELLED' });
    go();
    await vi.waitFor(() => expect(d.revoked).toEqual(['refresh-2']));
  });

  it('a refresh answered after the person had left', async () => {
    await atWork();
    const held = d.session.credentials();
    d.clock.advance(550_000);
    let answer: () => void = () => undefined;
    d.refresh.mockImplementationOnce(
      (tokens) =>
        new Promise((resolve) => {
          answer = () => resolve({ ...tokens, refreshToken: 'refresh-2' });
        }),
    );
    const late = held?.tokens.accessToken();
    await d.session.signOut('user');
    answer();
    await expect(late).rejects.toMatchObject({ code: 'SESSION_ENDED' });
    expect(d.revoked).toEqual(['refresh-1', 'refresh-2']);
  });
});

describe('a session that cannot be renewed', () => {
  it('says so at once, and says why it ended', async () => {
    const one = sessionHarness([nurse]);
    one.session.startSignIn();
    const { tokens, ...rest } = one.signedIn();
    const sessionEndsAt = one.clock.now() + 20_000;
    one.run().finish({
      ...rest,
      tokens: { ...tokens, refreshToken: null, accessTokenExpiresAt: sessionEndsAt, sessionEndsAt },
    });
    await vi.waitFor(() =>
      expect(one.session.current()).toMatchObject({
        kind: 'active',
        notice: { code: 'SESSION_NOT_RENEWABLE' },
      }),
    );
    one.clock.advance(19_999);
    await expect(one.session.credentials()?.tokens.accessToken()).resolves.toBe('access-1');
    one.clock.advance(1);
    expect(one.session.current()).toMatchObject({
      reason: 'session-expired',
      failure: { code: 'SESSION_ENDED_NOT_RENEWABLE' },
    });
    expect(one.refresh).not.toHaveBeenCalled();
  });
});

describe('the browser is said to be sent to log out', () => {
  it('once it was, and not before', async () => {
    const other = sessionHarness([nurse], { endSession: 'https://cis2.example/logout' });
    await other.signIn();
    await other.session.signOut('user');
    const told = other.states.map((state) =>
      state.kind === 'signed-out' ? state.browserSession : null,
    );
    expect(told.slice(-2)).toEqual(['may-remain', 'ending']);
  });

  it('never where it did not open', async () => {
    const other = sessionHarness([nurse], {
      endSession: 'https://cis2.example/logout',
      browserFails: true,
    });
    await other.signIn();
    await other.session.signOut('user');
    await new Promise((resolve) => setImmediate(resolve));
    const told = other.states.map((state) =>
      state.kind === 'signed-out' ? state.browserSession : null,
    );
    expect(told).not.toContain('ending');
  });

  it('and not of the next one’s, who has cancelled meanwhile', async () => {
    const other = sessionHarness([nurse], { endSession: 'https://cis2.example/logout' });
    await other.signIn();
    const ended = other.session.signOut('user');
    other.session.startSignIn();
    other.run().hooks.onAnswer();
    other.session.cancelSignIn();
    await ended;
    expect(other.session.current()).toMatchObject({ browserSession: 'may-remain' });
  });
});
