import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SessionState } from '../../../electron/contract/session.ts';
import type { UpdateState } from '../../../electron/contract/updates.ts';
import { createEvents } from '../../../electron/ground/events.ts';
import type { SessionNews } from '../../../electron/session/session-interface.ts';
import { type LeftBehind, leftBehindSchema } from '../../../electron/succession/left-behind.ts';
import { createSuccession, type Succession } from '../../../electron/succession/succession.ts';
import { createManualClock } from '../ground/manual-clock.ts';

const signedOut: SessionState = {
  kind: 'signed-out',
  reason: 'user',
  failure: null,
  browserSession: 'may-remain',
};
const attempt = { id: 1, phase: 'opening', notice: null } as const;

let state: SessionState;
let activity: UpdateState['activity'];
let sessionEvents: ReturnType<typeof createEvents<SessionNews>>;
let updateEvents: ReturnType<typeof createEvents<{ changed: UpdateState }>>;
let succeeded: { first: LeftBehind; last: () => Promise<LeftBehind> }[];
let disposed: number;
let succession: Succession;
const clock = createManualClock();

beforeEach(() => {
  state = { ...signedOut, reason: 'started' };
  activity = { kind: 'checking' };
  sessionEvents = createEvents();
  updateEvents = createEvents();
  succeeded = [];
  disposed = 0;
  succession = createSuccession({
    clock,
    session: {
      current: () => state,
      events: sessionEvents,
      signOut: async () => undefined,
    },
    updates: {
      current: () => ({ version: '1.0.0', activity, whatsNew: null }),
      events: updateEvents,
      leftBehind: () => ({ checkAt: 5, signedOutAt: 4 }),
      dispose() {
        disposed += 1;
      },
    },
    revoked: async () => undefined,
    succeed: (first, last) => void succeeded.push({ first, last }),
  });
});

function become(next: SessionState): void {
  state = next;
  sessionEvents.emit('changed', next);
}

const remembered: SessionState = {
  kind: 'remembered',
  person: { displayName: 'Ben Carter' },
  sessionEndsAt: 1,
  failure: null,
} as SessionState;

describe('a process that has held something of a person', () => {
  it.each<[string, SessionState]>([
    ['who was remembered', remembered],
    [
      'whose authorization code was being redeemed',
      { kind: 'signing-in', attempt: { ...attempt, phase: 'completing' } } as SessionState,
    ],
    ['who chose a role', { kind: 'choosing-role' } as SessionState],
    ['who worked', { kind: 'active' } as SessionState],
    ['whose work was locked', { kind: 'locked' } as SessionState],
  ])('%s, is followed by another one when nobody is there any more', async (_whose, held) => {
    become(held);
    expect(succeeded).toEqual([]);
    become(signedOut);
    become({ ...signedOut, browserSession: 'ending' });
    expect(succeeded).toHaveLength(1);
    const [{ first, last }] = succeeded as [(typeof succeeded)[0]];
    expect(first.session).toEqual({
      reason: 'user',
      failure: null,
      browserSession: 'may-remain',
    });
    const left = await last();
    expect(left.session.browserSession).toBe('ending');
    expect(left).toMatchObject({ logIn: 'no', updates: { checkAt: 5, signedOutAt: 4 } });
    expect(leftBehindSchema.parse(left)).toEqual(left);
    expect(disposed).toBe(1);
  });

  it('waits two seconds at most for the keychain and the provider', async () => {
    const never = createSuccession({
      clock,
      session: {
        current: () => state,
        events: sessionEvents,
        signOut: () => new Promise(() => undefined),
      },
      updates: {
        current: () => ({ version: '1.0.0', activity, whatsNew: null }),
        events: updateEvents,
        leftBehind: () => ({ checkAt: null, signedOutAt: null }),
        dispose: () => undefined,
      },
      revoked: () => new Promise(() => undefined),
      succeed: (first, last) => void succeeded.unshift({ first, last }),
    });
    become(remembered);
    become(signedOut);
    const left = vi.fn();
    void succeeded[0]?.last().then(left);
    clock.advance(1_999);
    await Promise.resolve();
    expect(left).not.toHaveBeenCalled();
    clock.advance(1);
    await vi.waitFor(() => expect(left).toHaveBeenCalled());
    expect(never.holdsBack('session/current')).toBe(false);
  });
});

describe('a process that goes on', () => {
  it('has held nothing of anybody', () => {
    become({ kind: 'signing-in', attempt } as SessionState);
    become({ ...signedOut, reason: 'cancelled' });
    expect(succeeded).toEqual([]);
    expect(succession.holdsBack('sign-in/start')).toBe(false);
  });

  it('has had its log-in refused by the provider, as it is when it is cancelled in the browser', () => {
    const answered = { kind: 'signing-in', attempt: { ...attempt, phase: 'completing' } } as const;
    const failed: SessionState = { ...signedOut, reason: 'failed' };
    become(answered);
    become({ ...failed, failure: { code: 'SIGN_IN_REFUSED', detail: null } });
    expect(succeeded).toEqual([]);
    become(answered);
    become({ ...failed, failure: { code: 'SIGN_IN_NOT_FRESH', detail: null } });
    expect(succeeded).toHaveLength(1);
  });

  it('is ended by Windows', () => {
    become(remembered);
    become({ ...signedOut, reason: 'shutdown' });
    expect(succeeded).toEqual([]);
  });

  it('makes way for a new version, and for another process when that does not come', () => {
    become(remembered);
    activity = { kind: 'installing', version: '2.0.0' };
    become(signedOut);
    expect(succeeded).toEqual([]);
    activity = { kind: 'failed', failure: { code: 'UPDATE_INSTALL_FAILED', detail: null } };
    updateEvents.emit('changed', { version: '1.0.0', activity, whatsNew: null });
    expect(succeeded).toHaveLength(1);
  });
});

describe('an update that is to be installed at the log-out', () => {
  const ready: UpdateState['activity'] = {
    kind: 'ready',
    version: '2.0.0',
    notes: [],
    urgency: 'normal',
    chosen: 'at-sign-out',
    attendance: 'nobody',
    blocker: 'call-under-way',
  };

  it('is given the time in which the calls end that were under way', () => {
    become(remembered);
    activity = ready;
    become(signedOut);
    updateEvents.emit('changed', { version: '1.0.0', activity, whatsNew: null });
    expect(succeeded).toEqual([]);
    activity = { kind: 'installing', version: '2.0.0' };
    clock.advance(60_000);
    expect(succeeded).toEqual([]);
  });

  it('keeps nothing of a person for longer than two seconds', () => {
    become(remembered);
    activity = ready;
    become(signedOut);
    clock.advance(1_999);
    expect(succeeded).toEqual([]);
    clock.advance(1);
    expect(succeeded).toHaveLength(1);
  });

  it.each<[string, UpdateState['activity']]>([
    ['tonight', { ...ready, chosen: 'tonight' }],
    ['some time', { ...ready, chosen: null }],
  ])('is not waited for when it is to be installed %s', (_when, other) => {
    become(remembered);
    activity = other;
    become(signedOut);
    expect(succeeded).toHaveLength(1);
  });
});

describe('what the page asks for meanwhile', () => {
  it('is the next process’s to answer, which starts the log-in', async () => {
    become(remembered);
    become(signedOut);
    expect(succession.holdsBack('session/current')).toBe(false);
    expect(succession.holdsBack('app/about')).toBe(false);
    expect(succession.holdsBack('updates/check')).toBe(true);
    expect((await succeeded[0]?.last())?.logIn).toBe('no');
    expect(succession.holdsBack('sign-in/start')).toBe(true);
    expect((await succeeded[0]?.last())?.logIn).toBe('asked');
  });

  it('is not needed by somebody else who has authenticated, unless something is left of the first', async () => {
    become({ kind: 'unlocking' } as SessionState);
    become({ ...signedOut, reason: 'person-changed' });
    expect(succeeded[0]?.first.logIn).toBe('authenticated');
    state = {
      ...signedOut,
      reason: 'person-changed',
      failure: { code: 'KEYCHAIN_NOT_CLEARED', detail: null },
    };
    expect((await succeeded[0]?.last())?.logIn).toBe('no');
  });

  it('is what somebody else than who was remembered has asked for', () => {
    become(remembered);
    become({ ...signedOut, reason: 'person-changed' });
    expect(succeeded[0]?.first.logIn).toBe('asked');
  });
});
