import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CareDeskError } from '../../../electron/ground/caredesk-error.ts';
import type { SignedIn } from '../../../electron/identity/sign-in.ts';
import type { EndedSession } from '../../../electron/session/session-interface.ts';
import { clerk, nurse, sessionHarness } from './session-harness.ts';

type Harness = ReturnType<typeof sessionHarness>;

const minute = 60_000;
let d: Harness;
beforeEach(() => {
  d = sessionHarness();
});

/** Somebody works in role 1. */
async function working(harness = d): Promise<Harness> {
  await harness.signIn();
  if (harness.session.current().kind === 'choosing-role') harness.session.chooseRole('1');
  return harness;
}

async function locked(harness = d): Promise<Harness> {
  await working(harness);
  harness.session.lock('user');
  return harness;
}

/** The same person as before, with the tokens of another sign-in. */
const again = (harness = d): SignedIn => ({
  ...harness.signedIn(),
  tokens: { ...harness.signedIn().tokens, accessToken: 'access-2', refreshToken: 'refresh-2' },
});

/** Somebody else. */
const another = (harness = d): SignedIn => ({
  ...again(harness),
  subject: '656005750107',
  person: { displayName: 'Ben Carter', givenName: 'Ben', familyName: 'Carter' },
});

const settled = () => new Promise((resolve) => setImmediate(resolve));

async function unlockedBy(signedIn: SignedIn, harness = d): Promise<void> {
  harness.session.unlock();
  harness.run().hooks.onReady(new URL('https://cis2.example/authorize?state=s'));
  harness.run().hooks.onAnswer();
  harness.run().finish(signedIn);
  await vi.waitFor(() =>
    expect(['active', 'choosing-role']).toContain(harness.session.current().kind),
  );
}

describe('inactivity', () => {
  it('is warned of two minutes before it locks, and main alone counts', async () => {
    await working();
    d.clock.advance(13 * minute);
    expect(d.session.current()).toMatchObject({
      kind: 'active',
      inactivity: { secondsLeft: 120 },
    });
    d.clock.advance(30_000);
    expect(d.session.current()).toMatchObject({ inactivity: { secondsLeft: 90 } });
    d.clock.advance(90_000);
    expect(d.session.current()).toEqual({
      kind: 'locked',
      person: d.signedIn().person,
      reason: 'inactivity',
      signsOutAt: d.clock.now() + 45 * minute,
      failure: null,
    });
  });

  it('is over with any activity, which is told only when somebody was warned', async () => {
    await working();
    const told = d.states.length;
    d.clock.advance(12 * minute);
    d.session.activity();
    expect(d.states.length).toBe(told);
    d.clock.advance(14 * minute);
    d.session.activity();
    expect(d.states.slice(told).map((state) => 'inactivity' in state && state.inactivity)).toEqual([
      { secondsLeft: 120 },
      null,
    ]);
    d.clock.advance(14 * minute);
    expect(d.session.current().kind).toBe('active');
  });

  it('locks the choice of a role, and a step-up, whose call ends', async () => {
    await d.signIn();
    d.clock.advance(13 * minute);
    expect(d.session.current()).toMatchObject({
      kind: 'choosing-role',
      inactivity: { secondsLeft: 120 },
    });
    d.clock.advance(2 * minute);
    expect(d.session.current()).toMatchObject({ kind: 'locked', reason: 'inactivity' });

    const other = await working(sessionHarness());
    const asked = other.stepUp();
    const run = other.run();
    other.clock.advance(13 * minute);
    expect(other.session.current()).toMatchObject({
      kind: 'stepping-up',
      inactivity: { secondsLeft: 120 },
    });
    other.clock.advance(2 * minute);
    expect(other.session.current()).toMatchObject({ kind: 'locked' });
    await expect(asked).rejects.toMatchObject({ code: 'API_NOT_SIGNED_IN' });
    expect(run.hooks.signal.aborted).toBe(true);
  });

  it('counts anew after a step-up: the person was there', async () => {
    await working();
    d.clock.advance(12 * minute);
    const asked = d.stepUp();
    d.run().finish(again());
    await asked;
    d.clock.advance(12 * minute);
    expect(d.session.current()).toMatchObject({ kind: 'active', inactivity: null });
  });

  it('of the whole PC is meant where the policy says so', async () => {
    const pc = await working(sessionHarness([nurse, clerk], { rules: { activityScope: 'pc' } }));
    pc.touchPc(1);
    pc.clock.advance(60 * minute);
    expect(pc.session.current()).toMatchObject({ kind: 'active', inactivity: null });
    const app = await working(sessionHarness());
    app.touchPc(1);
    app.clock.advance(15 * minute);
    expect(app.session.current().kind).toBe('locked');
  });

  it('cannot be taken back by an activity when the PC wakes: it is locked already', async () => {
    await working();
    d.sleep(60 * minute);
    d.session.activity();
    expect(d.session.current()).toMatchObject({ kind: 'locked', reason: 'inactivity' });
  });

  it.each([13, -13, 1, -1])(
    'is not a matter of the PC’s clock: set by %d hours, it changes nothing',
    async (hours) => {
      await working();
      d.clock.advance(10 * minute);
      const before = d.session.current();
      d.setPcClock(hours * 60 * minute);
      d.session.activity();
      d.clock.advance(9 * minute);
      expect(d.session.current()).toEqual(before);
      d.refresh.mockImplementationOnce(async (tokens) => ({ ...tokens, accessToken: 'access-2' }));
      await expect(d.session.credentials()?.tokens.accessToken()).resolves.toBe('access-2');
      d.clock.advance(4 * minute);
      expect(d.session.current()).toMatchObject({ inactivity: { secondsLeft: 120 } });
      d.setPcClock(-hours * 120 * minute);
      d.clock.advance(2 * minute);
      expect(d.session.current()).toMatchObject({ kind: 'locked', reason: 'inactivity' });
      d.setPcClock(hours * 60 * minute);
      d.clock.advance(45 * minute - 1);
      expect(d.session.current().kind).toBe('locked');
      d.clock.advance(1);
      expect(d.session.current()).toMatchObject({ kind: 'signed-out', reason: 'inactivity' });
    },
  );

  it('of minutes that the policy sets', async () => {
    const one = await working(sessionHarness([nurse], { rules: { inactivityMinutes: 1 } }));
    one.clock.advance(30_000);
    expect(one.session.current()).toMatchObject({ inactivity: { secondsLeft: 30 } });
    one.clock.advance(30_000);
    expect(one.session.current().kind).toBe('locked');
  });
});

describe('a PC that slept', () => {
  it('is locked within ten seconds although nobody told, also before the time is up', async () => {
    await working();
    d.clock.advance(1_000);
    d.sleep(5 * minute);
    d.clock.advance(10_000);
    expect(d.session.current()).toMatchObject({ kind: 'locked', reason: 'suspended' });
  });

  it('and tells so at once keeps the unlocking that is begun then', async () => {
    await working();
    d.clock.advance(1_000);
    void d.session.workstation('suspending');
    d.sleep(5 * minute);
    void d.session.workstation('resumed');
    d.session.unlock();
    d.clock.advance(10_000);
    expect(d.session.current().kind).toBe('unlocking');
  });

  it('past the twelve hours ends the session', async () => {
    await working();
    d.sleep(13 * 60 * minute);
    d.clock.advance(10_000);
    expect(d.session.current()).toMatchObject({ kind: 'signed-out', reason: 'session-expired' });
    expect(d.revoked).toEqual(['refresh-1']);
  });
});

describe('a locked session', () => {
  it('gives nobody’s credentials, ends calls under way, and holds the tokens in main', async () => {
    await working();
    const held = d.session.credentials();
    d.session.lock('user');
    expect(held?.signal.aborted).toBe(true);
    expect(d.session.credentials()).toBeNull();
    expect(d.revoked).toEqual([]);
    expect(JSON.stringify(d.session.current())).not.toContain('refresh-1');
    await expect(d.stepUp()).rejects.toMatchObject({ code: 'API_NOT_SIGNED_IN' });
  });

  it('is told as such, once, and shows the person and why alone', async () => {
    const news: string[] = [];
    d.session.events.on('locked', (reason) => news.push(reason));
    await working();
    d.session.lock('window-failed');
    d.session.lock('user');
    expect(news).toEqual(['window-failed']);
    expect(Object.keys(d.session.current()).sort()).toEqual([
      'failure',
      'kind',
      'person',
      'reason',
      'signsOutAt',
    ]);
    expect(d.forgetPerson).not.toHaveBeenCalled();
  });

  it('can do nothing but unlock and log out', async () => {
    await locked();
    const refused = expect.objectContaining({ code: 'BRIDGE_NOT_POSSIBLE_NOW' });
    expect(() => d.session.startSignIn()).toThrowError(refused);
    expect(() => d.session.chooseRole('2')).toThrowError(refused);
    expect(() => d.session.keepRole()).toThrowError(refused);
    expect(() => d.session.cancelSignIn()).toThrowError(refused);
    await expect(d.session.changeRole()).rejects.toEqual(refused);
    await d.session.signOut('user');
    expect(d.session.current()).toMatchObject({ kind: 'signed-out', reason: 'user' });
    expect(d.revoked).toEqual(['refresh-1']);
    expect(d.forgetPerson).toHaveBeenCalledOnce();
  });

  it('ends by itself when nobody unlocks, and says why it was locked', async () => {
    await working();
    d.session.lock('suspended');
    d.clock.advance(45 * minute - 1);
    expect(d.session.current().kind).toBe('locked');
    d.session.unlock();
    d.clock.advance(1);
    expect(d.session.current()).toMatchObject({ kind: 'signed-out', reason: 'suspended' });
    expect(d.run().hooks.signal.aborted).toBe(true);
    expect(d.revoked).toEqual(['refresh-1']);
  });

  it('is none where the policy lets nobody unlock: it ends at once', async () => {
    const none = sessionHarness([nurse], { rules: { signOutAfterLockedMinutes: 0 } });
    await working(none);
    none.session.lock('inactivity');
    expect(none.session.current()).toMatchObject({ kind: 'signed-out', reason: 'inactivity' });
    expect(none.revoked).toEqual(['refresh-1']);
  });

  it('ends with the twelve hours, and says so', async () => {
    const long = sessionHarness([nurse], { rules: { signOutAfterLockedMinutes: 720 } });
    await working(long);
    long.clock.advance(minute);
    const { sessionEndsAt } = long.signedIn().tokens;
    long.session.lock('user');
    expect(long.session.current()).toMatchObject({ signsOutAt: sessionEndsAt - minute });
    long.clock.advance(43_199_000 - minute);
    expect(long.session.current()).toMatchObject({
      kind: 'signed-out',
      reason: 'session-expired',
      failure: { code: 'SESSION_ENDED' },
    });
  });

  it('is in no keychain, also after a refresh that was under way, so that no start gets round it', async () => {
    const kept = sessionHarness([nurse], { remembering: 'oidc' });
    await working(kept);
    expect(kept.kept.token).toContain('refresh-1');
    kept.clock.advance(9 * minute + 50_000);
    let answer: () => void = () => undefined;
    kept.refresh.mockImplementationOnce(
      (tokens) =>
        new Promise((resolve) => {
          answer = () => resolve({ ...tokens, refreshToken: 'refresh-2' });
        }),
    );
    const refreshed = kept.session.credentials()?.tokens.accessToken();
    kept.session.lock('user');
    answer();
    await refreshed;
    await settled();
    expect(kept.kept.token).toBeNull();
    await kept.session.close();
    expect(kept.session.current().kind).toBe('signed-out');
    // The newest of the tokens, and none that was rotated away.
    expect(kept.revoked).toEqual(['refresh-2']);
  });

  it('is a matter of who works: nobody else is locked', () => {
    d.session.lock('user');
    expect(d.session.current().kind).toBe('signed-out');
    d.session.startSignIn();
    d.session.lock('user');
    expect(d.session.current().kind).toBe('signing-in');
    expect(() => d.session.unlock()).toThrowError(
      expect.objectContaining({ code: 'BRIDGE_NOT_POSSIBLE_NOW' }),
    );
  });
});

describe('unlocking', () => {
  it('asks the provider anew and brings the same person back to where they were', async () => {
    const news: string[] = [];
    d.session.events.on('unlocked', () => news.push('unlocked'));
    await working();
    const before = d.session.current();
    const calls = d.session.credentials()?.signal;
    d.session.lock('user');
    d.clock.advance(minute);
    const asked = d.clock.now();
    await unlockedBy(again());
    expect(d.run().purpose).toEqual({ kind: 'unlock', authenticatedAfter: asked });
    expect(d.session.current()).toMatchObject({
      ...before,
      deadlines: { sessionEndsAt: again().tokens.sessionEndsAt },
    });
    expect(news).toEqual(['unlocked']);
    await expect(d.session.credentials()?.tokens.accessToken()).resolves.toBe('access-2');
    expect(d.session.credentials()?.signal.aborted).toBe(false);
    expect(d.session.credentials()?.signal).not.toBe(calls);
    expect(d.revoked).toEqual(['refresh-1']);
    // Neither the end of the lock nor that of the first tokens is this session's.
    d.session.activity();
    for (let passed = 0; passed < 46; passed += 1) {
      d.clock.advance(minute);
      d.session.activity();
    }
    expect(d.session.current().kind).toBe('active');
  });

  it('brings back the choice of a role, with the one to go back to', async () => {
    await working();
    await d.session.changeRole();
    d.session.lock('user');
    await unlockedBy(again());
    expect(d.session.current()).toMatchObject({ kind: 'choosing-role', currentRoleId: '1' });
    d.session.keepRole();
    expect(d.session.credentials()?.signal.aborted).toBe(false);
  });

  it('brings back the work behind a step-up', async () => {
    await working();
    const asked = d.stepUp();
    d.session.lock('user');
    await expect(asked).rejects.toMatchObject({ code: 'API_NOT_SIGNED_IN' });
    await unlockedBy(again());
    expect(d.session.current()).toMatchObject({ kind: 'active', role: { id: '1' } });
  });

  it('offers the roles when the one in use is gone', async () => {
    const roles = [nurse, clerk];
    const harness = await locked(sessionHarness(roles));
    roles.splice(0, 1, { ...nurse, id: '3' });
    await unlockedBy(again(harness), harness);
    expect(harness.session.current()).toMatchObject({ kind: 'choosing-role', currentRoleId: null });
    expect(harness.session.keptWork()).toBeNull();
  });

  it('cancelled, goes back to the lock, and revokes what comes all the same', async () => {
    await locked();
    const before = d.session.current();
    d.session.unlock();
    expect(d.session.current()).toMatchObject({
      kind: 'unlocking',
      reason: 'user',
      attempt: { phase: 'opening' },
    });
    expect(d.session.credentials()).toBeNull();
    const run = d.run();
    d.session.cancelSignIn();
    expect(d.session.current()).toEqual(before);
    expect(run.hooks.signal.aborted).toBe(true);
    d.session.unlock();
    d.run().finish(again());
    d.session.cancelSignIn();
    await vi.waitFor(() => expect(d.revoked).toEqual(['refresh-2']));
    expect(d.session.current()).toEqual(before);
  });

  it('failed, goes back to the lock, and says why', async () => {
    await locked();
    d.session.unlock();
    d.run().fail(new CareDeskError('SIGN_IN_NOT_FRESH'));
    await vi.waitFor(() =>
      expect(d.session.current()).toMatchObject({
        kind: 'locked',
        reason: 'user',
        failure: { code: 'SIGN_IN_NOT_FRESH' },
      }),
    );
    d.session.unlock();
    expect(d.session.current().kind).toBe('unlocking');
  });

  it('unanswered, says so and can be asked afresh', async () => {
    await locked();
    d.session.unlock();
    d.clock.advance(5 * minute);
    expect(d.session.current()).toMatchObject({
      kind: 'unlocking',
      attempt: { phase: 'unanswered' },
    });
    d.session.unlock();
    expect(d.session.current()).toMatchObject({ attempt: { phase: 'opening' } });
    d.session.startSignIn();
    expect(d.run().purpose.kind).toBe('unlock');
    d.run().finish(again());
    await vi.waitFor(() => expect(d.session.current().kind).toBe('active'));
  });

  it('gives the link to copy, as every attempt does', async () => {
    await locked();
    d.session.unlock();
    d.run().hooks.onReady(new URL('https://cis2.example/authorize?state=abc'));
    d.session.copyLink();
    expect(d.copied).toEqual(['https://cis2.example/authorize?state=abc']);
    d.session.cancelSignIn();
    await vi.waitFor(() => expect(d.dropped).toEqual(d.copied));
  });
});

describe('somebody else who unlocks', () => {
  it('signs out the first, of whom nothing is left, and is let in nowhere here', async () => {
    const left: string[] = [];
    const harness = sessionHarness([nurse, clerk], {
      remembering: 'oidc',
      endSession: 'https://e.example',
    });
    harness.session.events.on('left', ({ reason }) => left.push(reason));
    await working(harness);
    harness.session.keepWork('half a word about a patient');
    harness.session.lock('user');
    harness.session.unlock();
    harness.run().finish(another(harness));
    await vi.waitFor(() => expect(harness.revoked).toEqual(['refresh-1', 'refresh-2']));
    expect(harness.session.current()).toEqual({
      kind: 'signed-out',
      reason: 'person-changed',
      failure: null,
      browserSession: 'may-remain',
    });
    expect(left).toEqual(['person-changed']);
    // The browser is theirs by now: it is not sent to log them out.
    expect(harness.sent).toEqual([]);
    expect(harness.session.keptWork()).toBeNull();
    expect(harness.session.credentials()).toBeNull();
    await vi.waitFor(() => expect(harness.kept.token).toBeNull());
    expect(harness.states.some((state) => JSON.stringify(state).includes('Ben Carter'))).toBe(
      false,
    );
  });

  it('is told of what is left of the first in the keychain', async () => {
    await locked();
    d.place.clear.mockRejectedValue(new Error('locked'));
    d.session.unlock();
    d.run().finish(another());
    await vi.waitFor(() =>
      expect(d.session.current()).toMatchObject({
        kind: 'signed-out',
        reason: 'person-changed',
        failure: { code: 'KEYCHAIN_NOT_CLEARED' },
      }),
    );
  });

  it('does not push aside a third one who has begun to log in meanwhile', async () => {
    await locked();
    d.session.unlock();
    d.run().finish(another());
    await vi.waitFor(() => expect(d.session.current().kind).toBe('signed-out'));
    d.session.startSignIn();
    const third = d.session.current();
    await vi.waitFor(() => expect(d.revoked).toEqual(['refresh-1', 'refresh-2']));
    expect(d.session.current()).toEqual(third);
  });
});

describe('a session that follows another one', () => {
  const ended: EndedSession = {
    reason: 'inactivity',
    failure: null,
    browserSession: 'may-remain',
  };
  const failure = { code: 'KEYCHAIN_NOT_CLEARED', detail: null } as const;

  it('tells how that one ended, and what came of it', () => {
    const next = sessionHarness([nurse], { before: ended });
    expect(next.session.current()).toEqual({ kind: 'signed-out', ...ended });
    next.session.hearOfEnd({ ...ended, failure, browserSession: 'ending' });
    expect(next.session.current()).toEqual({
      kind: 'signed-out',
      reason: 'inactivity',
      failure,
      browserSession: 'ending',
    });
  });

  it('does not hear of it any more when somebody has come', async () => {
    const next = sessionHarness([nurse, clerk], { before: ended });
    await working(next);
    const before = next.session.current();
    next.session.hearOfEnd({ ...ended, failure });
    expect(next.session.current()).toEqual(before);
    await next.session.signOut('user');
    next.session.hearOfEnd({ ...ended, failure });
    expect(next.session.current()).toMatchObject({ reason: 'user', failure: null });
  });
});

describe('work that is kept', () => {
  it('is handed out once, to the same person in the same role', async () => {
    await working();
    const told = d.states.length;
    d.session.keepWork('first');
    d.session.keepWork('newest');
    expect(d.states.length).toBe(told);
    d.session.lock('user');
    expect(d.session.keptWork()).toBeNull();
    await unlockedBy(again());
    expect(d.session.keptWork()).toBe('newest');
    expect(d.session.keptWork()).toBeNull();
  });

  it('can still be given while the page is being replaced', async () => {
    await locked();
    d.session.keepWork('the last letters');
    await unlockedBy(again());
    expect(d.session.keptWork()).toBe('the last letters');
  });

  it('outlasts a step-up and a role that was kept, and nothing else', async () => {
    await working();
    d.session.keepWork('work');
    const asked = d.stepUp();
    d.run().finish(again());
    await asked;
    await d.session.changeRole();
    expect(d.session.keptWork()).toBeNull();
    d.session.keepRole();
    expect(d.session.keptWork()).toBe('work');
    d.session.keepWork('work');
    await d.session.changeRole();
    d.session.chooseRole('2');
    expect(d.session.keptWork()).toBeNull();
    await d.session.changeRole();
    d.session.chooseRole('1');
    expect(d.session.keptWork()).toBeNull();
  });

  it('is given also behind the list of roles, locked or not', async () => {
    await working();
    await d.session.changeRole();
    d.session.keepWork('typed just before');
    d.session.lock('user');
    await unlockedBy(again());
    d.session.keepRole();
    expect(d.session.keptWork()).toBe('typed just before');
    await d.session.changeRole();
    d.session.lock('user');
    d.session.keepWork('the last letters');
    await unlockedBy(again());
    d.session.keepRole();
    expect(d.session.keptWork()).toBe('the last letters');
  });

  it('of the list of roles is handed out once, to who is choosing', async () => {
    await d.signIn();
    d.session.keepChoice('first');
    d.session.keepChoice('clinic');
    d.session.lock('user');
    expect(d.session.keptChoice()).toBeNull();
    await unlockedBy(again());
    expect(d.session.keptChoice()).toBe('clinic');
    expect(d.session.keptChoice()).toBeNull();
    d.session.lock('user');
    d.session.keepChoice('the last letters');
    await unlockedBy(again());
    expect(d.session.keptChoice()).toBe('the last letters');
  });

  it('of the list of roles goes with the list', async () => {
    await d.signIn();
    d.session.keepChoice('clinic');
    d.session.chooseRole('1');
    expect(d.session.keptChoice()).toBeNull();
    d.session.keepChoice('late');
    expect(d.session.keptWork()).toBeNull();
    await d.session.changeRole();
    expect(d.session.keptChoice()).toBeNull();
    d.session.keepChoice('clinic');
    await d.session.signOut('user');
    await d.signIn();
    expect(d.session.keptChoice()).toBeNull();
  });

  it('is gone with the session, and is nobody’s where nobody works', async () => {
    d.session.keepWork('nobody’s');
    await working();
    expect(d.session.keptWork()).toBeNull();
    d.session.keepWork('work');
    await d.session.signOut('user');
    await working();
    expect(d.session.keptWork()).toBeNull();
  });
});

describe('signing in at another PC', () => {
  it('ends the session here where the policy wants one alone, locked or not', async () => {
    const single = () => sessionHarness([nurse], { rules: { singleSession: true } });
    for (const harness of [await working(single()), await locked(single())]) {
      harness.session.signedOutElsewhere();
      expect(harness.session.current()).toMatchObject({
        kind: 'signed-out',
        reason: 'signed-out-elsewhere',
      });
      expect(harness.revoked).toEqual(['refresh-1']);
    }
    await working();
    d.session.signedOutElsewhere();
    expect(d.session.current().kind).toBe('active');
  });
});
