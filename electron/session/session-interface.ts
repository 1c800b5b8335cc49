import type {
  BrowserSession,
  Failure,
  LockReason,
  Role,
  SessionState,
  SignedOutReason,
} from '../contract/session.ts';
import type { Events } from '../ground/events.ts';
import type { SteadyClock } from '../ground/steady-clock.ts';
import type { PlatformTokens } from '../identity/platform-tokens.ts';
import type { Binding } from '../identity/remembered-sign-in.ts';
import type { ResumeDependencies } from '../identity/resume-sign-in.ts';
import type { Identified, SignedIn, SignInPurpose } from '../identity/sign-in.ts';
import type { TokenKeeper } from '../identity/token-keeper.ts';
import type { PersonRights } from '../rbac/person-rights.ts';
import type { WorkstationEvent } from '../workstation/workstation.ts';
import type { Attempt, AttemptHooks, AttemptPurpose } from './attempt.ts';
import type { SecretPlace } from './record.ts';
import type { SessionRules } from './rules.ts';

/** What the gateway needs of the person who is signed in. */
export interface Credentials {
  readonly tokens: TokenKeeper;
  readonly roleId: string;
  readonly odsCode: string;
  /** Effective activities of the role. */
  readonly activities: ReadonlySet<string>;
  /** Authenticator assurance level of the tokens. */
  readonly level: 1 | 2 | 3;
  /** Aborts when the person signs out or changes role: no call may outlive that. */
  readonly signal: AbortSignal;
}

/** What a person may do, and something to tell them about it. */
export interface Rights extends PersonRights {
  /** The role chosen at the provider, or null when CareDesk asks. */
  readonly chosen: Role | null;
  readonly notice: Failure | null;
}

/** How the session before this one ended: all that the next one needs to know of it. */
export interface EndedSession {
  readonly reason: SignedOutReason;
  readonly failure: Failure | null;
  readonly browserSession: BrowserSession;
}

export interface SessionDependencies {
  readonly clock: SteadyClock;
  /** The session that the process before this one was there for; null at a start of its own. */
  readonly before: EndedSession | null;
  /** Makes an attempt that has not begun. */
  createAttempt(purpose: AttemptPurpose): Attempt;
  /** The person authenticates at the provider of the policy. */
  signIn(hooks: AttemptHooks, purpose: SignInPurpose): Promise<SignedIn>;
  /** Asks the provider of the policy whether the remembered person may go on. */
  resume(hooks: AttemptHooks, resumption: Resumption): Promise<Identified>;
  readonly place: SecretPlace;
  /** What a sign-in is bound to that is to be remembered; null unless policy `rememberSignIn`. */
  remembering(): Promise<Binding | null>;
  refresh(tokens: PlatformTokens): Promise<PlatformTokens>;
  rightsOf(identified: Identified): Promise<Rights>;
  /** What the policy says of a session. Asked at every sign-in. */
  rules(): Promise<SessionRules>;
  /** Seconds since the last key or pointer anywhere on the PC, for policy `activityScope` `pc`. */
  idleSeconds(): number;
  /** Whether the provider asks for the role (policy `roleSelection`). */
  rolesChosenAtProvider(): Promise<boolean>;
  /** Revokes tokens where the provider offers it. Never throws. */
  revoke(tokens: PlatformTokens): Promise<void>;
  /** Sends the system browser to an address. Rejects when it does not open. */
  sendBrowser(address: string): Promise<void>;
}

/** What going on with a remembered sign-in rests on. */
export type Resumption = Pick<ResumeDependencies, 'remembered' | 'accessToken'>;

/** A person who was signed in, or remembered, is gone. */
export interface Departure {
  readonly reason: SignedOutReason;
  /** They count as gone only when this work is done as well. */
  waitUntil(work: Promise<unknown>): void;
}

/** What the session tells. */
export interface SessionNews {
  /** The state as the page may see it. Told once the session is in it; checked before. */
  readonly changed: SessionState;
  readonly left: Departure;
  /** The work is out of sight: whatever shows it has to go. */
  readonly locked: LockReason;
  /** The same person is back where they were. */
  readonly unlocked: undefined;
}

/** The session: the one owner of who is signed in and what they may do. */
export interface Session {
  readonly events: Events<SessionNews>;
  current(): SessionState;
  /**
   * Starts a sign-in, cancelling one that waits; a remembered one is forgotten. Going on with a
   * remembered sign-in starts over. Returns at once; news comes as events.
   * @param hasJustAuthenticated whoever the browser is signed in as is who wants to sign in
   */
  startSignIn(hasJustAuthenticated?: boolean): void;
  /** Goes on with the remembered sign-in. @throws CareDeskError BRIDGE_NOT_POSSIBLE_NOW */
  resumeSignIn(): void;
  cancelSignIn(): void;
  copyLink(): void;
  chooseRole(roleId: string): void;
  /** Back to the list of roles, or to the provider where that is who asks. */
  changeRole(): Promise<void>;
  keepRole(): void;
  /** Ends the session and resolves when nothing of it is left. Harmless when nobody is signed in. */
  signOut(reason: SignedOutReason): Promise<void>;
  /**
   * Offers the sign-in from before CareDesk was closed (policy `rememberSignIn`), or removes what a
   * crash has left of one. Does so once, and never overtakes a sign-in. Never throws.
   */
  recall(): Promise<void>;
  /** Puts the work out of sight. Harmless when nobody works. */
  lock(reason: LockReason): void;
  /**
   * Asks the provider whether the person who locked is there, afresh if it is being asked. Whoever
   * else answers starts clean, once nothing is left of the first.
   * @throws CareDeskError BRIDGE_NOT_POSSIBLE_NOW unless locked
   */
  unlock(): void;
  /** Somebody is there. */
  activity(): void;
  /** Keeps what the page shows, for the person and the role it shows it to; else it is dropped. */
  keepWork(work: string): void;
  /** Hands out what was kept, once; null when there is nothing or nobody works. */
  keptWork(): string | null;
  /** Keeps what the list of roles shows, for the person it shows it to; else it is dropped. */
  keepChoice(choice: string): void;
  /** Hands out what was kept of the list, once; null when there is nothing or nobody chooses. */
  keptChoice(): string | null;
  /** The PC, or Windows, did something. Resolves when it may go on with it. Never throws. */
  workstation(event: WorkstationEvent): Promise<void>;
  /** They signed in at another PC (policy `singleSession`), or the organisation ended the session. */
  signedOutElsewhere(): void;
  /**
   * CareDesk closes: signs out, unless the policy remembers the sign-in. Waits two seconds at most
   * for a refresh that is under way. Never throws.
   */
  close(reason?: SignedOutReason): Promise<void>;
  /**
   * What came of the end of the session before this one, after its process is gone. Harmless once
   * anything else has happened.
   */
  hearOfEnd(ended: EndedSession): void;
  /** The policy could not be used: only an administrator can help. */
  refusePolicy(error: unknown): void;
  /** Null unless somebody is working in a role. */
  credentials(): Credentials | null;
  /**
   * Asks the person for an AAL3 sign-in while their work stays as it is. Resolves when `credentials`
   * gives the stronger tokens. Whoever calls during a change of role waits for its end first: it
   * gives nobody what they need, and may leave them in a role that is gone.
   * @param signal of the credentials that are not strong enough
   * @throws CareDeskError STEP_UP_CANCELLED, API_NOT_SIGNED_IN when the role has been left, or what
   *   went wrong with the sign-in.
   */
  stepUp(signal: AbortSignal): Promise<void>;
  /** The gateway found these tokens to be at their end; late news of somebody gone is ignored. */
  endExpired(tokens: TokenKeeper): void;
}
