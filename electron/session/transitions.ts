import type { Failure, SignedOutReason } from '../contract/session.ts';
import {
  authenticate,
  cancelAttempt,
  failAttempt,
  hearAttempt,
  isAttempting,
  isOf,
  opening,
  refusePolicy,
  startAttempt,
} from './attempt-transitions.ts';
import type { RecordedTokens } from './recorded-tokens.ts';
import type { SessionEvent } from './session-event.ts';
import {
  atWork,
  browserAfter,
  choosingRole,
  inRole,
  isSignedIn,
  type State,
  signedOut,
} from './state.ts';
import { isLocked, lock, withChoice, withKept } from './unlock.ts';

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
    case 'person-changed':
      return state.kind === 'unlocking' && isOf(state, event.attempt)
        ? signedOut('person-changed', null, 'may-remain')
        : null;
    case 'inactive':
      return isSignedIn(state) && state.idle === event.idle
        ? { ...state, locksAt: event.locksAt }
        : null;
    case 'active-again':
      return isSignedIn(state) && state.idle === event.idle ? { ...state, locksAt: null } : null;
    case 'locked':
      return isSignedIn(state) ? lock(state, event.reason, event.deadline) : null;
    case 'locked-too-long':
      return isLocked(state) && state.deadline === event.deadline
        ? signedOut(state.reason, null, browserAfter(state))
        : null;
    case 'work-kept':
      return withKept(state, event.work);
    case 'work-handed-out':
      return withKept(state, null);
    case 'choice-kept':
      return withChoice(state, event.choice);
    case 'choice-handed-out':
      return withChoice(state, null);
    case 'roles-offered':
      if (state.kind !== 'active' || state.held !== event.held) return null;
      return choosingRole(state, state.inUse);
    case 'role-chosen':
      if (state.kind !== 'choosing-role') return null;
      return atWork(state, inRole(event.role, state.before));
    case 'role-kept':
      if (state.kind !== 'choosing-role' || state.before === null) return null;
      return atWork(state, state.before);
    case 'not-written':
      return isSignedIn(state) && state.held.tokens === event.tokens
        ? { ...state, notice: event.failure }
        : null;
    case 'not-cleared':
      // Late news: by now the next person may be signing in.
      return state.kind === 'signed-out' ? { ...state, failure: event.failure } : null;
    case 'ended-before':
      return state.kind === 'signed-out' && state.departure === event.departure
        ? { ...state, ...event.ended }
        : null;
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
    case 'locked':
    case 'unlocking':
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
    case 'locked':
    case 'unlocking':
      return signedOut(reason, failure, browserAfter(state));
  }
}
