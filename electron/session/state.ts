import type {
  BrowserSession,
  Failure,
  Role,
  SessionState,
  SignedOutReason,
  SignInAttempt,
  StepUpPurpose,
} from '../contract/session.ts';
import type { Identified } from '../identity/sign-in.ts';
import type { PersonRights } from '../rbac/person-rights.ts';
import type { Attempt } from './attempt.ts';
import type { RecalledSignIn, RecordedTokens } from './recorded-tokens.ts';
import type { WaitingCalls } from './waiting-calls.ts';

/** Everything held of a person who has signed in. */
export interface HeldPerson {
  readonly identified: Pick<Identified, 'subject' | 'person' | 'assurance' | 'endSessionAddress'>;
  readonly rights: PersonRights;
  readonly tokens: RecordedTokens;
}

/** A role somebody works in. */
export interface RoleInUse {
  readonly role: Role;
  /** Ends the calls made in it. */
  readonly calls: AbortController;
}

/** An attempt as far as it has come. */
export interface AttemptUnderWay {
  readonly attempt: Attempt;
  readonly phase: SignInAttempt['phase'];
  /** Address of its request while the browser is waited for; it never leaves main. */
  readonly link: string | null;
  readonly notice: Failure | null;
}

interface SignedInState {
  readonly held: HeldPerson;
  /** Something to know while working, for example that the keychain could not be used. */
  readonly notice: Failure | null;
}

/**
 * The session as main holds it: everything a state rests on is in it, and nothing beside it. What
 * the page sees is `project`.
 */
export type State =
  | {
      readonly kind: 'not-configured';
      readonly failure: Failure;
      /** Kept for the day the policy can be used again. */
      readonly recalled: RecalledSignIn | null;
    }
  | {
      readonly kind: 'signed-out';
      readonly reason: SignedOutReason;
      readonly failure: Failure | null;
      readonly browserSession: BrowserSession;
      /** Tells late news of this departure from that of another. */
      readonly departure: symbol;
    }
  | {
      readonly kind: 'remembered';
      readonly recalled: RecalledSignIn;
      readonly failure: Failure | null;
    }
  | {
      readonly kind: 'resuming';
      readonly recalled: RecalledSignIn;
      readonly underWay: AttemptUnderWay;
    }
  | { readonly kind: 'signing-in'; readonly underWay: AttemptUnderWay }
  | (SignedInState & {
      readonly kind: 'choosing-role';
      /** The role in use before “Change role”, to go back to; null at sign-in. */
      readonly before: RoleInUse | null;
    })
  | (SignedInState & { readonly kind: 'active'; readonly inUse: RoleInUse })
  | (SignedInState & {
      readonly kind: 'stepping-up';
      readonly inUse: RoleInUse;
      readonly underWay: AttemptUnderWay;
      readonly waiting: WaitingCalls;
    });

export type StateOf<Kind extends State['kind']> = Extract<State, { kind: Kind }>;

/** Nobody is signed in. */
export function signedOut(
  reason: SignedOutReason,
  failure: Failure | null,
  browserSession: BrowserSession,
): StateOf<'signed-out'> {
  const departure = Symbol(reason);
  return { kind: 'signed-out', reason, failure, browserSession, departure };
}

/** What has to be ended when a state is left for one that does not carry it on. */
export interface Belongings {
  readonly tokens: RecordedTokens | null;
  readonly calls: AbortController | null;
  readonly attempt: Attempt | null;
  readonly waiting: WaitingCalls | null;
}

const none: Belongings = { tokens: null, calls: null, attempt: null, waiting: null };

/** Everything of a state that lives on by itself until it is ended. */
export function belongingsOf(state: State): Belongings {
  switch (state.kind) {
    case 'signed-out':
      return none;
    case 'not-configured':
    case 'remembered':
      return { ...none, tokens: state.recalled?.tokens ?? null };
    case 'resuming':
      return { ...none, tokens: state.recalled.tokens, attempt: state.underWay.attempt };
    case 'signing-in':
      return { ...none, attempt: state.underWay.attempt };
    case 'choosing-role':
      return { ...none, tokens: state.held.tokens, calls: state.before?.calls ?? null };
    case 'active':
      return { ...none, tokens: state.held.tokens, calls: state.inUse.calls };
    case 'stepping-up':
      return {
        tokens: state.held.tokens,
        calls: state.inUse.calls,
        attempt: state.underWay.attempt,
        waiting: state.waiting,
      };
  }
}

/** What the page sees of a state. */
export function project(state: State): SessionState {
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
      };
    }
    case 'active':
      return { kind: state.kind, ...projectWork(state) };
    case 'stepping-up':
      return {
        kind: state.kind,
        ...projectWork(state),
        purpose: stepUpPurposeOf(state.underWay.attempt),
        attempt: projectAttempt(state.underWay),
      };
  }
}

function projectRecalled({ signIn }: RecalledSignIn) {
  return { person: signIn.person, sessionEndsAt: signIn.sessionEndsAt };
}

function projectAttempt({ attempt, phase, notice }: AttemptUnderWay): SignInAttempt {
  return { id: attempt.id, phase, notice };
}

function projectWork({ held, inUse, notice }: StateOf<'active' | 'stepping-up'>) {
  return {
    person: held.identified.person,
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
