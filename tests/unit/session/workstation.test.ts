import { describe, expect, it, vi } from 'vitest';
import type { SessionState } from '../../../electron/contract/session.ts';
import { CareDeskError } from '../../../electron/ground/caredesk-error.ts';
import {
  type WorkstationEvent,
  workstationEvents,
} from '../../../electron/workstation/workstation.ts';
import { clerk, nurse, type SessionDeskOptions, sessionDesk } from './session-desk.ts';

type Desk = ReturnType<typeof sessionDesk>;
type Kind = SessionState['kind'];

const events = workstationEvents;

/** A session in every state, as a person gets there. */
const reach: Readonly<Record<Kind, (options?: SessionDeskOptions) => Promise<Desk>>> = {
  async 'not-configured'() {
    const desk = sessionDesk();
    desk.session.refusePolicy(new CareDeskError('POLICY_INVALID'));
    return desk;
  },
  'signed-out': async () => sessionDesk(),
  remembered: () => remembered('cis2'),
  async resuming() {
    const desk = await remembered('cis2');
    desk.session.resumeSignIn();
    return desk;
  },
  async 'signing-in'() {
    const desk = sessionDesk();
    desk.session.startSignIn();
    return desk;
  },
  async 'choosing-role'(options) {
    const desk = sessionDesk([nurse, clerk], options);
    await desk.signIn();
    return desk;
  },
  async active(options) {
    const desk = await reach['choosing-role'](options);
    desk.session.chooseRole('1');
    return desk;
  },
  async 'stepping-up'(options) {
    const desk = await reach.active(options);
    desk.stepUp().catch(() => undefined);
    return desk;
  },
  async locked(options) {
    const desk = await reach.active(options);
    desk.session.lock('user');
    return desk;
  },
  async unlocking(options) {
    const desk = await reach.locked(options);
    desk.session.unlock();
    return desk;
  },
};

/** CareDesk started again on a sign-in that is remembered. */
async function remembered(remembering: 'cis2' | 'oidc'): Promise<Desk> {
  const first = sessionDesk([nurse, clerk], { remembering });
  await first.signIn();
  await first.session.close();
  const desk = sessionDesk([nurse, clerk], {
    remembering,
    clock: first.clock,
    keychain: first.kept.token,
  });
  await desk.session.recall();
  return desk;
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
    const desk = await reach[kind]();
    const before = desk.session.current();
    expect(before.kind).toBe(kind);
    await desk.session.workstation(event);
    const after = desk.session.current();
    if (outcome === 'as it was') expect(after).toEqual(before);
    else expect(shown(after)).toBe(outcome);
    if (after.kind !== 'active' && after.kind !== 'stepping-up') {
      expect(desk.session.credentials()).toBeNull();
    }
    if (after.kind === 'signed-out' && after.reason === 'shutdown') {
      expect(desk.revoked).toEqual(['refresh-1']);
      expect(desk.kept.token).toBeNull();
      expect(desk.forgetPerson).toHaveBeenCalledOnce();
    }
  });

  it.each(['choosing-role', 'active', 'stepping-up'] as const)(
    '%s is not locked with Windows where the policy says so, and by all else',
    async (kind) => {
      const rules = { lockOnWorkstationLock: false };
      const desk = await reach[kind]({ rules });
      await desk.session.workstation('locked');
      expect(desk.session.current().kind).toBe(kind);
      await desk.session.workstation('suspending');
      expect(desk.session.current()).toMatchObject({ kind: 'locked', reason: 'suspended' });
    },
  );

  it.each(['choosing-role', 'active', 'stepping-up'] as const)(
    '%s ends where the policy lets nobody unlock, and says why',
    async (kind) => {
      const desk = await reach[kind]({ rules: { signOutAfterLockedMinutes: 0 } });
      await desk.session.workstation('user-switched');
      expect(desk.session.current()).toMatchObject({
        kind: 'signed-out',
        reason: 'user-switched',
      });
    },
  );
});

describe('Windows logging off', () => {
  const refresh = async (desk: Desk) => {
    desk.clock.advance(9 * 60_000 + 50_000);
    let answer: () => void = () => undefined;
    desk.refresh.mockImplementationOnce(
      (tokens) =>
        new Promise((resolve) => {
          answer = () => resolve({ ...tokens, refreshToken: 'refresh-2' });
        }),
    );
    desk.session
      .credentials()
      ?.tokens.accessToken()
      .catch(() => undefined);
    return () => answer();
  };

  it('keeps a sign-in that is remembered, with the newest of its tokens', async () => {
    const desk = await reach.active({ remembering: 'oidc' });
    const answer = await refresh(desk);
    const ended = desk.session.workstation('logging-off');
    answer();
    await ended;
    expect(desk.kept.token).toContain('refresh-2');
    expect(desk.revoked).toEqual([]);
  });

  it('waits two seconds at most for a provider that does not answer', async () => {
    const desk = await reach.active({ remembering: 'oidc' });
    await refresh(desk);
    let isOver = false;
    const ended = desk.session.workstation('shutting-down').then(() => {
      isOver = true;
    });
    desk.clock.advance(1_999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    desk.clock.advance(1);
    await ended;
  });

  it('ends a locked session although sign-ins are remembered', async () => {
    const desk = await reach.locked({ remembering: 'oidc' });
    await desk.session.workstation('shutting-down');
    expect(desk.session.current()).toMatchObject({ kind: 'signed-out', reason: 'shutdown' });
    expect(desk.kept.token).toBeNull();
  });

  it('leaves nothing of a sign-in, a step-up and an unlocking that are just being finished', async () => {
    for (const kind of ['signing-in', 'stepping-up', 'unlocking'] as const) {
      const desk = await reach[kind]();
      desk.run().hooks.onAnswer();
      const signedIn = desk.signedIn();
      desk.run().finish({ ...signedIn, tokens: { ...signedIn.tokens, refreshToken: 'late' } });
      await desk.session.workstation('shutting-down');
      await vi.waitFor(() => expect(desk.revoked).toContain('late'));
      expect(desk.session.current().kind).toBe('signed-out');
      expect(desk.session.credentials()).toBeNull();
    }
  });
});
