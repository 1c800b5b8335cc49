import type { FailureCode } from '../contract/failures.ts';
import type { Failure } from '../contract/session.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import type { Attempt, AttemptNews } from './attempt.ts';
import type { SessionEvent } from './session-event.ts';
import {
  type AttemptUnderWay,
  atWork,
  browserAfter,
  choosingRole,
  inRole,
  type State,
  type StateOf,
  signedOut,
} from './state.ts';
import { isLocked, lockOf, unlock } from './unlock.ts';

type Attempting = StateOf<'signing-in' | 'resuming' | 'stepping-up' | 'unlocking'>;

/** The policy cannot be used. Null where somebody is signed in: it could be when they came. */
export function refusePolicy(state: State, failure: Failure): State | null {
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
    case 'locked':
    case 'unlocking':
      return null;
  }
}

/** An attempt that has just begun. */
export function opening(attempt: Attempt): AttemptUnderWay {
  return { attempt, phase: 'opening', link: null, notice: null };
}

/** A sign-in, a resumption or an unlocking begins, or what is waited for begins anew. */
export function startAttempt(state: State, attempt: Attempt): State | null {
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
    case 'unlock':
      return isLocked(state)
        ? { ...lockOf(state), kind: 'unlocking', underWay: opening(attempt) }
        : null;
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
    case 'locked':
    case 'unlocking':
      return false;
  }
}

export function isAttempting(state: State): state is Attempting {
  return 'underWay' in state;
}

/** Whether it is this attempt that a state waits for. */
export function isOf(state: State, attempt: Attempt): state is Attempting {
  return isAttempting(state) && state.underWay.attempt === attempt;
}

export function hearAttempt(
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

export function failAttempt(state: Attempting, failure: Failure): State | null {
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
    case 'unlocking':
      return { ...lockOf(state), kind: 'locked', failure };
  }
}

export function cancelAttempt(state: Attempting): State {
  switch (state.kind) {
    case 'signing-in':
      return signedOut('cancelled', null, browserAfter(state));
    case 'resuming':
      return { kind: 'remembered', recalled: state.recalled, failure: null };
    case 'stepping-up':
      return workOf(state);
    case 'unlocking':
      return { ...lockOf(state), kind: 'locked', failure: null };
  }
}

/** Whether the provider is asked for another role. Calls that wait for more are not helped by it. */
export function isChangeOfRole({ underWay }: StateOf<'stepping-up'>): boolean {
  return underWay.attempt.purpose.kind === 'change-role';
}

/** The person is known. Null when nobody waits for this attempt. */
export function authenticate(
  state: State,
  { attempt, role, ...person }: Extract<SessionEvent, { kind: 'authenticated' }>,
): State | null {
  if (!isOf(state, attempt)) return null;
  const { held, notice, idle } = person;
  const signedIn = { held, notice, idle, locksAt: null };
  switch (state.kind) {
    case 'signing-in':
    case 'resuming':
      return role === null ? choosingRole(signedIn, null) : atWork(signedIn, inRole(role, null));
    case 'stepping-up':
      return role === null ? null : atWork(signedIn, inRole(role, state.inUse));
    case 'unlocking':
      return unlock(state, signedIn, role);
  }
}

/** The work behind a step-up, as it was. */
function workOf(state: StateOf<'stepping-up'>): StateOf<'active'> {
  return atWork(state, state.inUse);
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
    case 'locked':
      return new CareDeskError('API_NOT_SIGNED_IN');
    default:
      return new CareDeskError('STEP_UP_CANCELLED');
  }
}
