import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CareDeskError } from '../../../electron/contract/caredesk-error.ts';
import {
  type Role,
  type SessionState,
  sessionStateSchema,
} from '../../../electron/contract/session.ts';
import type { SignedIn } from '../../../electron/identity/sign-in.ts';
import { createSession } from '../../../electron/session/session.ts';
import type { SessionDependencies } from '../../../electron/session/session-interface.ts';
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
function desk(
  roles: readonly Role[] = [nurse, clerk],
  options: { endSession?: string; atProvider?: boolean } = {},
) {
  const revoked: string[] = [];
  const sent: string[] = [];
  const clock = createManualClock();
  const runs: {
    hooks: Hooks;
    since: number | null;
    demands: 'stronger' | 'change-role' | null;
    finish(signedIn: SignedIn): void;
    fail(error: unknown): void;
  }[] = [];
  const states: SessionState[] = [];
  const copied: string[] = [];
  const dropped: string[] = [];
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
    dropCopiedText: async (text) => {
      dropped.push(text);
    },
    bringToFront,
    run: (hooks, demands) =>
      new Promise((resolve, reject) => {
        hooks.signal.addEventListener('abort', () => reject(hooks.signal.reason));
        runs.push({
          hooks,
          since: demands?.kind === 'stronger' ? demands.authenticatedAfter : null,
          demands: demands?.kind ?? null,
          finish: resolve,
          fail: reject,
        });
      }),
  });
  const session = createSession({
    clock,
    attempts,
    place,
    refresh,
    rightsOf: async (signedIn) => ({
      roles,
      activities: new Map(roles.map(({ id }) => [id, new Set([`activity of ${id}`])])),
      chosen: roles.find(({ id }) => id === signedIn.claims['selected_roleid']) ?? null,
      notice: null,
    }),
    rolesChosenAtProvider: async () => options.atProvider === true,
    revoke: async ({ refreshToken }) => {
      revoked.push(refreshToken ?? '');
    },
    sendBrowser: (address) => sent.push(address),
    publish: (state) => states.push(sessionStateSchema.parse(state)),
    forgetPerson,
  });
  const signedIn = (): SignedIn => ({
    subject: '656005750104',
    person: { displayName: 'Dr Amara Okafor', givenName: 'Amara', familyName: 'Okafor' },
    assurance: { authenticator: 3, acr: 'AAL3_FIDO2' },
    claims: {},
    userinfo: {},
    endSessionAddress: options.endSession ?? null,
    tokens: {
      accessToken: 'access-1',
      accessTokenExpiresAt: clock.now() + 599_000,
      refreshToken: 'refresh-1',
      subject: '656005750104',
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
    revoked,
    sent,
    copied,
    dropped,
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
    expect(d.session.credentials()).toMatchObject({
      roleId: '2',
      odsCode: 'Y51',
      activities: new Set(['activity of 2']),
    });
  });

  it('can be changed, or kept after all; meanwhile nothing can be called', async () => {
    await d.signIn();
    d.session.chooseRole('1');
    await d.session.changeRole();
    expect(d.session.current()).toMatchObject({ kind: 'choosing-role', currentRoleId: '1' });
    expect(d.session.credentials()).toBeNull();
    d.session.keepRole();
    expect(d.session.current()).toMatchObject({ kind: 'active', role: { id: '1' } });
  });

  it.each(['changeRole', 'keepRole'] as const)(
    '%s is refused when nobody is signed in',
    async (verb) => {
      await expect((async () => d.session[verb]())()).rejects.toMatchObject({
        code: 'BRIDGE_NOT_POSSIBLE_NOW',
      });
    },
  );

  it('chosen at the provider are taken from the id token, and changed there', async () => {
    const other = desk([nurse, clerk], { atProvider: true });
    other.session.startSignIn();
    other.run().finish({ ...other.signedIn(), claims: { selected_roleid: '2' } });
    await vi.waitFor(() =>
      expect(other.session.current()).toMatchObject({ kind: 'active', role: { id: '2' } }),
    );
    const before = other.session.credentials();
    await other.session.changeRole();
    expect(other.session.current()).toMatchObject({ kind: 'stepping-up', purpose: 'change-role' });
    expect(other.run().demands).toBe('change-role');
    other.run().finish({ ...other.signedIn(), claims: { selected_roleid: '1' } });
    await vi.waitFor(() =>
      expect(other.session.current()).toMatchObject({ kind: 'active', role: { id: '1' } }),
    );
    expect(before?.signal.aborted).toBe(true);
  });
});

describe('a step-up', () => {
  async function working() {
    await d.signIn();
    d.session.chooseRole('1');
    d.clock.advance(60_000);
  }
  const stronger = (): SignedIn => ({
    ...d.signedIn(),
    assurance: { authenticator: 3, acr: 'AAL3_FIDO2' },
    tokens: {
      ...d.signedIn().tokens,
      accessToken: 'access-strong',
      refreshToken: 'refresh-strong',
    },
  });

  it('keeps the work, demands a fresh AAL3 sign-in, and hands out the stronger tokens', async () => {
    await working();
    const before = d.session.current();
    const asked = d.session.stepUp();
    expect(d.session.current()).toMatchObject({
      kind: 'stepping-up',
      purpose: 'stronger',
      role: { id: '1' },
    });
    expect(d.run().since).toBe(d.clock.now());
    expect(d.session.credentials()).toMatchObject({ roleId: '1' });
    d.run().finish(stronger());
    await asked;
    expect(d.session.current()).toMatchObject({ kind: 'active', assurance: { authenticator: 3 } });
    expect(before).toMatchObject({ kind: 'active', role: { id: '1' } });
    await expect(d.session.credentials()?.tokens.accessToken()).resolves.toBe('access-strong');
    expect(d.kept.token).toBe('refresh-strong');
  });

  it('is one for all calls that wait', async () => {
    await working();
    const started = d.runs.length;
    const both = Promise.all([d.session.stepUp(), d.session.stepUp()]);
    d.run().finish(stronger());
    await both;
    expect(d.runs.length).toBe(started + 1);
  });

  it('cancelled: the work goes on as it was, and the call is told', async () => {
    await working();
    const before = d.session.current();
    const asked = d.session.stepUp();
    d.session.cancelSignIn();
    await expect(asked).rejects.toMatchObject({ code: 'STEP_UP_CANCELLED' });
    expect(d.session.current()).toEqual(before);
    expect(d.kept.token).toBe('refresh-1');
  });

  it('can be tried again without losing the call', async () => {
    await working();
    const asked = d.session.stepUp();
    d.clock.advance(answerTimeout);
    expect(d.session.current()).toMatchObject({
      kind: 'stepping-up',
      attempt: { phase: 'unanswered' },
    });
    d.session.startSignIn();
    expect(d.session.current()).toMatchObject({
      kind: 'stepping-up',
      attempt: { phase: 'opening' },
    });
    d.run().finish(stronger());
    await asked;
    expect(d.session.current().kind).toBe('active');
  });

  it('by another person is refused, and nothing of theirs is kept', async () => {
    await working();
    const asked = d.session.stepUp();
    d.run().finish({ ...stronger(), subject: '656005750107' });
    await expect(asked).rejects.toMatchObject({ code: 'STEP_UP_OTHER_PERSON' });
    expect(d.session.current()).toMatchObject({
      kind: 'active',
      notice: { code: 'STEP_UP_OTHER_PERSON' },
    });
    await expect(d.session.credentials()?.tokens.accessToken()).resolves.toBe('access-1');
    expect(d.kept.token).toBe('refresh-1');
  });

  it('that fails says why and leaves the work', async () => {
    await working();
    const asked = d.session.stepUp();
    d.run().fail(new CareDeskError('SIGN_IN_NOT_FRESH'));
    await expect(asked).rejects.toMatchObject({ code: 'SIGN_IN_NOT_FRESH' });
    expect(d.session.current()).toMatchObject({
      kind: 'active',
      notice: { code: 'SIGN_IN_NOT_FRESH' },
    });
  });

  it('ends with the session', async () => {
    await working();
    const asked = d.session.stepUp();
    await d.session.signOut('user');
    await expect(asked).rejects.toMatchObject({ code: 'API_NOT_SIGNED_IN' });
    d.run().finish(stronger());
    await new Promise((resolve) => setImmediate(resolve));
    expect(d.session.current()).toMatchObject({ kind: 'signed-out', reason: 'user' });
    expect(d.kept.token).toBeNull();
  });

  it('is refused to nobody in particular', () => {
    expect(() => d.session.stepUp()).toThrowError(
      expect.objectContaining({ code: 'API_NOT_SIGNED_IN' }),
    );
  });
});

describe('the end of a session', () => {
  it('signs the browser out where the provider offers it, and revokes what was held', async () => {
    const other = desk([nurse], { endSession: 'https://cis2.example/logout?client_id=a' });
    await other.signIn();
    await other.session.signOut('user');
    expect(other.sent).toEqual(['https://cis2.example/logout?client_id=a']);
    expect(other.revoked).toEqual(['refresh-1']);
    expect(other.session.current()).toMatchObject({ browserSession: 'ending' });
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
    await vi.waitFor(() => expect(d.place.save).toHaveBeenLastCalledWith('refresh-2'));
    await new Promise((resolve) => setImmediate(resolve));
    order.push('stored');
    stored();
    await asked;
    expect(order).toEqual(['stored', 'used']);
  });
});
