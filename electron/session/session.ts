import { CareDeskError, failureFrom } from '../contract/caredesk-error.ts';
import type { Failure, Role, SessionState, SignedOutReason } from '../contract/session.ts';
import type { PlatformTokens } from '../identity/platform-tokens.ts';
import type { SignedIn, SignInDemands } from '../identity/sign-in.ts';
import { createTokenKeeper, type TokenKeeper } from '../identity/token-keeper.ts';
import type { PersonRights } from '../rbac/person-rights.ts';
import type { Session, SessionDependencies } from './session-interface.ts';
import { advance, type SessionEvent } from './session-machine.ts';
import { createStepUp, type StepUp } from './step-up.ts';

interface SignedInPerson {
  readonly signedIn: SignedIn;
  readonly rights: PersonRights;
  readonly keeper: TokenKeeper;
  readonly stopExpiry: () => void;
  notice: Failure | null;
  role: Role | null;
  /** Ends the calls made in the role in use. */
  calls: AbortController;
}

/** Creates the session, signed out. */
export function createSession(dependencies: SessionDependencies): Session {
  const { clock, attempts, place, publish } = dependencies;
  let state: SessionState = {
    kind: 'signed-out',
    reason: 'started',
    failure: null,
    browserSession: 'none',
  };
  let person: SignedInPerson | null = null;
  let stepUp: StepUp | null = null;

  function apply(event: SessionEvent): boolean {
    const next = advance(state, event);
    if (next === null) return false;
    // Published first: a state that does not fit the contract throws here and never becomes ours.
    publish(next);
    state = next;
    if (state.kind !== 'stepping-up') settleStepUp(endOfStepUp(event));
    return true;
  }

  function settleStepUp(error: CareDeskError | null): void {
    stepUp?.settle(error);
    stepUp = null;
  }

  function applyOrRefuse(event: SessionEvent): void {
    if (!apply(event)) throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
  }

  function takeRole(held: SignedInPerson, role: Role): void {
    const { signedIn, rights, notice } = held;
    applyOrRefuse({
      kind: 'role-taken',
      active: {
        person: signedIn.person,
        role,
        canChangeRole: rights.roles.length > 1,
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
    const rights = await dependencies.rightsOf(signedIn);
    const notice = (await keep(signedIn.tokens.refreshToken)) ?? rights.notice;
    if (state.kind !== 'signing-in' || state.attempt.id !== attemptId) {
      // Cancelled while the keychain was busy: what was just written belongs to nobody.
      await place.clear().catch(() => undefined);
      return;
    }
    const held = hold(signedIn, rights, notice, new AbortController());
    const { roles } = rights;
    const [only, ...others] = roles;
    try {
      if (rights.chosen !== null) takeRole(held, rights.chosen);
      else if (only !== undefined && others.length === 0) takeRole(held, only);
      else {
        apply({ kind: 'roles-offered', person: signedIn.person, roles, currentRoleId: null });
      }
    } catch (error) {
      release(held);
      await place.clear().catch(() => undefined);
      throw error;
    }
  }

  /** Drops what is held of a person; nothing of theirs can be called any more. */
  function release(held: SignedInPerson): PlatformTokens | null {
    if (person === held) person = null;
    held.stopExpiry();
    held.calls.abort();
    return held.keeper.forget();
  }

  async function onSteppedUp(attemptId: number, signedIn: SignedIn): Promise<void> {
    const before = person;
    const rights = await dependencies.rightsOf(signedIn);
    if (before === null || state.kind !== 'stepping-up' || state.attempt.id !== attemptId) return;
    if (signedIn.subject !== before.signedIn.subject) {
      throw new CareDeskError('STEP_UP_OTHER_PERSON');
    }
    const isChange = stepUp?.demands.kind === 'change-role';
    const role = isChange
      ? rights.chosen
      : (rights.roles.find(({ id }) => id === before.role?.id) ?? null);
    if (role === null) throw new CareDeskError('ROLE_NOT_YOURS');
    const notice = (await keep(signedIn.tokens.refreshToken)) ?? rights.notice;
    // Signed out or cancelled while the keychain was busy.
    if (person !== before || state.kind !== 'stepping-up' || state.attempt.id !== attemptId) {
      await (person === null ? place.clear() : keep(before.signedIn.tokens.refreshToken));
      return;
    }
    before.stopExpiry();
    const weaker = before.keeper.forget();
    if (weaker !== null) void dependencies.revoke(weaker);
    // In the same role the calls under way go on; they end with the role.
    if (isChange) before.calls.abort();
    const calls = isChange ? new AbortController() : before.calls;
    takeRole(hold(signedIn, rights, notice, calls), role);
  }

  /** Starts a sign-in, or the stronger one that a waiting call needs. */
  function startAttempt(): void {
    const attemptId = attempts.nextId();
    if (stepUp === null) {
      applyOrRefuse({ kind: 'sign-in-started', attemptId });
      attempts.start(attemptId, null, {
        onNews: apply,
        onSignedIn: (signedIn) => onSignedIn(attemptId, signedIn),
      });
      return;
    }
    const { demands } = stepUp;
    applyOrRefuse(
      state.kind === 'stepping-up'
        ? { kind: 'sign-in-started', attemptId }
        : { kind: 'step-up-started', attemptId, purpose: demands.kind },
    );
    attempts.start(attemptId, demands, {
      onNews: apply,
      onSignedIn: (signedIn) => onSteppedUp(attemptId, signedIn),
    });
  }

  function startStepUp(demands: SignInDemands): Promise<void> {
    if (state.kind !== 'active') throw new CareDeskError('API_NOT_SIGNED_IN');
    stepUp = createStepUp(demands);
    const { done } = stepUp;
    startAttempt();
    return done;
  }

  function hold(
    signedIn: SignedIn,
    rights: PersonRights,
    notice: Failure | null,
    calls: AbortController,
  ): SignedInPerson {
    const held: SignedInPerson = {
      signedIn,
      rights,
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
      stopExpiry: clock.after(signedIn.tokens.sessionEndsAt - clock.now(), () =>
        endExpired(held.keeper),
      ),
      notice,
      role: null,
      calls,
    };
    person = held;
    return held;
  }

  async function signOut(reason: SignedOutReason): Promise<void> {
    const held = person;
    person = null;
    attempts.cancel();
    if (held === null) {
      // A sign-in that was just being finished may have left its token in the keychain.
      if (apply({ kind: 'sign-in-cancelled' })) await place.clear().catch(() => undefined);
      return;
    }
    const tokens = release(held);
    const failure: Failure | null =
      reason === 'session-expired' ? { code: 'SESSION_ENDED', detail: null } : null;
    const { endSessionAddress } = held.signedIn;
    const browserSession = endSessionAddress === null ? 'may-remain' : 'ending';
    apply({ kind: 'signed-out', reason, failure, browserSession });
    if (endSessionAddress !== null) dependencies.sendBrowser(endSessionAddress);
    if (tokens !== null) void dependencies.revoke(tokens);
    // A keychain that hangs must not keep the person's screen in memory.
    await Promise.all([
      place.clear().catch(() => {
        apply({ kind: 'not-cleared', failure: { code: 'KEYCHAIN_NOT_CLEARED', detail: null } });
      }),
      dependencies.forgetPerson(),
    ]);
  }

  function endExpired(tokens: TokenKeeper): void {
    if (person?.keeper === tokens) void signOut('session-expired');
  }

  function signedInPerson(): SignedInPerson {
    if (person === null) throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
    return person;
  }

  return {
    current: () => state,
    startSignIn: startAttempt,
    cancelSignIn() {
      attempts.cancel();
      applyOrRefuse({ kind: 'sign-in-cancelled' });
    },
    copyLink: () => attempts.copyLink(),
    chooseRole(roleId) {
      const held = signedInPerson();
      const role = held.rights.roles.find((candidate) => candidate.id === roleId);
      if (role === undefined) throw new CareDeskError('ROLE_NOT_YOURS');
      takeRole(held, role);
    },
    async changeRole() {
      const held = signedInPerson();
      if (await dependencies.rolesChosenAtProvider()) {
        void startStepUp({ kind: 'change-role' });
        return;
      }
      if (person !== held) throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
      const { signedIn, rights, role } = held;
      applyOrRefuse({
        kind: 'roles-offered',
        person: signedIn.person,
        roles: rights.roles,
        currentRoleId: role?.id ?? null,
      });
      held.calls.abort();
      held.calls = new AbortController();
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
      if ((state.kind !== 'active' && state.kind !== 'stepping-up') || person === null) return null;
      return {
        tokens: person.keeper,
        roleId: state.role.id,
        odsCode: state.role.organisation.odsCode,
        activities: person.rights.activities.get(state.role.id) ?? new Set(),
        level: state.assurance.authenticator,
        signal: person.calls.signal,
      };
    },
    stepUp() {
      if (stepUp !== null) return stepUp.done;
      return startStepUp({ kind: 'stronger', authenticatedAfter: clock.now() });
    },
    endExpired,
  };
}

/** How a step-up ended, by the event that left it. */
function endOfStepUp(event: SessionEvent): CareDeskError | null {
  switch (event.kind) {
    case 'role-taken':
      return null;
    case 'sign-in-failed':
      return new CareDeskError(event.failure.code);
    case 'signed-out':
      return new CareDeskError('API_NOT_SIGNED_IN');
    default:
      return new CareDeskError('STEP_UP_CANCELLED');
  }
}
