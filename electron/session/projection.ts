import type {
  InactivityWarning,
  SessionState,
  SignInAttempt,
  StepUpPurpose,
} from '../contract/session.ts';
import type { Attempt } from './attempt.ts';
import type { RecalledSignIn } from './recorded-tokens.ts';
import type { AttemptUnderWay, LockedState, SignedIn, State, StateOf } from './state.ts';

/**
 * What the page sees of a state.
 * @param now epoch milliseconds
 */
export function project(state: State, now: number): SessionState {
  switch (state.kind) {
    case 'not-configured':
      return { kind: state.kind, failure: state.failure };
    case 'signed-out': {
      const { kind, reason, failure, browserSession } = state;
      return { kind, reason, failure, browserSession };
    }
    case 'remembered':
      return { kind: state.kind, ...projectRecalled(state.recalled), failure: state.failure };
    case 'resuming':
      return {
        kind: state.kind,
        ...projectRecalled(state.recalled),
        attempt: projectAttempt(state.underWay),
      };
    case 'signing-in':
      return { kind: state.kind, attempt: projectAttempt(state.underWay) };
    case 'choosing-role': {
      const { identified, rights } = state.held;
      return {
        kind: state.kind,
        person: identified.person,
        roles: [...rights.roles],
        elsewhere: rights.elsewhere,
        currentRoleId: state.before?.role.id ?? null,
        inactivity: projectWarning(state, now),
      };
    }
    case 'active':
      return { kind: state.kind, ...projectWork(state, now) };
    case 'stepping-up':
      return {
        kind: state.kind,
        ...projectWork(state, now),
        purpose: stepUpPurposeOf(state.underWay.attempt),
        attempt: projectAttempt(state.underWay),
      };
    case 'locked':
      return { kind: state.kind, ...projectLock(state), failure: state.failure };
    case 'unlocking':
      return {
        kind: state.kind,
        ...projectLock(state),
        attempt: projectAttempt(state.underWay),
      };
  }
}

function projectWarning({ locksAt }: SignedIn, now: number): InactivityWarning {
  return locksAt === null ? null : { secondsLeft: Math.max(0, Math.ceil((locksAt - now) / 1000)) };
}

function projectLock({ held, reason, deadline }: LockedState) {
  return { person: held.identified.person, reason, signsOutAt: deadline.at };
}

function projectRecalled({ signIn }: RecalledSignIn) {
  return { person: signIn.person, sessionEndsAt: signIn.sessionEndsAt };
}

function projectAttempt({ attempt, phase, notice }: AttemptUnderWay): SignInAttempt {
  return { id: attempt.id, phase, notice };
}

function projectWork(state: StateOf<'active' | 'stepping-up'>, now: number) {
  const { held, inUse, notice } = state;
  return {
    person: held.identified.person,
    inactivity: projectWarning(state, now),
    role: inUse.role,
    canChangeRole: held.rights.roles.length > 1,
    assurance: held.identified.assurance,
    deadlines: { sessionEndsAt: held.tokens.sessionEndsAt },
    notice,
  };
}

function stepUpPurposeOf({ purpose }: Attempt): StepUpPurpose {
  return purpose.kind === 'change-role' ? 'change-role' : 'stronger';
}
