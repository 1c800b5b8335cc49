import type { Failure, Person, Role, SessionState, SignedOutReason } from '../contract/session.ts';

type Active = Extract<SessionState, { kind: 'active' }>;

/** Everything that can happen to a session. Attempt ids tell late news from news. */
export type SessionEvent =
  | { readonly kind: 'policy-refused'; readonly failure: Failure }
  | { readonly kind: 'sign-in-started'; readonly attemptId: number }
  | { readonly kind: 'browser-opening'; readonly attemptId: number }
  | { readonly kind: 'noticed'; readonly attemptId: number; readonly failure: Failure }
  | { readonly kind: 'answered'; readonly attemptId: number }
  | { readonly kind: 'unanswered'; readonly attemptId: number }
  | { readonly kind: 'sign-in-failed'; readonly attemptId: number; readonly failure: Failure }
  | { readonly kind: 'sign-in-cancelled' }
  | {
      readonly kind: 'roles-offered';
      readonly person: Person;
      readonly roles: readonly Role[];
      readonly currentRoleId: string | null;
    }
  | { readonly kind: 'role-taken'; readonly active: Omit<Active, 'kind'> }
  | { readonly kind: 'work-noticed'; readonly failure: Failure }
  | {
      readonly kind: 'signed-out';
      readonly reason: SignedOutReason;
      readonly failure: Failure | null;
    };

/**
 * The state after an event, or null when the event cannot happen in this state (a late answer of
 * a cancelled attempt, a click on a screen that is gone): the session then stays as it is.
 */
export function advance(state: SessionState, event: SessionEvent): SessionState | null {
  switch (event.kind) {
    case 'policy-refused':
      return state.kind === 'active' || state.kind === 'choosing-role'
        ? null
        : { kind: 'not-configured', failure: event.failure };
    case 'sign-in-started':
      return startSignIn(state, event.attemptId);
    case 'browser-opening':
    case 'noticed':
    case 'answered':
    case 'unanswered':
    case 'sign-in-failed':
      return duringSignIn(state, event);
    case 'sign-in-cancelled':
      return state.kind === 'signing-in'
        ? { kind: 'signed-out', reason: 'cancelled', failure: null }
        : null;
    case 'roles-offered':
      return offerRoles(state, event);
    case 'role-taken':
      return state.kind === 'signing-in' || state.kind === 'choosing-role'
        ? { kind: 'active', ...event.active }
        : null;
    case 'work-noticed':
      return state.kind === 'active' ? { ...state, notice: event.failure } : null;
    case 'signed-out':
      return { kind: 'signed-out', reason: event.reason, failure: event.failure };
  }
}

function startSignIn(state: SessionState, id: number): SessionState | null {
  switch (state.kind) {
    case 'signed-out':
    case 'signing-in':
    case 'not-configured':
      return { kind: 'signing-in', attempt: { id, phase: 'opening', notice: null } };
    case 'choosing-role':
    case 'active':
      return null;
  }
}

type DuringSignIn = Extract<
  SessionEvent,
  { kind: 'browser-opening' | 'noticed' | 'answered' | 'unanswered' | 'sign-in-failed' }
>;

function duringSignIn(state: SessionState, event: DuringSignIn): SessionState | null {
  if (state.kind !== 'signing-in' || state.attempt.id !== event.attemptId) return null;
  const { attempt } = state;
  switch (event.kind) {
    case 'browser-opening':
      return { kind: 'signing-in', attempt: { ...attempt, phase: 'waiting' } };
    case 'noticed':
      return { kind: 'signing-in', attempt: { ...attempt, notice: event.failure } };
    case 'answered':
      return { kind: 'signing-in', attempt: { ...attempt, phase: 'completing', notice: null } };
    case 'unanswered':
      return { kind: 'signing-in', attempt: { ...attempt, phase: 'unanswered', notice: null } };
    case 'sign-in-failed':
      return { kind: 'signed-out', reason: 'failed', failure: event.failure };
  }
}

function offerRoles(
  state: SessionState,
  event: Extract<SessionEvent, { kind: 'roles-offered' }>,
): SessionState | null {
  if (state.kind !== 'signing-in' && state.kind !== 'active') return null;
  const { person, roles, currentRoleId } = event;
  return { kind: 'choosing-role', person, roles: [...roles], currentRoleId };
}
