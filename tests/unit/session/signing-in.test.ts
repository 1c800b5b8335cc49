import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CareDeskError } from '../../../electron/ground/caredesk-error.ts';
import { answerTimeout } from '../../../electron/session/attempt.ts';
import { clerk, nurse, sessionHarness } from './session-harness.ts';

let d: ReturnType<typeof sessionHarness>;
beforeEach(() => {
  d = sessionHarness();
});

describe('signing in', () => {
  it('goes from waiting to completing to the roles, and comes to the front', async () => {
    await d.signIn();
    expect(d.states.map((s) => (s.kind === 'signing-in' ? s.attempt.phase : s.kind))).toEqual([
      'opening',
      'waiting',
      'completing',
      'choosing-role',
    ]);
    expect(d.opened).toEqual(['https://cis2.example/authorize?state=s']);
    expect(d.bringToFront).toHaveBeenCalledOnce();
  });

  it('writes nothing to the keychain where the policy does not remember it', async () => {
    await d.signIn();
    d.session.chooseRole('1');
    d.clock.advance(550_000);
    d.refresh.mockImplementationOnce(async (tokens) => ({ ...tokens, refreshToken: 'refresh-2' }));
    await d.session.credentials()?.tokens.accessToken();
    expect(d.place.save).not.toHaveBeenCalled();
    const remembered = sessionHarness([nurse], { remembering: 'oidc' });
    await remembered.signIn();
    expect(remembered.kept.token).toContain('refresh-1');
  });

  it('chooses the only role by itself', async () => {
    const one = sessionHarness([nurse]);
    await one.signIn();
    expect(one.session.current()).toMatchObject({
      kind: 'active',
      role: nurse,
      canChangeRole: false,
    });
  });

  it('offers an empty list to somebody without roles, who has no credentials', async () => {
    const none = sessionHarness([]);
    await none.signIn();
    expect(none.session.current()).toMatchObject({ kind: 'choosing-role', roles: [] });
    expect(none.session.credentials()).toBeNull();
  });

  it('says so after five minutes without an answer, and can try again', () => {
    d.session.startSignIn();
    d.run().hooks.onReady(new URL('https://cis2.example/authorize'));
    d.clock.advance(answerTimeout - 1);
    expect(d.session.current()).toMatchObject({ attempt: { phase: 'waiting' } });
    d.clock.advance(1);
    expect(d.session.current()).toMatchObject({ attempt: { phase: 'unanswered' } });
    expect(d.run().hooks.signal.aborted).toBe(true);
    expect(() => d.session.copyLink()).toThrowError(
      expect.objectContaining({ code: 'BRIDGE_NOT_POSSIBLE_NOW' }),
    );
    d.session.startSignIn();
    expect(d.session.current()).toMatchObject({ attempt: { id: 2, phase: 'opening' } });
  });

  it('cancels the old attempt when a new one starts, and ignores its late news', async () => {
    d.session.startSignIn();
    const first = d.run();
    d.session.startSignIn();
    expect(first.hooks.signal.aborted).toBe(true);
    first.hooks.onReady(new URL('https://cis2.example/late'));
    expect(d.session.current()).toMatchObject({ attempt: { id: 2, phase: 'opening' } });
  });

  it('keeps waiting after a foreign answer and a browser that did not open', async () => {
    d.openBrowser.mockRejectedValueOnce(new Error('no browser'));
    d.session.startSignIn();
    d.run().hooks.onReady(new URL('https://cis2.example/authorize'));
    await vi.waitFor(() =>
      expect(d.session.current()).toMatchObject({
        attempt: { phase: 'waiting', notice: { code: 'SIGN_IN_BROWSER_NOT_OPENED' } },
      }),
    );
    d.run().hooks.onForeignAnswer();
    expect(d.session.current()).toMatchObject({
      attempt: { phase: 'waiting', notice: { code: 'SIGN_IN_ANSWER_NOT_OURS' } },
    });
  });

  it('copies the link, which is never published', () => {
    d.session.startSignIn();
    d.run().hooks.onReady(new URL('https://cis2.example/authorize?state=abc'));
    d.session.copyLink();
    expect(d.copied).toEqual(['https://cis2.example/authorize?state=abc']);
    expect(JSON.stringify(d.states)).not.toContain('abc');
  });

  it('cancels on request', () => {
    d.session.startSignIn();
    d.session.cancelSignIn();
    expect(d.session.current()).toEqual({
      kind: 'signed-out',
      reason: 'cancelled',
      failure: null,
      browserSession: 'none',
    });
    expect(d.run().hooks.signal.aborted).toBe(true);
  });

  it.each([
    [new CareDeskError('SIGN_IN_REFUSED'), 'SIGN_IN_REFUSED', 'signed-out'],
    [new Error('surprise'), 'SIGN_IN_INTERNAL', 'signed-out'],
    [new CareDeskError('POLICY_INVALID', { detail: 'issuer' }), 'POLICY_INVALID', 'not-configured'],
  ])('ends in a typed failure: %s', async (error, code, kind) => {
    d.session.startSignIn();
    d.run().fail(error);
    await vi.waitFor(() => expect(d.session.current()).toMatchObject({ kind, failure: { code } }));
    d.session.startSignIn();
    expect(d.session.current().kind).toBe('signing-in');
  });

  it.each([
    ['that refuses', new Error('locked'), 'KEYCHAIN_UNAVAILABLE'],
    ['that does not answer', new CareDeskError('KEYCHAIN_UNANSWERED'), 'KEYCHAIN_UNANSWERED'],
    [
      'that is not the one packed',
      new CareDeskError('PROGRAM_CHANGED', { detail: 'keytar.node' }),
      'PROGRAM_CHANGED',
    ],
  ])('works on without a keychain %s, and says so', async (_which, error, code) => {
    const one = sessionHarness([nurse], { remembering: 'oidc' });
    one.place.save.mockRejectedValue(error);
    await one.signIn();
    expect(one.session.current()).toMatchObject({ kind: 'active', notice: { code } });
  });

  it('keeps nothing of a sign-in cancelled while the keychain was busy', async () => {
    d = sessionHarness([nurse, clerk], { remembering: 'oidc' });
    d.place.save.mockImplementationOnce(async (token: string) => {
      d.session.cancelSignIn();
      d.kept.token = token;
    });
    d.session.startSignIn();
    d.run().finish(d.signedIn());
    await vi.waitFor(() => expect(d.place.clear).toHaveBeenCalled());
    expect(d.kept.token).toBeNull();
    expect(d.session.current()).toMatchObject({ kind: 'signed-out', reason: 'cancelled' });
    expect(d.session.credentials()).toBeNull();
  });

  it('leaves the next one’s log-in in the keychain when an earlier one is written late', async () => {
    const one = sessionHarness([nurse], { remembering: 'oidc' });
    let write: () => void = () => undefined;
    one.place.save.mockImplementationOnce(async (token: string) => {
      await new Promise<void>((resolve) => {
        write = resolve;
      });
      one.kept.token = token;
    });
    one.session.startSignIn();
    one.run().finish(one.signedIn());
    await vi.waitFor(() => expect(one.place.save).toHaveBeenCalled());
    one.session.cancelSignIn();
    one.session.startSignIn();
    const { tokens } = one.signedIn();
    one.run().finish({ ...one.signedIn(), tokens: { ...tokens, refreshToken: 'refresh-next' } });
    await vi.waitFor(() => expect(one.session.current().kind).toBe('active'));
    write();
    await vi.waitFor(() => expect(one.place.save).toHaveBeenCalledTimes(3));
    await vi.waitFor(() => expect(one.kept.token).toContain('refresh-next'));
    expect(one.place.clear).not.toHaveBeenCalled();
  });
});
