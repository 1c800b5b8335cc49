import { expect, vi } from 'vitest';
import {
  type Role,
  type SessionState,
  sessionStateSchema,
} from '../../../electron/contract/session.ts';
import { createSteadyClock } from '../../../electron/ground/steady-clock.ts';
import type { Binding } from '../../../electron/identity/remembered-sign-in.ts';
import type { Identified, SignedIn, SignInPurpose } from '../../../electron/identity/sign-in.ts';
import { type AttemptHooks, createAttempts } from '../../../electron/session/attempt.ts';
import type { SessionRules } from '../../../electron/session/rules.ts';
import { createSession } from '../../../electron/session/session.ts';
import type {
  EndedSession,
  Resumption,
  SessionDependencies,
} from '../../../electron/session/session-interface.ts';
import { createManualClock, type ManualClock } from '../ground/manual-clock.ts';

export const nurse: Role = {
  id: '1',
  name: 'Nurse Access Role',
  code: 'S8000:G8000:R8001',
  organisation: { name: 'Hill Surgery', odsCode: 'Y51' },
};
export const clerk: Role = { ...nurse, id: '2', name: 'Clerk' };

export interface SessionHarnessOptions {
  readonly endSession?: string;
  readonly atProvider?: boolean;
  /** Roles of the person that the policy does not accept. */
  readonly elsewhere?: readonly Role[];
  /** The system browser does not open. */
  readonly browserFails?: boolean;
  /** The profile, where the policy remembers sign-ins. */
  readonly remembering?: Binding['profile'] | undefined;
  /** What the policy says of the session; its defaults unless told. */
  readonly rules?: Partial<SessionRules>;
  /** What an earlier start has left in the keychain. */
  readonly keychain?: string | null;
  readonly clock?: ManualClock;
  /** How the session before this one ended. */
  readonly before?: EndedSession;
}

/** A session whose identity provider is in the test's hands. */
export function sessionHarness(
  roles: readonly Role[] = [nurse, clerk],
  options: SessionHarnessOptions = {},
) {
  const revoked: string[] = [];
  const sent: string[] = [];
  const clock = options.clock ?? createManualClock();
  let slept = 0;
  let setBy = 0;
  let idleSeconds = Number.POSITIVE_INFINITY;
  const rules: SessionRules = {
    inactivityMinutes: 15,
    activityScope: 'app',
    signOutAfterLockedMinutes: 45,
    lockOnWorkstationLock: true,
    singleSession: false,
    ...options.rules,
  };
  const runs: {
    hooks: AttemptHooks;
    purpose: SignInPurpose;
    finish(signedIn: SignedIn): void;
    fail(error: unknown): void;
  }[] = [];
  const states: SessionState[] = [];
  const copied: string[] = [];
  const dropped: string[] = [];
  const opened: string[] = [];
  const resumptions: {
    readonly resumption: Resumption;
    readonly hooks: AttemptHooks;
    finish(identified: Identified): void;
    fail(error: unknown): void;
  }[] = [];
  const kept = { token: options.keychain ?? null, saves: 0 };
  const place = {
    save: vi.fn(async (token: string) => {
      kept.token = token;
      kept.saves += 1;
    }),
    load: vi.fn(async () => kept.token),
    sweep: vi.fn(async () => undefined),
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
  const createAttempt = createAttempts({
    clock,
    openBrowser,
    copyText: (text) => copied.push(text),
    dropCopiedText: async (text) => {
      dropped.push(text);
    },
    bringToFront,
  });
  const session = createSession({
    before: options.before ?? null,
    clock: createSteadyClock(
      { now: () => clock.now() + slept + setBy, after: clock.after },
      () => clock.now() + slept,
    ),
    rules: async () => rules,
    idleSeconds: () => idleSeconds,
    createAttempt,
    signIn: (hooks, purpose) =>
      new Promise((resolve, reject) => {
        hooks.signal.addEventListener('abort', () => reject(hooks.signal.reason));
        runs.push({ hooks, purpose, finish: resolve, fail: reject });
      }),
    resume: (hooks, resumption) =>
      new Promise((resolve, reject) => {
        hooks.signal.addEventListener('abort', () => reject(hooks.signal.reason));
        resumptions.push({ resumption, hooks, finish: resolve, fail: reject });
      }),
    place,
    refresh,
    rightsOf: async (signedIn) => ({
      roles,
      elsewhere: { roles: [...(options.elsewhere ?? [])], acceptedOdsCodes: ['Y51'] },
      activities: new Map(roles.map(({ id }) => [id, new Set([`activity of ${id}`])])),
      chosen: roles.find(({ id }) => id === signedIn.claims['selected_roleid']) ?? null,
      notice: null,
    }),
    remembering: async () =>
      options.remembering === undefined
        ? null
        : {
            profile: options.remembering,
            authority: 'https://cis2.example',
            clientId: 'caredesk',
            apiOrigin: 'https://api.example',
          },
    rolesChosenAtProvider: async () => options.atProvider === true,
    revoke: async ({ refreshToken }) => {
      revoked.push(refreshToken ?? '');
    },
    sendBrowser: async (address) => {
      if (options.browserFails === true) throw new Error('no browser');
      sent.push(address);
    },
  });
  session.events.on('changed', (state) => states.push(sessionStateSchema.parse(state)));
  session.events.on('left', ({ waitUntil }) => waitUntil(forgetPerson()));
  /** As a call of the gateway that needs AAL3. */
  const stepUp = () =>
    session.stepUp(session.credentials()?.signal ?? new AbortController().signal);
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
  const resumption = (index = resumptions.length - 1) => {
    const found = resumptions[index];
    if (found === undefined) throw new Error('nobody went on with a remembered sign-in');
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
    stepUp,
    /** Somebody is there all the time. */
    stay(milliseconds: number) {
      for (let left = milliseconds; left > 0; left -= 60_000) {
        session.activity();
        clock.advance(Math.min(left, 60_000));
      }
    },
    /** Somebody sets the PC's clock, or it sets itself. */
    setPcClock(milliseconds: number) {
      setBy += milliseconds;
    },
    /** The PC sleeps: time passes, and no timer runs until it is awake and time goes on. */
    sleep(milliseconds: number) {
      slept += milliseconds;
    },
    /** Somebody touched the PC, in whatever program, so many seconds ago. */
    touchPc(secondsAgo: number) {
      idleSeconds = secondsAgo;
    },
    states,
    runs,
    run,
    resumptions,
    resumption,
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
