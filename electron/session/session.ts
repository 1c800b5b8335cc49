import { CareDeskError, failureFrom } from '../contract/caredesk-error.ts';
import type { Failure, Role, SessionState, SignedOutReason } from '../contract/session.ts';
import type { PlatformTokens } from '../identity/platform-tokens.ts';
import type { SignedIn } from '../identity/sign-in.ts';
import { createTokenKeeper, type TokenKeeper } from '../identity/token-keeper.ts';
import type { Clock } from './clock.ts';
import { advance, type SessionEvent } from './session-machine.ts';
import type { SignInAttempts } from './sign-in-attempts.ts';

/** What the gateway needs of the person who is signed in. */
export interface Credentials {
  readonly tokens: TokenKeeper;
  readonly roleId: string;
  readonly odsCode: string;
}

/** Where the refresh token of the current sign-in is kept. Rejects when the keychain refuses. */
export interface RefreshTokenPlace {
  save(refreshToken: string): Promise<void>;
  clear(): Promise<void>;
}

export interface SessionDependencies {
  readonly clock: Clock;
  readonly attempts: SignInAttempts;
  readonly place: RefreshTokenPlace;
  refresh(tokens: PlatformTokens): Promise<PlatformTokens>;
  rolesOf(signedIn: SignedIn): Promise<readonly Role[]>;
  publish(state: SessionState): void;
  /** Clears what the window holds of the person: storage, memory, the screen. */
  forgetPerson(): Promise<void>;
}

/** The session: the one owner of who is signed in and what they may do. */
export interface Session {
  current(): SessionState;
  /** Starts a sign-in, cancelling one that waits. Resolves at once; news comes by publishing. */
  startSignIn(): void;
  cancelSignIn(): void;
  copyLink(): void;
  chooseRole(roleId: string): void;
  changeRole(): void;
  keepRole(): void;
  /** Ends the session and resolves when nothing of it is left. Harmless when nobody is signed in. */
  signOut(reason: SignedOutReason): Promise<void>;
  /** Removes what a crash may have left in the keychain. Never throws. */
  tidyUp(): Promise<void>;
  /** The policy could not be used: only an administrator can help. */
  refusePolicy(error: unknown): void;
  /** Null unless somebody is working in a role. */
  credentials(): Credentials | null;
  /** The gateway found the session over. */
  endExpired(): void;
}

interface SignedInPerson {
  readonly signedIn: SignedIn;
  readonly roles: readonly Role[];
  readonly keeper: TokenKeeper;
  readonly stopExpiry: () => void;
  notice: Failure | null;
  role: Role | null;
}

/** Creates the session, signed out. */
export function createSession(dependencies: SessionDependencies): Session {
  const { clock, attempts, place, publish } = dependencies;
  let state: SessionState = { kind: 'signed-out', reason: 'started', failure: null };
  let person: SignedInPerson | null = null;

  function apply(event: SessionEvent): boolean {
    const next = advance(state, event);
    if (next === null) return false;
    state = next;
    publish(state);
    return true;
  }

  function applyOrRefuse(event: SessionEvent): void {
    if (!apply(event)) throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
  }

  function takeRole(held: SignedInPerson, role: Role): void {
    const { signedIn, roles, notice } = held;
    applyOrRefuse({
      kind: 'role-taken',
      active: {
        person: signedIn.person,
        role,
        canChangeRole: roles.length > 1,
        assurance: signedIn.assurance,
        deadlines: { sessionEndsAt: signedIn.tokens.sessionEndsAt },
        notice,
      },
    });
    held.role = role;
  }

  async function keep(refreshToken: string | null): Promise<Failure | null> {
    if (refreshToken === null) return null;
    try {
      await place.save(refreshToken);
      return null;
    } catch {
      return { code: 'KEYCHAIN_UNAVAILABLE', detail: null };
    }
  }

  async function onSignedIn(attemptId: number, signedIn: SignedIn): Promise<void> {
    const roles = await dependencies.rolesOf(signedIn);
    const notice = await keep(signedIn.tokens.refreshToken);
    if (state.kind !== 'signing-in' || state.attempt.id !== attemptId) {
      // Cancelled while the keychain was busy: what was just written belongs to nobody.
      await place.clear().catch(() => undefined);
      return;
    }
    const held: SignedInPerson = {
      signedIn,
      roles,
      keeper: createTokenKeeper({
        tokens: signedIn.tokens,
        now: clock.now,
        refresh: dependencies.refresh,
        async onRotated(refreshToken) {
          const failure = await keep(refreshToken);
          if (person !== held || failure === null) return;
          held.notice = failure;
          apply({ kind: 'work-noticed', failure });
        },
      }),
      stopExpiry: clock.after(signedIn.tokens.sessionEndsAt - clock.now(), () => endExpired()),
      notice,
      role: null,
    };
    person = held;
    const [only, ...others] = roles;
    if (only !== undefined && others.length === 0) takeRole(held, only);
    else {
      apply({ kind: 'roles-offered', person: signedIn.person, roles, currentRoleId: null });
    }
  }

  async function signOut(reason: SignedOutReason): Promise<void> {
    const held = person;
    person = null;
    attempts.cancel();
    if (held === null) {
      apply({ kind: 'sign-in-cancelled' });
      return;
    }
    held.stopExpiry();
    held.keeper.forget();
    const failure: Failure | null =
      reason === 'session-expired' ? { code: 'SESSION_ENDED', detail: null } : null;
    apply({ kind: 'signed-out', reason, failure });
    try {
      await place.clear();
    } catch {
      apply({
        kind: 'signed-out',
        reason,
        failure: { code: 'KEYCHAIN_NOT_CLEARED', detail: null },
      });
    }
    await dependencies.forgetPerson();
  }

  function endExpired(): void {
    void signOut('session-expired');
  }

  function signedInPerson(): SignedInPerson {
    if (person === null) throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
    return person;
  }

  return {
    current: () => state,
    startSignIn() {
      const attemptId = attempts.nextId();
      applyOrRefuse({ kind: 'sign-in-started', attemptId });
      attempts.start(attemptId, {
        onNews: apply,
        onSignedIn: (signedIn) => onSignedIn(attemptId, signedIn),
      });
    },
    cancelSignIn() {
      attempts.cancel();
      applyOrRefuse({ kind: 'sign-in-cancelled' });
    },
    copyLink: () => attempts.copyLink(),
    chooseRole(roleId) {
      const held = signedInPerson();
      const role = held.roles.find((candidate) => candidate.id === roleId);
      if (role === undefined) throw new CareDeskError('ROLE_NOT_YOURS');
      takeRole(held, role);
    },
    changeRole() {
      const held = signedInPerson();
      const { signedIn, roles, role } = held;
      applyOrRefuse({
        kind: 'roles-offered',
        person: signedIn.person,
        roles,
        currentRoleId: role?.id ?? null,
      });
    },
    keepRole() {
      const held = signedInPerson();
      if (held.role === null) throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
      takeRole(held, held.role);
    },
    signOut,
    async tidyUp() {
      await place.clear().catch(() => undefined);
    },
    refusePolicy(error) {
      apply({ kind: 'policy-refused', failure: failureFrom(error, 'POLICY_UNREADABLE') });
    },
    credentials() {
      if (state.kind !== 'active' || person === null) return null;
      return {
        tokens: person.keeper,
        roleId: state.role.id,
        odsCode: state.role.organisation.odsCode,
      };
    },
    endExpired,
  };
}
