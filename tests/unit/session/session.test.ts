import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CareDeskError } from '../../../electron/contract/caredesk-error.ts';
import {
  type Role,
  type SessionState,
  sessionStateSchema,
} from '../../../electron/contract/session.ts';
import type { SignedIn } from '../../../electron/identity/sign-in.ts';
import { createSession, type SessionDependencies } from '../../../electron/session/session.ts';
import {
  type AttemptDependencies,
  answerTimeout,
  createSignInAttempts,
} from '../../../electron/session/sign-in-attempts.ts';
import { createManualClock } from './manual-clock.ts';

type Hooks = Parameters<AttemptDependencies['run']>[0];

const nurse: Role = {
  id: '1',
  name: 'Nurse Access Role',
  code: 'S8000:G8000:R8001',
  organisation: { name: 'Hill Surgery', odsCode: 'Y51' },
};
const clerk: Role = { ...nurse, id: '2', name: 'Clerk' };

/** A session whose identity provider is in the test's hands. */
function desk(roles: readonly Role[] = [nurse, clerk]) {
  const clock = createManualClock();
  const runs: { hooks: Hooks; finish(signedIn: SignedIn): void; fail(error: unknown): void }[] = [];
  const states: SessionState[] = [];
  const copied: string[] = [];
  const opened: string[] = [];
  const kept = { token: null as string | null, saves: 0 };
  const place = {
    save: vi.fn(async (token: string) => {
      kept.token = token;
      kept.saves += 1;
    }),
    clear: vi.fn(async () => {
      kept.token = null;
    }),
  };
  const openBrowser = vi.fn(async (address: string) => {
    opened.push(address);
  });
  const bringToFront = vi.fn();
  const forgetPerson = vi.fn(async () => undefined);
  const refresh = vi.fn<SessionDependencies['refresh']>();
  const attempts = createSignInAttempts({
    clock,
    openBrowser,
    copyText: (text) => copied.push(text),
    bringToFront,
    run: (hooks) =>
      new Promise((resolve, reject) => {
        hooks.signal.addEventListener('abort', () => reject(hooks.signal.reason));
        runs.push({ hooks, finish: resolve, fail: reject });
      }),
  });
  const session = createSession({
    clock,
    attempts,
    place,
    refresh,
    rolesOf: async () => roles,
    publish: (state) => states.push(sessionStateSchema.parse(state)),
    forgetPerson,
  });
  const signedIn = (): SignedIn => ({
    person: { displayName: 'Dr Amara Okafor', givenName: 'Amara', familyName: 'Okafor' },
    assurance: { authenticator: 3, acr: 'AAL3_FIDO2' },
    claims: {},
    userinfo: {},
    tokens: {
      accessToken: 'access-1',
      accessTokenExpiresAt: clock.now() + 599_000,
      refreshToken: 'refresh-1',
      sessionEndsAt: clock.now() + 43_199_000,
    },
  });
  const run = (index = runs.length - 1) => {
    const found = runs[index];
    if (found === undefined) throw new Error('no sign-in was started');
    return found;
  };
  async function signIn() {
    session.startSignIn();
    run().hooks.onReady(new URL('https://cis2.example/authorize?state=s'));
    run().hooks.onAnswer();
    run().finish(signedIn());
    await vi.waitFor(() => expect(session.current().kind).not.toBe('signing-in'));
  }
  return {
    clock,
    session,
    states,
    runs,
    run,
    signIn,
    signedIn,
    kept,
    place,
    copied,
    opened,
    openBrowser,
    bringToFront,
    forgetPerson,
    refresh,
  };
}

let d: ReturnType<typeof desk>;
beforeEach(() => {
  d = desk();
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
    expect(d.kept.token).toBe('refresh-1');
  });

  it('chooses the only role by itself', async () => {
    const one = desk([nurse]);
    await one.signIn();
    expect(one.session.current()).toMatchObject({
      kind: 'active',
      role: nurse,
      canChangeRole: false,
    });
  });

  it('offers an empty list to somebody without roles, who has no credentials', async () => {
    const none = desk([]);
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
    expect(d.session.current()).toEqual({ kind: 'signed-out', reason: 'cancelled', failure: null });
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

  it('works on without a keychain and says so', async () => {
    const one = desk([nurse]);
    one.place.save.mockRejectedValue(new Error('locked'));
    await one.signIn();
    expect(one.session.current()).toMatchObject({
      kind: 'active',
      notice: { code: 'KEYCHAIN_UNAVAILABLE' },
    });
  });

  it('keeps nothing of a sign-in cancelled while the keychain was busy', async () => {
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
});

describe('roles', () => {
  it('are chosen from the person’s own only', async () => {
    await d.signIn();
    expect(() => d.session.chooseRole('99')).toThrowError(
      expect.objectContaining({ code: 'ROLE_NOT_YOURS' }),
    );
    d.session.chooseRole('2');
    expect(d.session.credentials()).toMatchObject({ roleId: '2', odsCode: 'Y51' });
  });

  it('can be changed, or kept after all; meanwhile nothing can be called', async () => {
    await d.signIn();
    d.session.chooseRole('1');
    d.session.changeRole();
    expect(d.session.current()).toMatchObject({ kind: 'choosing-role', currentRoleId: '1' });
    expect(d.session.credentials()).toBeNull();
    d.session.keepRole();
    expect(d.session.current()).toMatchObject({ kind: 'active', role: { id: '1' } });
  });

  it.each(['changeRole', 'keepRole'] as const)('%s is refused to nobody in particular', (verb) => {
    expect(() => d.session[verb]()).toThrowError(
      expect.objectContaining({ code: 'BRIDGE_NOT_POSSIBLE_NOW' }),
    );
  });
});

describe('the end of a session', () => {
  it('leaves nothing: no token, no item, no person in the window', async () => {
    await d.signIn();
    d.session.chooseRole('1');
    const held = d.session.credentials();
    await d.session.signOut('user');
    expect(d.session.current()).toEqual({ kind: 'signed-out', reason: 'user', failure: null });
    expect(d.session.credentials()).toBeNull();
    expect(d.kept.token).toBeNull();
    expect(d.forgetPerson).toHaveBeenCalledOnce();
    await expect(held?.tokens.accessToken()).rejects.toMatchObject({ code: 'SESSION_ENDED' });
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
    d.clock.advance(43_199_000);
    await vi.waitFor(() => expect(d.kept.token).toBeNull());
    expect(d.session.current()).toMatchObject({
      kind: 'signed-out',
      reason: 'session-expired',
      failure: { code: 'SESSION_ENDED' },
    });
  });

  it('stores a rotated refresh token before the new access token is used', async () => {
    await d.signIn();
    d.session.chooseRole('1');
    d.clock.advance(550_000);
    d.refresh.mockImplementationOnce(async (tokens) => ({
      ...tokens,
      accessToken: 'access-2',
      accessTokenExpiresAt: d.clock.now() + 599_000,
      refreshToken: 'refresh-2',
    }));
    await expect(d.session.credentials()?.tokens.accessToken()).resolves.toBe('access-2');
    expect(d.kept.token).toBe('refresh-2');
  });
});
