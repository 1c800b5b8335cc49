import type {
  BrowserSession,
  Failure,
  LockReason,
  Role,
  SignedOutReason,
  SignInAttempt,
} from '../contract/session.ts';
import type { Identified } from '../identity/sign-in.ts';
import type { PersonRights } from '../rbac/person-rights.ts';
import type { Attempt } from './attempt.ts';
import type { IdleClock } from './idle-clock.ts';
import type { RecalledSignIn, RecordedTokens } from './recorded-tokens.ts';
import type { SessionRules } from './rules.ts';
import type { WaitingCalls } from './waiting-calls.ts';

/** Everything held of a person who has signed in. */
export interface HeldPerson {
  readonly identified: Pick<Identified, 'subject' | 'person' | 'assurance' | 'endSessionAddress'>;
  readonly rights: PersonRights;
  readonly tokens: RecordedTokens;
  /** What the policy says of their session. */
  readonly rules: SessionRules;
}

/** A role somebody works in. */
export interface RoleInUse {
  readonly role: Role;
  /** Ends the calls made in it. */
  readonly calls: AbortController;
  /** What the page has given to be shown again if it has to be replaced, or null. */
  readonly kept: string | null;
}

/** Ends a locked session that nobody unlocks. Known by identity: all other news is late. */
export interface LockDeadline {
  /** Epoch milliseconds. */
  readonly at: number;
  stop(): void;
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
  /** Notices that nobody is there. */
  readonly idle: IdleClock;
  /** Epoch milliseconds at which the session is locked unless somebody is there; null: not soon. */
  readonly locksAt: number | null;
}

/** Work that is out of sight until the same person is there again. No call can be made in it. */
export interface LockedState {
  readonly held: HeldPerson;
  readonly notice: Failure | null;
  readonly behind:
    | {
        readonly kind: 'choosing-role';
        readonly before: RoleInUse | null;
        readonly choice: string | null;
      }
    | { readonly kind: 'active'; readonly inUse: RoleInUse };
  readonly reason: LockReason;
  readonly deadline: LockDeadline;
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
      /** What the page has given to show the list again as it was, or null. */
      readonly choice: string | null;
    })
  | (SignedInState & { readonly kind: 'active'; readonly inUse: RoleInUse })
  | (SignedInState & {
      readonly kind: 'stepping-up';
      readonly inUse: RoleInUse;
      readonly underWay: AttemptUnderWay;
      readonly waiting: WaitingCalls;
    })
  | (LockedState & {
      readonly kind: 'locked';
      /** Why unlocking has just failed, or null. */
      readonly failure: Failure | null;
    })
  | (LockedState & { readonly kind: 'unlocking'; readonly underWay: AttemptUnderWay });

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

/** Somebody who is signed in and whose work can be seen. */
export type SignedIn = StateOf<'choosing-role' | 'active' | 'stepping-up'>;

export function isSignedIn(state: State): state is SignedIn {
  return state.kind === 'choosing-role' || state.kind === 'active' || state.kind === 'stepping-up';
}

/** What has to be ended when a state is left for one that does not carry it on. */
export interface Belongings {
  readonly tokens: RecordedTokens | null;
  readonly calls: AbortController | null;
  readonly idle: IdleClock | null;
  readonly attempt: Attempt | null;
  readonly waiting: WaitingCalls | null;
  readonly deadline: LockDeadline | null;
}

const none: Belongings = {
  tokens: null,
  calls: null,
  idle: null,
  attempt: null,
  waiting: null,
  deadline: null,
};

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
      return { ...ofSignedIn(state), calls: state.before?.calls ?? null };
    case 'active':
      return { ...ofSignedIn(state), calls: state.inUse.calls };
    case 'stepping-up': {
      const { inUse, underWay, waiting } = state;
      return { ...ofSignedIn(state), calls: inUse.calls, attempt: underWay.attempt, waiting };
    }
    case 'locked':
      return { ...none, tokens: state.held.tokens, deadline: state.deadline };
    case 'unlocking': {
      const { held, deadline, underWay } = state;
      return { ...none, tokens: held.tokens, deadline, attempt: underWay.attempt };
    }
  }
}

function ofSignedIn({ held, idle }: SignedIn): Belongings {
  return { ...none, tokens: held.tokens, idle };
}

/** What a person who is signed in has in every state. */
export type Present = Pick<SignedIn, 'held' | 'notice' | 'idle' | 'locksAt'>;

/** Somebody works in a role. */
export function atWork(
  { held, notice, idle, locksAt }: Present,
  inUse: RoleInUse,
): StateOf<'active'> {
  return { kind: 'active', held, notice, idle, locksAt, inUse };
}

/** Somebody chooses a role, with the one in use before to go back to. */
export function choosingRole(
  { held, notice, idle, locksAt }: Present,
  before: RoleInUse | null,
  choice: string | null = null,
): StateOf<'choosing-role'> {
  return { kind: 'choosing-role', held, notice, idle, locksAt, before, choice };
}

/** A role that is taken. Calls under way and kept work go on in the same one; another ends them. */
export function inRole(role: Role, before: RoleInUse | null): RoleInUse {
  return before?.role.id === role.id ? before : { role, calls: new AbortController(), kept: null };
}

/** Whoever brought an answer back may have signed in at the provider, whatever came of it here. */
export function browserAfter(state: State): BrowserSession {
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
    case 'locked':
    case 'unlocking':
      return 'may-remain';
  }
}
