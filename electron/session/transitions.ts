import type { FailureCode } from '../contract/failures.ts';
import type { BrowserSession, Failure, Role, SignedOutReason } from '../contract/session.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import type { Attempt, AttemptNews } from './attempt.ts';
import type { RecalledSignIn, RecordedTokens } from './recorded-tokens.ts';
import {
  type AttemptUnderWay,
  type HeldPerson,
  type RoleInUse,
  type State,
  type StateOf,
  signedOut,
} from './state.ts';
import type { WaitingCalls } from './waiting-calls.ts';

/** Everything that can happen to a session. What it belongs to tells late news from news. */
export type SessionEvent =
  | AttemptNews
  | { readonly kind: 'policy-refused'; readonly failure: Failure }
  | { readonly kind: 'recalled'; readonly recalled: RecalledSignIn }
  /** A sign-in or a resumption starts, or an attempt that is waited for starts over. */
  | { readonly kind: 'attempt-started'; readonly attempt: Attempt }
  | {
      readonly kind: 'step-up-started';
      readonly attempt: Attempt;
      readonly held: HeldPerson;
      readonly waiting: WaitingCalls;
    }
  | { readonly kind: 'attempt-cancelled' }
  | {
      readonly kind: 'authenticated';
      readonly attempt: Attempt;
      readonly held: HeldPerson;
      /** The role to work in, or null when they have to choose. */
      readonly role: Role | null;
      readonly notice: Failure | null;
    }
  | { readonly kind: 'roles-offered'; readonly held: HeldPerson }
  | { readonly kind: 'role-chosen'; readonly role: Role }
  | { readonly kind: 'role-kept' }
  | {
      readonly kind: 'not-written';
      readonly tokens: RecordedTokens;
      readonly failure: Failure;
    }
  | { readonly kind: 'not-cleared'; readonly failure: Failure }
  | { readonly kind: 'browser-sent'; readonly departure: symbol }
  | { readonly kind: 'expired'; readonly tokens: RecordedTokens }
  | { readonly kind: 'signed-out'; readonly reason: SignedOutReason };

type Attempting = StateOf<'signing-in' | 'resuming' | 'stepping-up'>;

/**
 * The state after an event, or null when the event cannot happen in this state (late news of what
 * has been left, a click on a screen that is gone): the session then stays as it is.
 */
export function advance(state: State, event: SessionEvent): State | null {
  switch (event.kind) {
    case 'policy-refused':
      return refusePolicy(state, event.failure);
    case 'recalled':
      return state.kind === 'signed-out' && state.reason === 'started'
        ? { kind: 'remembered', recalled: event.recalled, failure: null }
        : null;
    case 'attempt-started':
      return startAttempt(state, event.attempt);
    case 'step-up-started': {
      if (state.kind !== 'active' || state.held !== event.held) return null;
      const { attempt, waiting } = event;
      return { ...state, kind: 'stepping-up', underWay: opening(attempt), waiting };
    }
    case 'browser-opening':
    case 'noticed':
    case 'answered':
    case 'unanswered':
      return hearAttempt(state, event);
    case 'attempt-failed':
      return isOf(state, event.attempt) ? failAttempt(state, event.failure) : null;
    case 'attempt-cancelled':
      return isAttempting(state) ? cancelAttempt(state) : null;
    case 'authenticated':
      return authenticate(state, event);
    case 'roles-offered':
      if (state.kind !== 'active' || state.held !== event.held) return null;
      return {
        kind: 'choosing-role',
        held: state.held,
        notice: state.notice,
        before: state.inUse,
      };
    case 'role-chosen':
      if (state.kind !== 'choosing-role') return null;
      return atWork(state.held, state.notice, inRole(event.role, state.before));
    case 'role-kept':
      if (state.kind !== 'choosing-role' || state.before === null) return null;
      return atWork(state.held, state.notice, state.before);
    case 'not-written':
      return isSignedIn(state) && state.held.tokens === event.tokens
        ? { ...state, notice: event.failure }
        : null;
    case 'not-cleared':
      // Late news: by now the next person may be signing in.
      return state.kind === 'signed-out' ? { ...state, failure: event.failure } : null;
    case 'browser-sent':
      return state.kind === 'signed-out' && state.departure === event.departure
        ? { ...state, browserSession: 'ending' }
        : null;
    case 'expired':
      return expire(state, event.tokens);
    case 'signed-out':
      return signOut(state, event.reason, null);
  }
}

function refusePolicy(state: State, failure: Failure): State | null {
  switch (state.kind) {
    case 'not-configured':
    case 'remembered':
    case 'resuming':
      return { kind: 'not-configured', failure, recalled: state.recalled };
    case 'signed-out':
    case 'signing-in':
      return { kind: 'not-configured', failure, recalled: null };
    case 'choosing-role':
    case 'active':
    case 'stepping-up':
      return null;
  }
}

function opening(attempt: Attempt): AttemptUnderWay {
  return { attempt, phase: 'opening', link: null, notice: null };
}

function startAttempt(state: State, attempt: Attempt): State | null {
  const { purpose } = attempt;
  switch (purpose.kind) {
    case 'sign-in':
      return canSignIn(state) ? { kind: 'signing-in', underWay: opening(attempt) } : null;
    case 'resume': {
      if (state.kind !== 'remembered' && state.kind !== 'resuming') return null;
      const { recalled } = purpose;
      const phase = recalled.usesBrowser ? 'opening' : 'completing';
      return { kind: 'resuming', recalled, underWay: { ...opening(attempt), phase } };
    }
    case 'step-up':
    case 'change-role':
      return state.kind === 'stepping-up' ? { ...state, underWay: opening(attempt) } : null;
  }
}

function canSignIn(state: State): boolean {
  switch (state.kind) {
    case 'not-configured':
    case 'signed-out':
    case 'remembered':
    case 'signing-in':
      return true;
    case 'resuming':
    case 'choosing-role':
    case 'active':
    case 'stepping-up':
      return false;
  }
}

function isAttempting(state: State): state is Attempting {
  return state.kind === 'signing-in' || state.kind === 'resuming' || state.kind === 'stepping-up';
}

function isOf(state: State, attempt: Attempt): state is Attempting {
  return isAttempting(state) && state.underWay.attempt === attempt;
}

function hearAttempt(
  state: State,
  news: Exclude<AttemptNews, { kind: 'attempt-failed' }>,
): State | null {
  if (!isOf(state, news.attempt)) return null;
  const { underWay } = state;
  switch (news.kind) {
    case 'browser-opening':
      return { ...state, underWay: { ...underWay, phase: 'waiting', link: news.link } };
    case 'noticed':
      // Whoever repeats a foreign answer must not make the screen flicker.
      if (underWay.notice?.code === news.failure.code) return null;
      return { ...state, underWay: { ...underWay, notice: news.failure } };
    case 'answered':
    case 'unanswered': {
      const phase = news.kind === 'answered' ? 'completing' : 'unanswered';
      return { ...state, underWay: { ...underWay, phase, link: null, notice: null } };
    }
  }
}

/** The policy cannot be used: the page for administrators, not the start, says so. */
const ofThePolicy: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'POLICY_MISSING',
  'POLICY_UNREADABLE',
  'POLICY_NOT_SAFE',
  'POLICY_INVALID',
  'BUILD_NOT_SIGNED',
]);

/** Failures that the same remembered sign-in can only meet again. */
const finalForRecalled: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'RESUME_OTHER_PERSON',
  'SESSION_ENDED',
  'SIGN_IN_ASSURANCE_TOO_LOW',
  'SIGN_IN_ACR_UNKNOWN',
  'SIGN_IN_IDENTITY_LEVEL_NOT_TOLD',
  'SIGN_IN_IDENTITY_NOT_VERIFIED',
  'SIGN_IN_LEVEL_NOT_TOLD',
  'SIGN_IN_NOT_FRESH',
  'SIGN_IN_PERSON_MISMATCH',
]);

function failAttempt(state: Attempting, failure: Failure): State | null {
  switch (state.kind) {
    case 'signing-in':
      return ofThePolicy.has(failure.code)
        ? refusePolicy(state, failure)
        : signedOut('failed', failure, browserAfter(state));
    case 'resuming':
      if (ofThePolicy.has(failure.code)) return refusePolicy(state, failure);
      return finalForRecalled.has(failure.code)
        ? signedOut('failed', failure, browserAfter(state))
        : { kind: 'remembered', recalled: state.recalled, failure };
    case 'stepping-up':
      // Why it came to nothing is told once: by the calls that waited, or else as a notice.
      return isChangeOfRole(state) ? { ...workOf(state), notice: failure } : workOf(state);
  }
}

function cancelAttempt(state: Attempting): State {
  switch (state.kind) {
    case 'signing-in':
      return signedOut('cancelled', null, browserAfter(state));
    case 'resuming':
      return { kind: 'remembered', recalled: state.recalled, failure: null };
    case 'stepping-up':
      return workOf(state);
  }
}

/** Whoever brought an answer back may have signed in at the provider, whatever came of it here. */
function browserAfter(state: State): BrowserSession {
  switch (state.kind) {
    case 'not-configured':
    case 'remembered':
      return 'none';
    case 'signed-out':
      return state.browserSession;
    case 'signing-in':
      return state.underWay.phase === 'completing' ? 'may-remain' : 'none';
    case 'resuming':
      return state.recalled.usesBrowser && state.underWay.phase === 'completing'
        ? 'may-remain'
        : 'none';
    case 'choosing-role':
    case 'active':
    case 'stepping-up':
      return 'may-remain';
  }
}

/** Whether the provider is asked for another role. Calls that wait for more are not helped by it. */
export function isChangeOfRole({ underWay }: StateOf<'stepping-up'>): boolean {
  return underWay.attempt.purpose.kind === 'change-role';
}

function authenticate(
  state: State,
  { attempt, held, role, notice }: Extract<SessionEvent, { kind: 'authenticated' }>,
): State | null {
  if (!isOf(state, attempt)) return null;
  switch (state.kind) {
    case 'signing-in':
    case 'resuming':
      return role === null
        ? { kind: 'choosing-role', held, notice, before: null }
        : atWork(held, notice, inRole(role, null));
    case 'stepping-up':
      return role === null ? null : atWork(held, notice, inRole(role, state.inUse));
  }
}

/** A role that is taken. Calls under way go on in the same one; another role ends them. */
function inRole(role: Role, before: RoleInUse | null): RoleInUse {
  const calls = before?.role.id === role.id ? before.calls : new AbortController();
  return { role, calls };
}

function atWork(held: HeldPerson, notice: Failure | null, inUse: RoleInUse): StateOf<'active'> {
  return { kind: 'active', held, notice, inUse };
}

/** The work behind a step-up, as it was. */
function workOf({ held, notice, inUse }: StateOf<'stepping-up'>): StateOf<'active'> {
  return atWork(held, notice, inUse);
}

function isSignedIn(state: State): state is StateOf<'choosing-role' | 'active' | 'stepping-up'> {
  return state.kind === 'choosing-role' || state.kind === 'active' || state.kind === 'stepping-up';
}

function expire(state: State, tokens: RecordedTokens): State | null {
  switch (state.kind) {
    case 'signed-out':
    case 'signing-in':
      return null;
    case 'not-configured':
      return state.recalled?.tokens === tokens ? { ...state, recalled: null } : null;
    case 'remembered':
    case 'resuming':
      return state.recalled.tokens === tokens
        ? signOut(state, 'session-expired', { code: 'SESSION_ENDED', detail: null })
        : null;
    case 'choosing-role':
    case 'active':
    case 'stepping-up':
      return state.held.tokens === tokens ? signOut(state, 'session-expired', endOf(tokens)) : null;
  }
}

/** Why a session is over that nobody ended. */
function endOf(tokens: RecordedTokens): Failure {
  const isShort = tokens.kept()?.refreshToken === null;
  return { code: isShort ? 'SESSION_ENDED_NOT_RENEWABLE' : 'SESSION_ENDED', detail: null };
}

/** Null where there is nobody to sign out. */
function signOut(state: State, reason: SignedOutReason, failure: Failure | null): State | null {
  switch (state.kind) {
    case 'signed-out':
      return null;
    case 'not-configured':
      return state.recalled === null ? null : signedOut(reason, failure, 'none');
    case 'signing-in':
      return cancelAttempt(state);
    case 'remembered':
    case 'resuming':
    case 'choosing-role':
    case 'active':
    case 'stepping-up':
      return signedOut(reason, failure, browserAfter(state));
  }
}

/** How the wait for a step-up ended, by the event that left it; null when the person is there. */
export function endOfStepUp(event: SessionEvent): CareDeskError | null {
  switch (event.kind) {
    case 'authenticated':
      return null;
    case 'attempt-failed': {
      const { code, detail } = event.failure;
      return new CareDeskError(code, detail === null ? {} : { detail });
    }
    case 'signed-out':
    case 'expired':
      return new CareDeskError('API_NOT_SIGNED_IN');
    default:
      return new CareDeskError('STEP_UP_CANCELLED');
  }
}
