import { describe, expect, it, vi } from 'vitest';
import type { SessionState } from '../../../electron/contract/session.ts';
import { CareDeskError } from '../../../electron/ground/caredesk-error.ts';
import {
  type WorkstationEvent,
  workstationEvents,
} from '../../../electron/workstation/workstation.ts';
import { clerk, nurse, type SessionHarnessOptions, sessionHarness } from './session-harness.ts';

type Harness = ReturnType<typeof sessionHarness>;
type Kind = SessionState['kind'];

const events = workstationEvents;

/** A session in every state, as a person gets there. */
const reach: Readonly<Record<Kind, (options?: SessionHarnessOptions) => Promise<Harness>>> = {
  async 'not-configured'() {
    const harness = sessionHarness();
    harness.session.refusePolicy(new CareDeskError('POLICY_INVALID'));
    return harness;
  },
  'signed-out': async () => sessionHarness(),
  remembered: () => remembered('cis2'),
  async resuming() {
    const harness = await remembered('cis2');
    harness.session.resumeSignIn();
    return harness;
  },
  async 'signing-in'() {
    const harness = sessionHarness();
    harness.session.startSignIn();
    return harness;
  },
  async 'choosing-role'(options) {
    const harness = sessionHarness([nurse, clerk], options);
    await harness.signIn();
    return harness;
  },
  async active(options) {
    const harness = await reach['choosing-role'](options);
    harness.session.chooseRole('1');
    return harness;
  },
  async 'stepping-up'(options) {
    const harness = await reach.active(options);
    harness.stepUp().catch(() => undefined);
    return harness;
  },
  async locked(options) {
    const harness = await reach.active(options);
    harness.session.lock('user');
    return harness;
  },
  async unlocking(options) {
    const harness = await reach.locked(options);
    harness.session.unlock();
    return harness;
  },
};

/** CareDesk started again on a sign-in that is remembered. */
async function remembered(remembering: 'cis2' | 'oidc'): Promise<Harness> {
  const first = sessionHarness([nurse, clerk], { remembering });
  await first.signIn();
  await first.session.close();
  const harness = sessionHarness([nurse, clerk], {
    remembering,
    clock: first.clock,
    keychain: first.kept.token,
  });
  await harness.session.recall();
  return harness;
}

function shown(state: SessionState): string {
  return 'reason' in state ? `${state.kind}: ${state.reason}` : state.kind;
}

type Row = Partial<Record<WorkstationEvent, string>>;

const locks: Row = {
  locked: 'locked: workstation-locked',
  suspending: 'locked: suspended',
  resumed: 'locked: suspended',
  'remote-session-disconnected': 'locked: remote-session-disconnected',
  'display-off': 'locked: display-off',
  'user-switched': 'locked: user-switched',
};
const ends: Row = {
  'shutting-down': 'signed-out: shutdown',
  'logging-off': 'signed-out: shutdown',
};

/** What becomes of an authentication that is cancelled. */
const cancels = (to: string): Row => ({
  ...{ locked: to, suspending: to, resumed: to },
  ...{ 'remote-session-disconnected': to, 'user-switched': to },
});

/** What is left of every state after every event; what is not named leaves it as it was. */
const expected: Readonly<Record<Kind, Row>> = {
  'not-configured': {},
  'signed-out': {},
  // Kept for the next start, as by closing CareDesk.
  remembered: {},
  resuming: cancels('remembered'),
  'signing-in': {
    ...cancels('signed-out: cancelled'),
    ...{ 'shutting-down': 'signed-out: cancelled', 'logging-off': 'signed-out: cancelled' },
  },
  'choosing-role': { ...locks, ...ends },
  active: { ...locks, ...ends },
  'stepping-up': { ...locks, ...ends },
  locked: ends,
  unlocking: { ...cancels('locked: user'), ...ends },
};

const kinds = Object.keys(expected) as Kind[];
const cells = kinds.flatMap((kind) =>
  events.map((event) => [kind, event, expected[kind][event] ?? 'as it was'] as const),
);

describe('what the PC does', () => {
  it.each(cells)('%s, %s: %s', async (kind, event, outcome) => {
    const harness = await reach[kind]();
    const before = harness.session.current();
    expect(before.kind).toBe(kind);
    await harness.session.workstation(event);
    const after = harness.session.current();
    if (outcome === 'as it was') expect(after).toEqual(before);
    else expect(shown(after)).toBe(outcome);
    if (after.kind !== 'active' && after.kind !== 'stepping-up') {
      expect(harness.session.credentials()).toBeNull();
    }
    if (after.kind === 'signed-out' && after.reason === 'shutdown') {
      expect(harness.revoked).toEqual(['refresh-1']);
      expect(harness.kept.token).toBeNull();
      expect(harness.forgetPerson).toHaveBeenCalledOnce();
    }
  });

  it.each(['choosing-role', 'active', 'stepping-up'] as const)(
    '%s is not locked with Windows where the policy says so, and by all else',
    async (kind) => {
      const rules = { lockOnWorkstationLock: false };
      const harness = await reach[kind]({ rules });
      await harness.session.workstation('locked');
      expect(harness.session.current().kind).toBe(kind);
      await harness.session.workstation('suspending');
      expect(harness.session.current()).toMatchObject({ kind: 'locked', reason: 'suspended' });
    },
  );

  it.each(['choosing-role', 'active', 'stepping-up'] as const)(
    '%s ends where the policy lets nobody unlock, and says why',
    async (kind) => {
      const harness = await reach[kind]({ rules: { signOutAfterLockedMinutes: 0 } });
      await harness.session.workstation('user-switched');
      expect(harness.session.current()).toMatchObject({
        kind: 'signed-out',
        reason: 'user-switched',
      });
    },
  );
});

describe('Windows logging off', () => {
  const refresh = async (harness: Harness) => {
    harness.clock.advance(9 * 60_000 + 50_000);
    let answer: () => void = () => undefined;
    harness.refresh.mockImplementationOnce(
      (tokens) =>
        new Promise((resolve) => {
          answer = () => resolve({ ...tokens, refreshToken: 'refresh-2' });
        }),
    );
    harness.session
      .credentials()
      ?.tokens.accessToken()
      .catch(() => undefined);
    return () => answer();
  };

  it('keeps a sign-in that is remembered, with the newest of its tokens', async () => {
    const harness = await reach.active({ remembering: 'oidc' });
    const answer = await refresh(harness);
    const ended = harness.session.workstation('logging-off');
    answer();
    await ended;
    expect(harness.kept.token).toContain('refresh-2');
    expect(harness.revoked).toEqual([]);
  });

  it('waits two seconds at most for a provider that does not answer', async () => {
    const harness = await reach.active({ remembering: 'oidc' });
    await refresh(harness);
    let isOver = false;
    const ended = harness.session.workstation('shutting-down').then(() => {
      isOver = true;
    });
    harness.clock.advance(1_999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    harness.clock.advance(1);
    await ended;
  });

  it('ends a locked session although sign-ins are remembered', async () => {
    const harness = await reach.locked({ remembering: 'oidc' });
    await harness.session.workstation('shutting-down');
    expect(harness.session.current()).toMatchObject({ kind: 'signed-out', reason: 'shutdown' });
    expect(harness.kept.token).toBeNull();
  });

  it('leaves nothing of a sign-in, a step-up and an unlocking that are just being finished', async () => {
    for (const kind of ['signing-in', 'stepping-up', 'unlocking'] as const) {
      const harness = await reach[kind]();
      harness.run().hooks.onAnswer();
      const signedIn = harness.signedIn();
      harness.run().finish({ ...signedIn, tokens: { ...signedIn.tokens, refreshToken: 'late' } });
      await harness.session.workstation('shutting-down');
      await vi.waitFor(() => expect(harness.revoked).toContain('late'));
      expect(harness.session.current().kind).toBe('signed-out');
      expect(harness.session.credentials()).toBeNull();
    }
  });
});
