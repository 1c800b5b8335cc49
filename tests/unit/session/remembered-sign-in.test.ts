import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CareDeskError } from '../../../electron/ground/caredesk-error.ts';
import type { Identified } from '../../../electron/identity/sign-in.ts';
import { clerk, nurse, type SessionHarnessOptions, sessionHarness } from './session-harness.ts';

type Harness = ReturnType<typeof sessionHarness>;

const remembering = { remembering: 'oidc' } as const;
let first: Harness;

beforeEach(async () => {
  first = sessionHarness([nurse, clerk], remembering);
  await first.signIn();
  first.session.chooseRole('2');
  await vi.waitFor(() => expect(first.kept.token).toContain('"roleId":"2"'));
});

/** CareDesk started again on what `first` has kept. */
async function startAgain(
  options: SessionHarnessOptions = {},
  roles = [nurse, clerk],
): Promise<Harness> {
  const { clock } = first;
  const again = sessionHarness(roles, {
    ...remembering,
    clock,
    keychain: first.kept.token,
    ...options,
  });
  again.refresh.mockImplementation(async (tokens) => ({
    ...tokens,
    accessToken: 'access-2',
    accessTokenExpiresAt: clock.now() + 599_000,
    refreshToken: 'refresh-2',
  }));
  await again.session.recall();
  return again;
}

function identified(d: Harness): Identified {
  const { tokens: _, ...rest } = d.signedIn();
  return rest;
}

async function goOn(d: Harness): Promise<void> {
  d.session.resumeSignIn();
  await d.resumption().resumption.accessToken();
  d.resumption().finish(identified(d));
  await vi.waitFor(() => expect(d.session.current().kind).not.toBe('resuming'));
}

describe('a keychain that cannot be read', () => {
  it('keeps what it holds for another day', async () => {
    const { clock, kept } = first;
    const locked = sessionHarness([nurse, clerk], { ...remembering, clock, keychain: kept.token });
    locked.place.load.mockRejectedValue(new CareDeskError('KEYCHAIN_UNANSWERED'));
    await locked.session.recall();
    expect(locked.session.current()).toMatchObject({ kind: 'signed-out', reason: 'started' });
    expect(locked.place.clear).not.toHaveBeenCalled();
    expect(locked.kept.token).toContain('refresh-1');
  });
});

describe('a sign-in that is offered', () => {
  it('is swept of what a crash amid a save has left beside it', async () => {
    const again = await startAgain();
    expect(again.session.current().kind).toBe('remembered');
    expect(again.place.sweep).toHaveBeenCalledTimes(1);
    expect(again.place.clear).not.toHaveBeenCalled();
  });

  it('is offered also where the keychain refuses that', async () => {
    const { clock, kept } = first;
    const again = sessionHarness([nurse, clerk], { ...remembering, clock, keychain: kept.token });
    again.place.sweep.mockRejectedValue(new CareDeskError('KEYCHAIN_UNAVAILABLE'));
    await again.session.recall();
    expect(again.session.current().kind).toBe('remembered');
  });
});

describe('closing CareDesk', () => {
  it('keeps the sign-in where the policy remembers it, and revokes nothing', async () => {
    await first.session.close();
    expect(first.kept.token).toContain('refresh-1');
    expect(first.revoked).toEqual([]);
    expect(first.sent).toEqual([]);
  });

  it('signs out where it does not', async () => {
    const off = sessionHarness([nurse]);
    await off.signIn();
    await off.session.close();
    expect(off.kept.token).toBeNull();
    expect(off.revoked).toEqual(['refresh-1']);
  });

  it('signs out when the keychain could not keep it', async () => {
    const refused = sessionHarness([nurse], remembering);
    refused.place.save.mockRejectedValue(new Error('locked'));
    await refused.signIn();
    await refused.session.close();
    expect(refused.revoked).toEqual(['refresh-1']);
  });

  it('waits for a refresh that is under way, so that the newest token is kept', async () => {
    let answer: () => void = () => undefined;
    first.refresh.mockImplementationOnce(
      (tokens) =>
        new Promise((resolve) => {
          answer = () => resolve({ ...tokens, accessToken: 'a', refreshToken: 'refresh-2' });
        }),
    );
    first.clock.advance(550_000);
    const asked = first.session.credentials()?.tokens.accessToken();
    const closed = first.session.close();
    answer();
    await Promise.all([asked, closed]);
    expect(first.kept.token).toContain('refresh-2');
    expect(first.kept.token).toContain('"roleId":"2"');
  });
});

describe('starting again', () => {
  it('offers to go on, and holds nobody’s credentials until then', async () => {
    const again = await startAgain();
    expect(again.session.current()).toEqual({
      kind: 'remembered',
      person: first.signedIn().person,
      sessionEndsAt: first.signedIn().tokens.sessionEndsAt,
      failure: null,
    });
    expect(again.session.credentials()).toBeNull();
    expect(again.refresh).not.toHaveBeenCalled();
  });

  it.each<[string, SessionHarnessOptions]>([
    ['the policy no longer remembers', { remembering: undefined }],
    ['the profile is another', { remembering: 'api-platform' }],
    ['it is a bare refresh token', { keychain: 'refresh-1' }],
    ['it is of another version', { keychain: '{"version":2}' }],
    ['there is something else in it', { keychain: '{"version":1,"extra":true}' }],
  ])('removes what lies there when %s', async (_case, options) => {
    const again = await startAgain(options);
    expect(again.session.current()).toMatchObject({ kind: 'signed-out', reason: 'started' });
    expect(again.kept.token).toBeNull();
  });

  it('does not offer a session that is over, nor one that would outlast twelve hours', async () => {
    first.clock.advance(43_199_000);
    expect((await startAgain()).session.current()).toMatchObject({ kind: 'signed-out' });
    const far = first.kept.token?.replace(/"sessionEndsAt":\d+/, `"sessionEndsAt":${9e15}`) ?? '';
    const again = await startAgain({ keychain: far });
    expect(again.session.current()).toMatchObject({ kind: 'signed-out' });
  });

  it('does not overtake somebody who has started to sign in, whose sign-in is kept', async () => {
    const again = sessionHarness([nurse], { ...remembering, keychain: first.kept.token });
    let loaded: () => void = () => undefined;
    again.place.load.mockImplementationOnce(
      () =>
        new Promise((resolve) => {
          loaded = () => resolve(first.kept.token);
        }),
    );
    const recalled = again.session.recall();
    await again.signIn();
    loaded();
    await recalled;
    expect(again.session.current().kind).toBe('active');
    expect(again.kept.token).toContain('refresh-1');
  });

  it('ends the offer when the session ends meanwhile', async () => {
    const again = await startAgain();
    again.clock.advance(43_199_000);
    await vi.waitFor(() => expect(again.kept.token).toBeNull());
    expect(again.session.current()).toMatchObject({
      kind: 'signed-out',
      reason: 'session-expired',
      failure: { code: 'SESSION_ENDED' },
    });
  });
});

describe('going on', () => {
  it('is in the same role, with the newest tokens, until the same end', async () => {
    const again = await startAgain();
    await goOn(again);
    expect(again.session.current()).toMatchObject({
      kind: 'active',
      role: { id: '2' },
      deadlines: { sessionEndsAt: first.signedIn().tokens.sessionEndsAt },
    });
    await expect(again.session.credentials()?.tokens.accessToken()).resolves.toBe('access-2');
    expect(again.kept.token).toContain('refresh-2');
    await again.session.signOut('user');
    expect(again.kept.token).toBeNull();
    expect(again.revoked).toEqual(['refresh-2']);
  });

  it('offers the roles when the one from last time is gone', async () => {
    const other = { ...nurse, id: '3' };
    const again = await startAgain({}, [nurse, other]);
    await goOn(again);
    expect(again.session.current()).toMatchObject({ kind: 'choosing-role', currentRoleId: null });
  });

  it('writes a rotated refresh token before anything else happens', async () => {
    const again = await startAgain();
    again.session.resumeSignIn();
    await again.resumption().resumption.accessToken();
    expect(again.kept.token).toContain('refresh-2');
    again.resumption().fail(new CareDeskError('PROVIDER_UNREACHABLE'));
    await vi.waitFor(() =>
      expect(again.session.current()).toMatchObject({
        kind: 'remembered',
        failure: { code: 'PROVIDER_UNREACHABLE' },
      }),
    );
    await goOn(again);
    expect(again.session.current().kind).toBe('active');
    expect(again.refresh).toHaveBeenCalledOnce();
  });

  it.each(['SESSION_ENDED', 'RESUME_OTHER_PERSON', 'SIGN_IN_NOT_FRESH'] as const)(
    'ends for good with %s',
    async (code) => {
      const again = await startAgain();
      again.session.resumeSignIn();
      again.resumption().fail(new CareDeskError(code));
      await vi.waitFor(() =>
        expect(again.session.current()).toMatchObject({
          kind: 'signed-out',
          reason: 'failed',
          failure: { code },
        }),
      );
      expect(again.kept.token).toBeNull();
      expect(again.forgetPerson).toHaveBeenCalledOnce();
      expect(() => again.session.resumeSignIn()).toThrowError(
        expect.objectContaining({ code: 'BRIDGE_NOT_POSSIBLE_NOW' }),
      );
    },
  );

  it('can be cancelled and tried again; late news of the first try is ignored', async () => {
    const again = await startAgain({ remembering: 'cis2', keychain: asCis2() });
    again.session.resumeSignIn();
    expect(again.session.current()).toMatchObject({ attempt: { phase: 'opening' } });
    again.session.cancelSignIn();
    expect(again.session.current()).toMatchObject({ kind: 'remembered', failure: null });
    again.session.resumeSignIn();
    again.session.startSignIn();
    expect(again.session.current()).toMatchObject({ kind: 'resuming', attempt: { id: 3 } });
    again.resumption(1).finish(identified(again));
    await new Promise((resolve) => setImmediate(resolve));
    expect(again.session.current()).toMatchObject({ kind: 'resuming', attempt: { id: 3 } });
  });

  it('is over when somebody else logs in, and the earlier session is revoked', async () => {
    const again = await startAgain();
    again.session.startSignIn();
    await vi.waitFor(() => expect(again.kept.token).toBeNull());
    expect(again.revoked).toEqual(['refresh-1']);
    expect(JSON.stringify(again.session.current())).not.toContain('Okafor');
    again.session.cancelSignIn();
    expect(again.session.current()).toMatchObject({ kind: 'signed-out', reason: 'cancelled' });
  });

  it('is over, and revoked, when somebody logs in before the keychain has answered', async () => {
    const again = sessionHarness([nurse], {
      ...remembering,
      clock: first.clock,
      keychain: first.kept.token,
    });
    const recalled = again.session.recall();
    again.session.startSignIn();
    await recalled;
    expect(again.revoked).toEqual(['refresh-1']);
    expect(again.kept.token).toBeNull();
    expect(again.session.current().kind).toBe('signing-in');
  });

  it('is over for good when CareDesk closes right after somebody else chose to log in', async () => {
    const again = await startAgain();
    let cleared: () => void = () => undefined;
    again.place.clear.mockImplementationOnce(
      () =>
        new Promise((resolve) => {
          cleared = () => {
            again.kept.token = null;
            resolve();
          };
        }),
    );
    again.session.startSignIn();
    again.session.cancelSignIn();
    let isClosed = false;
    const closed = again.session.close().then(() => {
      isClosed = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isClosed).toBe(false);
    cleared();
    await closed;
    expect(again.kept.token).toBeNull();
  });

  it('still keeps the sign-in when CareDesk closes without an answer', async () => {
    const again = await startAgain();
    again.session.resumeSignIn();
    await again.session.close();
    expect(again.kept.token).toContain('refresh-1');
    expect(again.revoked).toEqual([]);
  });
});

function asCis2(): string | null {
  return first.kept.token?.replace('"profile":"oidc"', '"profile":"cis2"') ?? null;
}
