import type {
  BrowserSession,
  Failure,
  Person,
  Role,
  RolesElsewhere,
  SessionState,
  SignedOutReason,
  StepUpPurpose,
} from '../contract/session.ts';

type Active = Extract<SessionState, { kind: 'active' }>;
type Resuming = Extract<SessionState, { kind: 'resuming' }>;
type SteppingUp = Extract<SessionState, { kind: 'stepping-up' }>;

/** Everything that can happen to a session. Attempt ids tell late news from news. */
export type SessionEvent =
  | { readonly kind: 'policy-refused'; readonly failure: Failure }
  | { readonly kind: 'recalled'; readonly person: Person; readonly sessionEndsAt: number }
  | { readonly kind: 'resume-started'; readonly attemptId: number; readonly usesBrowser: boolean }
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
      readonly elsewhere: RolesElsewhere;
      readonly currentRoleId: string | null;
    }
  | { readonly kind: 'role-taken'; readonly active: Omit<Active, 'kind'> }
  | {
      readonly kind: 'step-up-started';
      readonly attemptId: number;
      readonly purpose: StepUpPurpose;
    }
  | { readonly kind: 'work-noticed'; readonly failure: Failure }
  | { readonly kind: 'not-cleared'; readonly failure: Failure }
  | { readonly kind: 'browser-sent' }
  | {
      readonly kind: 'signed-out';
      readonly reason: SignedOutReason;
      readonly failure: Failure | null;
      readonly browserSession: BrowserSession;
    };

/**
 * The state after an event, or null when the event cannot happen in this state (a late answer of
 * a cancelled attempt, a click on a screen that is gone): the session then stays as it is.
 */
export function advance(state: SessionState, event: SessionEvent): SessionState | null {
  switch (event.kind) {
    case 'policy-refused':
      return isSignedIn(state.kind) ? null : { kind: 'not-configured', failure: event.failure };
    case 'recalled':
      return state.kind === 'signed-out' && state.reason === 'started'
        ? { ...event, kind: 'remembered', failure: null }
        : null;
    case 'resume-started':
      return startResume(state, event);
    case 'sign-in-started':
      return startSignIn(state, event.attemptId);
    case 'browser-opening':
    case 'noticed':
    case 'answered':
    case 'unanswered':
    case 'sign-in-failed':
      return duringSignIn(state, event);
    case 'sign-in-cancelled':
      if (state.kind === 'stepping-up') return workOf(state);
      if (state.kind === 'resuming') return offerAgain(state, null);
      return state.kind === 'signing-in'
        ? {
            kind: 'signed-out',
            reason: 'cancelled',
            failure: null,
            browserSession: browserAfter(state),
          }
        : null;
    case 'roles-offered':
      return offerRoles(state, event);
    case 'role-taken':
      return state.kind === 'signing-in' ||
        state.kind === 'resuming' ||
        state.kind === 'choosing-role' ||
        state.kind === 'stepping-up'
        ? { kind: 'active', ...event.active }
        : null;
    case 'step-up-started':
      return startStepUp(state, event);
    case 'work-noticed':
      return state.kind === 'active' || state.kind === 'stepping-up'
        ? { ...state, notice: event.failure }
        : null;
    case 'not-cleared':
      // Late news: by now the next person may be signing in.
      return state.kind === 'signed-out' ? { ...state, failure: event.failure } : null;
    case 'browser-sent':
      // Late news, as above.
      return state.kind === 'signed-out' && state.browserSession === 'may-remain'
        ? { ...state, browserSession: 'ending' }
        : null;
    case 'signed-out':
      return {
        kind: 'signed-out',
        reason: event.reason,
        failure: event.failure,
        browserSession: event.browserSession,
      };
  }
}

/** Whoever brought an answer back may have signed in at the provider, whatever came of it here. */
function browserAfter({ attempt }: Extract<SessionState, { kind: 'signing-in' }>): BrowserSession {
  return attempt.phase === 'completing' ? 'may-remain' : 'none';
}

function startSignIn(state: SessionState, id: number): SessionState | null {
  switch (state.kind) {
    case 'signed-out':
    case 'remembered':
    case 'signing-in':
    case 'not-configured':
      return { kind: 'signing-in', attempt: { id, phase: 'opening', notice: null } };
    case 'stepping-up':
      return { ...state, attempt: { id, phase: 'opening', notice: null } };
    case 'resuming':
    case 'choosing-role':
    case 'active':
      return null;
  }
}

function startResume(
  state: SessionState,
  event: Extract<SessionEvent, { kind: 'resume-started' }>,
): SessionState | null {
  if (state.kind !== 'remembered' && state.kind !== 'resuming') return null;
  const { person, sessionEndsAt } = state;
  const { attemptId: id, usesBrowser } = event;
  const phase = usesBrowser ? 'opening' : 'completing';
  return { kind: 'resuming', person, sessionEndsAt, attempt: { id, phase, notice: null } };
}

/** Back to the question whether to go on; nothing of the remembered sign-in is lost. */
function offerAgain({ person, sessionEndsAt }: Resuming, failure: Failure | null): SessionState {
  return { kind: 'remembered', person, sessionEndsAt, failure };
}

function startStepUp(
  state: SessionState,
  event: Extract<SessionEvent, { kind: 'step-up-started' }>,
): SessionState | null {
  if (state.kind !== 'active') return null;
  const { attemptId: id, purpose } = event;
  return {
    ...state,
    kind: 'stepping-up',
    purpose,
    attempt: { id, phase: 'opening', notice: null },
  };
}

/** The work behind a step-up, as it was. */
function workOf({ purpose: _, attempt: __, ...work }: SteppingUp): Active {
  return { ...work, kind: 'active' };
}

/** Whether somebody is signed in and their work can be open. */
export function isSignedIn(kind: SessionState['kind']): boolean {
  switch (kind) {
    case 'active':
    case 'stepping-up':
    case 'choosing-role':
      return true;
    case 'not-configured':
    case 'signed-out':
    case 'remembered':
    case 'resuming':
    case 'signing-in':
      return false;
  }
}

type Attempting = Extract<SessionState, { kind: 'signing-in' | 'resuming' | 'stepping-up' }>;

function isAttempting(state: SessionState): state is Attempting {
  return state.kind === 'signing-in' || state.kind === 'resuming' || state.kind === 'stepping-up';
}

type DuringSignIn = Extract<
  SessionEvent,
  { kind: 'browser-opening' | 'noticed' | 'answered' | 'unanswered' | 'sign-in-failed' }
>;

function duringSignIn(state: SessionState, event: DuringSignIn): SessionState | null {
  if (!isAttempting(state)) return null;
  const { attempt } = state;
  if (attempt.id !== event.attemptId) return null;
  switch (event.kind) {
    case 'browser-opening':
      return { ...state, attempt: { ...attempt, phase: 'waiting' } };
    case 'noticed':
      // Whoever repeats a foreign answer must not make the screen flicker.
      if (attempt.notice?.code === event.failure.code) return null;
      return { ...state, attempt: { ...attempt, notice: event.failure } };
    case 'answered':
      return { ...state, attempt: { ...attempt, phase: 'completing', notice: null } };
    case 'unanswered':
      return { ...state, attempt: { ...attempt, phase: 'unanswered', notice: null } };
    case 'sign-in-failed':
      return failSignIn(state, event.failure);
  }
}

function failSignIn(state: Attempting, failure: Failure): SessionState {
  switch (state.kind) {
    case 'stepping-up':
      return afterStepUp(state, failure);
    case 'resuming':
      return offerAgain(state, failure);
    case 'signing-in':
      return {
        kind: 'signed-out',
        reason: 'failed',
        failure,
        browserSession: browserAfter(state),
      };
  }
}

/** Why a step-up came to nothing is told once: by the call that waited, or else as a notice. */
function afterStepUp(state: SteppingUp, failure: Failure): Active {
  switch (state.purpose) {
    case 'stronger':
      return workOf(state);
    case 'change-role':
      return { ...workOf(state), notice: failure };
  }
}

function offerRoles(
  state: SessionState,
  event: Extract<SessionEvent, { kind: 'roles-offered' }>,
): SessionState | null {
  if (state.kind !== 'signing-in' && state.kind !== 'resuming' && state.kind !== 'active') {
    return null;
  }
  const { person, roles, elsewhere, currentRoleId } = event;
  return { kind: 'choosing-role', person, roles: [...roles], elsewhere, currentRoleId };
}
