import { beforeEach, describe, expect, it, vi } from 'vitest';
import { clerk, nurse, sessionHarness } from './session-harness.ts';

let d: ReturnType<typeof sessionHarness>;
beforeEach(() => {
  d = sessionHarness();
});

describe('the end of a session', () => {
  it('signs the browser out where the provider offers it, and revokes what was held', async () => {
    const other = sessionHarness([nurse], {
      endSession: 'https://cis2.example/logout?client_id=a',
    });
    await other.signIn();
    await other.session.signOut('user');
    expect(other.sent).toEqual(['https://cis2.example/logout?client_id=a']);
    expect(other.revoked).toEqual(['refresh-1']);
    expect(other.session.current()).toMatchObject({ browserSession: 'ending' });
  });

  it('says that the browser may still be signed in when it did not open', async () => {
    const other = sessionHarness([nurse], {
      endSession: 'https://cis2.example/logout',
      browserFails: true,
    });
    await other.signIn();
    await other.session.signOut('user');
    await vi.waitFor(() =>
      expect(other.session.current()).toMatchObject({
        kind: 'signed-out',
        reason: 'user',
        browserSession: 'may-remain',
      }),
    );
  });

  it('a browser that did not open says nothing about the next sign-in', async () => {
    const other = sessionHarness([nurse], {
      endSession: 'https://cis2.example/logout',
      browserFails: true,
    });
    await other.signIn();
    const ended = other.session.signOut('user');
    other.session.startSignIn();
    await ended;
    other.session.cancelSignIn();
    expect(other.session.current()).toMatchObject({ reason: 'cancelled', browserSession: 'none' });
  });

  it.each([
    ['before the answer came back, nobody signed in there', false, 'none'],
    ['after it, somebody may have', true, 'may-remain'],
  ])('of a sign-in that was cancelled: %s', (_case, answered, browserSession) => {
    d.session.startSignIn();
    d.run().hooks.onReady(new URL('https://cis2.example/authorize?state=s'));
    if (answered) d.run().hooks.onAnswer();
    d.session.cancelSignIn();
    expect(d.session.current()).toMatchObject({ reason: 'cancelled', browserSession });
  });

  it('ends the calls of the person, and of the role when that changes', async () => {
    await d.signIn();
    d.session.chooseRole('1');
    const first = d.session.credentials();
    await d.session.changeRole();
    d.session.chooseRole('2');
    expect(first?.signal.aborted).toBe(true);
    const second = d.session.credentials();
    expect(second?.signal.aborted).toBe(false);
    await d.session.signOut('user');
    expect(second?.signal.aborted).toBe(true);
  });

  it('is not brought about by late news of somebody who has left', async () => {
    await d.signIn();
    d.session.chooseRole('1');
    const left = d.session.credentials();
    await d.session.signOut('user');
    await d.signIn();
    d.session.chooseRole('1');
    if (left !== null) d.session.endExpired(left.tokens);
    expect(d.session.current().kind).toBe('active');
    const now = d.session.credentials();
    if (now !== null) d.session.endExpired(now.tokens);
    expect(d.session.current()).toMatchObject({ kind: 'signed-out', reason: 'session-expired' });
  });

  it('asked for twice, lasts until nothing is left, for both', async () => {
    await d.signIn();
    let cleared: () => void = () => undefined;
    d.place.clear.mockImplementationOnce(
      () =>
        new Promise((resolve) => {
          cleared = resolve;
        }),
    );
    const first = d.session.signOut('user');
    let isClosed = false;
    const closed = d.session.close().then(() => {
      isClosed = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isClosed).toBe(false);
    cleared();
    await Promise.all([first, closed]);
    expect(d.forgetPerson).toHaveBeenCalledTimes(1);
    expect(d.place.clear).toHaveBeenCalledTimes(1);
  });

  it('a late refusal of the keychain does not touch the next sign-in', async () => {
    await d.signIn();
    let refuse: (error: Error) => void = () => undefined;
    d.place.clear.mockImplementationOnce(
      () =>
        new Promise((_resolve, reject) => {
          refuse = reject;
        }),
    );
    const ended = d.session.signOut('user');
    d.session.startSignIn();
    refuse(new Error('locked'));
    await ended;
    expect(d.session.current().kind).toBe('signing-in');
  });

  it('during a sign-in that is being finished leaves no token behind', async () => {
    d.session.startSignIn();
    d.run().hooks.onAnswer();
    d.run().finish(d.signedIn());
    const ended = d.session.signOut('user');
    await ended;
    await new Promise((resolve) => setImmediate(resolve));
    expect(d.kept.token).toBeNull();
    expect(d.session.credentials()).toBeNull();
  });

  it('comes at once when what came back does not fit the contract', async () => {
    d.session.startSignIn();
    const signedIn = d.signedIn();
    d.run().finish({ ...signedIn, tokens: { ...signedIn.tokens, sessionEndsAt: Number.NaN } });
    await vi.waitFor(() => expect(d.session.current()).toMatchObject({ kind: 'choosing-role' }));
    expect(() => d.session.chooseRole('1')).toThrow();
    expect(d.session.credentials()).toBeNull();
  });

  it('takes the copied link off the clipboard', async () => {
    d.session.startSignIn();
    d.run().hooks.onReady(new URL('https://cis2.example/authorize?state=abc'));
    d.session.copyLink();
    d.session.cancelSignIn();
    await vi.waitFor(() => expect(d.dropped).toEqual(d.copied));
  });

  it('leaves nothing: no token, no item, no person in the window', async () => {
    await d.signIn();
    d.session.chooseRole('1');
    const held = d.session.credentials();
    await d.session.signOut('user');
    expect(d.session.current()).toEqual({
      kind: 'signed-out',
      reason: 'user',
      failure: null,
      browserSession: 'may-remain',
    });
    expect(d.session.credentials()).toBeNull();
    expect(d.kept.token).toBeNull();
    expect(d.forgetPerson).toHaveBeenCalledOnce();
    await expect(held?.tokens.accessToken()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  });

  it('is told once, with why, and does not depend on who can be told', async () => {
    const left: string[] = [];
    d.session.events.on('changed', () => {
      throw new Error('the window is gone');
    });
    d.session.events.on('left', ({ reason }) => left.push(reason));
    await d.signIn();
    d.session.chooseRole('1');
    await d.session.signOut('user');
    await d.session.signOut('user');
    expect(left).toEqual(['user']);
    expect(d.revoked).toEqual(['refresh-1']);
    expect(d.kept.token).toBeNull();
  });

  it('tells when the keychain could not be cleared', async () => {
    await d.signIn();
    d.place.clear.mockRejectedValue(new Error('locked'));
    await d.session.signOut('user');
    expect(d.session.current()).toMatchObject({ failure: { code: 'KEYCHAIN_NOT_CLEARED' } });
    expect(d.forgetPerson).toHaveBeenCalledOnce();
  });

  it('comes after twelve hours by itself', async () => {
    await d.signIn();
    d.stay(43_199_000);
    await vi.waitFor(() => expect(d.kept.token).toBeNull());
    expect(d.session.current()).toMatchObject({
      kind: 'signed-out',
      reason: 'session-expired',
      failure: { code: 'SESSION_ENDED' },
    });
  });

  it('stores a rotated refresh token before the new access token is used', async () => {
    d = sessionHarness([nurse, clerk], { remembering: 'oidc' });
    await d.signIn();
    d.session.chooseRole('1');
    d.clock.advance(550_000);
    d.refresh.mockImplementationOnce(async (tokens) => ({
      ...tokens,
      accessToken: 'access-2',
      accessTokenExpiresAt: d.clock.now() + 599_000,
      refreshToken: 'refresh-2',
    }));
    let stored: () => void = () => undefined;
    d.place.save.mockImplementationOnce(
      () =>
        new Promise((resolve) => {
          stored = resolve;
        }),
    );
    const order: string[] = [];
    const asked = d.session
      .credentials()
      ?.tokens.accessToken()
      .then(() => order.push('used'));
    await vi.waitFor(() =>
      expect(d.place.save).toHaveBeenLastCalledWith(expect.stringContaining('refresh-2')),
    );
    await new Promise((resolve) => setImmediate(resolve));
    order.push('stored');
    stored();
    await asked;
    expect(order).toEqual(['stored', 'used']);
  });
});
