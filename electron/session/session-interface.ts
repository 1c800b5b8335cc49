import { locumOrganisation } from '../contract/locum-organisation.ts';
import type { Failure, Role, SessionState, SignedOutReason } from '../contract/session.ts';
import type { Clock } from '../ground/clock.ts';
import type { PlatformTokens } from '../identity/platform-tokens.ts';
import type { Binding } from '../identity/remembered-sign-in.ts';
import type { Identified } from '../identity/sign-in.ts';
import type { TokenKeeper } from '../identity/token-keeper.ts';
import type { PersonRights } from '../rbac/person-rights.ts';
import type { SignInAttempts } from './sign-in-attempts.ts';

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

/** Where the keychain keeps the current sign-in. Rejects when the keychain refuses. */
export interface SecretPlace {
  save(secret: string): Promise<void>;
  load(): Promise<string | null>;
  clear(): Promise<void>;
}

/** What a person may do, and something to tell them about it. */
export interface Rights extends PersonRights {
  /** The role chosen at the provider, or null when CareDesk asks. */
  readonly chosen: Role | null;
  readonly notice: Failure | null;
}

/**
 * The role to start in: chosen at the provider, the one from last time, or the only one. A locum
 * whose locum role is not accepted here is not put into their other role without being told.
 */
export function roleToTake(
  { chosen, roles, elsewhere }: Rights,
  lastRoleId: string | null,
): Role | null {
  const isLocum = elsewhere.roles.some(
    ({ organisation }) => organisation.odsCode === locumOrganisation,
  );
  const only = roles.length === 1 && !isLocum ? roles[0] : undefined;
  return chosen ?? roles.find(({ id }) => id === lastRoleId) ?? only ?? null;
}

export interface SessionDependencies {
  readonly clock: Clock;
  readonly attempts: SignInAttempts;
  readonly place: SecretPlace;
  /** What a sign-in is bound to that is to be remembered; null unless policy `rememberSignIn`. */
  remembering(): Promise<Binding | null>;
  refresh(tokens: PlatformTokens): Promise<PlatformTokens>;
  rightsOf(identified: Identified): Promise<Rights>;
  publish(state: SessionState): void;
  /** Whether the provider asks for the role (policy `roleSelection`). */
  rolesChosenAtProvider(): Promise<boolean>;
  /** Revokes tokens where the provider offers it. Never throws. */
  revoke(tokens: PlatformTokens): Promise<void>;
  /** Sends the system browser to an address. Rejects when it does not open. */
  sendBrowser(address: string): Promise<void>;
  /** Clears what the window holds of the person: storage, memory, the screen. */
  forgetPerson(): Promise<void>;
}

/** The session: the one owner of who is signed in and what they may do. */
export interface Session {
  current(): SessionState;
  /**
   * Starts a sign-in, cancelling one that waits; a remembered one is forgotten. Going on with a
   * remembered sign-in starts over. Resolves at once; news comes by publishing.
   */
  startSignIn(): void;
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
  /** CareDesk closes: signs out, unless the policy remembers the sign-in. Never throws. */
  close(): Promise<void>;
  /** The policy could not be used: only an administrator can help. */
  refusePolicy(error: unknown): void;
  /** Null unless somebody is working in a role. */
  credentials(): Credentials | null;
  /**
   * Asks the person for an AAL3 sign-in while their work stays as it is. Resolves when `credentials`
   * gives the stronger tokens.
   * @throws CareDeskError STEP_UP_CANCELLED, or what went wrong with the sign-in.
   */
  stepUp(): Promise<void>;
  /** The gateway found these tokens to be at their end; late news of somebody gone is ignored. */
  endExpired(tokens: TokenKeeper): void;
}
