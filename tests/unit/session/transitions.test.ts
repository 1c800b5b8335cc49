import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../electron/contract/session.ts';
import type { Attempt, AttemptPurpose } from '../../../electron/session/attempt.ts';
import type { IdleClock } from '../../../electron/session/idle-clock.ts';
import type { RecalledSignIn, RecordedTokens } from '../../../electron/session/recorded-tokens.ts';
import type { SessionEvent } from '../../../electron/session/session-event.ts';
import {
  type AttemptUnderWay,
  belongingsOf,
  type HeldPerson,
  type LockDeadline,
  type State,
  type StateOf,
  signedOut,
} from '../../../electron/session/state.ts';
import { advance } from '../../../electron/session/transitions.ts';
import { createWaitingCalls } from '../../../electron/session/waiting-calls.ts';
import { clerk, nurse } from './session-harness.ts';

const failure: Failure = { code: 'SIGN_IN_REFUSED', detail: null };

function attempt(purpose: AttemptPurpose): Attempt {
  return {
    id: 1,
    purpose,
    run: () => undefined,
    during: (step) => step,
    cancel: () => undefined,
    copyLink: () => undefined,
  };
}

function underWay(of: Attempt): AttemptUnderWay {
  return { attempt: of, phase: 'waiting', link: 'https://cis2.example', notice: null };
}

const tokens: RecordedTokens = {
  keeper: {
    accessToken: async () => 'access',
    replacementFor: async () => 'access',
    forget: () => null,
  },
  sessionEndsAt: 1,
  kept: () => null,
  note: async () => null,
  noteRole: async () => undefined,
  settled: async () => undefined,
  withdraw: async () => undefined,
  release: () => null,
};
const person = { displayName: 'Ben Carter', givenName: 'Ben', familyName: 'Carter' };
const recalled: RecalledSignIn = {
  tokens,
  usesBrowser: true,
  signIn: {
    refreshToken: 'refresh',
    subject: '1',
    person,
    sessionEndsAt: 1,
    roleId: null,
    claims: {},
  },
};
const held: HeldPerson = {
  identified: {
    subject: '1',
    person,
    assurance: { authenticator: 2, acr: null },
    endSessionAddress: null,
  },
  rights: {
    roles: [nurse, clerk],
    elsewhere: { roles: [], acceptedOdsCodes: [] },
    activities: new Map(),
  },
  tokens,
  rules: {
    inactivityMinutes: 15,
    activityScope: 'app',
    signOutAfterLockedMinutes: 45,
    lockOnWorkstationLock: true,
    singleSession: false,
  },
};
const idle: IdleClock = { active: () => undefined, stop: () => undefined };
const deadline: LockDeadline = { at: 1, stop: () => undefined };
const inUse = { role: nurse, calls: new AbortController(), kept: null };
const present = { held, notice: null, idle, locksAt: null };
const lockedWork = {
  held,
  notice: null,
  behind: { kind: 'active', inUse },
  reason: 'inactivity',
  deadline,
} as const;
const purposes = {
  'sign-in': attempt({ kind: 'sign-in' }),
  resume: attempt({ kind: 'resume', recalled }),
  'step-up': attempt({ kind: 'step-up', authenticatedAfter: 0 }),
  'change-role': attempt({ kind: 'change-role' }),
  unlock: attempt({ kind: 'unlock', authenticatedAfter: 0 }),
} as const;

/** One of every kind. */
const states: { readonly [Kind in State['kind']]: StateOf<Kind> } = {
  'not-configured': { kind: 'not-configured', failure, recalled },
  'signed-out': signedOut('started', null, 'none'),
  remembered: { kind: 'remembered', recalled, failure: null },
  resuming: { kind: 'resuming', recalled, underWay: underWay(purposes.resume) },
  'signing-in': { kind: 'signing-in', underWay: underWay(purposes['sign-in']) },
  'choosing-role': { kind: 'choosing-role', ...present, before: inUse, choice: null },
  active: { kind: 'active', ...present, inUse },
  'stepping-up': {
    kind: 'stepping-up',
    ...present,
    inUse,
    underWay: underWay(purposes['step-up']),
    waiting: createWaitingCalls(),
  },
  locked: { kind: 'locked', ...lockedWork, failure: null },
  unlocking: { kind: 'unlocking', ...lockedWork, underWay: underWay(purposes.unlock) },
};

type Kind = State['kind'];
const kinds = Object.keys(states) as Kind[];

/** The attempt that a state waits for; of the others one that nobody waits for. */
function own(state: State): Attempt {
  return 'underWay' in state ? state.underWay.attempt : attempt({ kind: 'sign-in' });
}

const authenticated = { held, role: nurse, notice: null, idle };

/** Every event, as it would come of this state. */
const events: Readonly<Record<string, (state: State) => SessionEvent>> = {
  'policy-refused': () => ({ kind: 'policy-refused', failure }),
  recalled: () => ({ kind: 'recalled', recalled }),
  'sign-in started': () => ({ kind: 'attempt-started', attempt: purposes['sign-in'] }),
  'resume started': () => ({ kind: 'attempt-started', attempt: purposes.resume }),
  'step-up started over': () => ({ kind: 'attempt-started', attempt: purposes['step-up'] }),
  'change of role started over': () => ({
    kind: 'attempt-started',
    attempt: purposes['change-role'],
  }),
  'unlock started': () => ({ kind: 'attempt-started', attempt: purposes.unlock }),
  'step-up started': () => ({
    kind: 'step-up-started',
    attempt: purposes['step-up'],
    held,
    waiting: createWaitingCalls(),
  }),
  'browser-opening': (state) => ({
    kind: 'browser-opening',
    attempt: own(state),
    link: 'https://cis2.example',
  }),
  noticed: (state) => ({ kind: 'noticed', attempt: own(state), failure }),
  answered: (state) => ({ kind: 'answered', attempt: own(state) }),
  unanswered: (state) => ({ kind: 'unanswered', attempt: own(state) }),
  'attempt-failed': (state) => ({ kind: 'attempt-failed', attempt: own(state), failure }),
  'attempt-failed by the policy': (state) => ({
    kind: 'attempt-failed',
    attempt: own(state),
    failure: { code: 'POLICY_INVALID', detail: null },
  }),
  'attempt-failed for good': (state) => ({
    kind: 'attempt-failed',
    attempt: own(state),
    failure: { code: 'SESSION_ENDED', detail: null },
  }),
  'attempt-cancelled': () => ({ kind: 'attempt-cancelled' }),
  'authenticated, in a role': (state) => ({
    kind: 'authenticated',
    attempt: own(state),
    ...authenticated,
  }),
  'authenticated, in none': (state) => ({
    kind: 'authenticated',
    attempt: own(state),
    ...authenticated,
    role: null,
  }),
  'person-changed': (state) => ({
    kind: 'person-changed',
    attempt: own(state),
  }),
  inactive: () => ({ kind: 'inactive', idle, locksAt: 2 }),
  'active-again': () => ({ kind: 'active-again', idle }),
  locked: () => ({ kind: 'locked', reason: 'user', deadline }),
  'locked-too-long': () => ({ kind: 'locked-too-long', deadline }),
  'work-kept': () => ({ kind: 'work-kept', work: 'work' }),
  'work-handed-out': () => ({ kind: 'work-handed-out' }),
  'choice-kept': () => ({ kind: 'choice-kept', choice: 'choice' }),
  'choice-handed-out': () => ({ kind: 'choice-handed-out' }),
  'roles-offered': () => ({ kind: 'roles-offered', held }),
  'role-chosen': () => ({ kind: 'role-chosen', role: clerk }),
  'role-kept': () => ({ kind: 'role-kept' }),
  'not-written': () => ({ kind: 'not-written', tokens, failure }),
  'not-cleared': () => ({ kind: 'not-cleared', failure }),
  'browser-sent': () => ({ kind: 'browser-sent', departure: states['signed-out'].departure }),
  expired: () => ({ kind: 'expired', tokens }),
  'signed-out': () => ({ kind: 'signed-out', reason: 'user' }),
};

const attempting = ['resuming', 'signing-in', 'stepping-up', 'unlocking'] as const;
const signedIn = ['choosing-role', 'active', 'stepping-up'] as const;
const withWork = ['choosing-role', 'active', 'stepping-up', 'locked', 'unlocking'] as const;

function stay(...staying: readonly Kind[]): Partial<Record<Kind, Kind>> {
  return Object.fromEntries(staying.map((kind) => [kind, kind]));
}

function to(target: Kind, ...from: readonly Kind[]): Partial<Record<Kind, Kind>> {
  return Object.fromEntries(from.map((kind) => [kind, target]));
}

/** Where every event leads. From the states that are not named it leads nowhere. */
const leads: Readonly<Record<string, Partial<Record<Kind, Kind>>>> = {
  'policy-refused': to(
    'not-configured',
    'not-configured',
    'signed-out',
    'remembered',
    'resuming',
    'signing-in',
  ),
  recalled: to('remembered', 'signed-out'),
  'sign-in started': to('signing-in', 'not-configured', 'signed-out', 'remembered', 'signing-in'),
  'resume started': to('resuming', 'remembered', 'resuming'),
  'step-up started over': stay('stepping-up'),
  'change of role started over': stay('stepping-up'),
  'unlock started': to('unlocking', 'locked', 'unlocking'),
  'step-up started': to('stepping-up', 'active'),
  'browser-opening': stay(...attempting),
  noticed: stay(...attempting),
  answered: stay(...attempting),
  unanswered: stay(...attempting),
  'attempt-failed': {
    resuming: 'remembered',
    'signing-in': 'signed-out',
    'stepping-up': 'active',
    unlocking: 'locked',
  },
  'attempt-failed by the policy': {
    resuming: 'not-configured',
    'signing-in': 'not-configured',
    'stepping-up': 'active',
    unlocking: 'locked',
  },
  'attempt-failed for good': {
    resuming: 'signed-out',
    'signing-in': 'signed-out',
    'stepping-up': 'active',
    unlocking: 'locked',
  },
  'attempt-cancelled': {
    resuming: 'remembered',
    'signing-in': 'signed-out',
    'stepping-up': 'active',
    unlocking: 'locked',
  },
  'authenticated, in a role': to('active', ...attempting),
  'authenticated, in none': to('choosing-role', 'resuming', 'signing-in', 'unlocking'),
  'person-changed': to('signed-out', 'unlocking'),
  inactive: stay(...signedIn),
  'active-again': stay(...signedIn),
  locked: to('locked', ...signedIn),
  'locked-too-long': to('signed-out', 'locked', 'unlocking'),
  'work-kept': stay(...withWork),
  'work-handed-out': stay(...withWork),
  'choice-kept': stay('choosing-role'),
  'choice-handed-out': stay('choosing-role'),
  'roles-offered': to('choosing-role', 'active'),
  'role-chosen': to('active', 'choosing-role'),
  'role-kept': to('active', 'choosing-role'),
  'not-written': stay(...signedIn),
  'not-cleared': stay('signed-out'),
  'browser-sent': stay('signed-out'),
  expired: {
    ...to('signed-out', 'remembered', 'resuming', ...signedIn, 'locked', 'unlocking'),
    // The policy is still what matters.
    'not-configured': 'not-configured',
  },
  'signed-out': to(
    'signed-out',
    'not-configured',
    'remembered',
    'resuming',
    'signing-in',
    ...signedIn,
    'locked',
    'unlocking',
  ),
};

const cells = Object.entries(events).flatMap(([name, event]) =>
  kinds.map((kind) => [kind, name, leads[name]?.[kind] ?? 'nowhere', event] as const),
);

describe('every event in every state', () => {
  it.each(cells)('%s, %s: %s', (kind, _name, target, event) => {
    const state = states[kind];
    const next = advance(state, event(state));
    expect(next?.kind ?? 'nowhere').toBe(target);
  });
});

describe('late news', () => {
  const another = attempt({ kind: 'unlock', authenticatedAfter: 0 });
  const others: Readonly<Record<string, SessionEvent>> = {
    'of another attempt': { kind: 'answered', attempt: another },
    'of another attempt that failed': { kind: 'attempt-failed', attempt: another, failure },
    'of somebody who authenticated in another attempt': {
      kind: 'authenticated',
      attempt: another,
      ...authenticated,
    },
    'of a change of person in another attempt': {
      kind: 'person-changed',
      attempt: another,
    },
    'of other tokens that are at their end': { kind: 'expired', tokens: { ...tokens } },
    'of other tokens that could not be written': {
      kind: 'not-written',
      tokens: { ...tokens },
      failure,
    },
    'of another idle clock': { kind: 'inactive', idle: { ...idle }, locksAt: 2 },
    'of another lock': { kind: 'locked-too-long', deadline: { ...deadline } },
    'of roles of somebody else': { kind: 'roles-offered', held: { ...held } },
    'of another departure': { kind: 'browser-sent', departure: Symbol('another') },
  };

  it.each(Object.entries(others))('%s changes nothing', (_name, event) => {
    for (const state of Object.values(states)) expect(advance(state, event)).toBeNull();
  });

  it('of the browser is about a departure after which somebody may be signed in there', () => {
    const left = signedOut('user', null, 'may-remain');
    expect(advance(left, { kind: 'browser-sent', departure: left.departure })).toMatchObject({
      browserSession: 'ending',
    });
  });
});

describe('what a state carries on', () => {
  it('is ended with it: nothing but a lock and an unlocking holds tokens out of use', () => {
    const calls = kinds.filter((kind) => belongingsOf(states[kind]).calls !== null);
    expect(calls).toEqual(['choosing-role', 'active', 'stepping-up']);
    const watched = kinds.filter((kind) => belongingsOf(states[kind]).idle !== null);
    expect(watched).toEqual(['choosing-role', 'active', 'stepping-up']);
    const timed = kinds.filter((kind) => belongingsOf(states[kind]).deadline !== null);
    expect(timed).toEqual(['locked', 'unlocking']);
  });
});
