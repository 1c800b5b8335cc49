import type { Failure, Role, SessionState, SignedOutReason } from '../contract/session.ts';
import { CareDeskError, failureFrom } from '../ground/caredesk-error.ts';
import type { SignedIn, SignInDemands } from '../identity/sign-in.ts';
import type { TokenKeeper } from '../identity/token-keeper.ts';
import { createResuming } from './resuming.ts';
import {
  type Rights,
  roleToTake,
  type Session,
  type SessionDependencies,
} from './session-interface.ts';
import { advance, type SessionEvent } from './session-machine.ts';
import { createSignInRecord, type KeptSignIn, keptSignIn } from './sign-in-record.ts';
import {
  callsIn,
  credentialsOf,
  endOf,
  holdPerson,
  release,
  rolesOffered,
  type SignedInPerson,
  shortSessionNotice,
} from './signed-in-person.ts';
import { createStepUp, endOfStepUp, type StepUp } from './step-up.ts';

/** Creates the session, signed out. */
export function createSession(dependencies: SessionDependencies): Session {
  const { clock, attempts, place, publish } = dependencies;
  const record = createSignInRecord({
    place,
    remembering: dependencies.remembering,
    now: clock.now,
  });
  let state: SessionState = {
    kind: 'signed-out',
    reason: 'started',
    failure: null,
    browserSession: 'none',
  };
  let person: SignedInPerson | null = null;
  let stepUp: StepUp | null = null;
  let recalling: Promise<void> | null = null;
  /** Counts who leaves and who begins: late news of one is not about the next. */
  let turn = 0;
  /** Settles when nothing is left of whoever went last. */
  let departure: Promise<unknown> = Promise.resolve();
  const resuming = createResuming({
    ...dependencies,
    record,
    state: () => state,
    apply,
    applyOrRefuse,
    leaveNothing,
    onResumed: (signedIn, rights, kept) => settleIn(hold(signedIn, rights, kept)),
  });

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
    const { identified, rights, notice } = held;
    applyOrRefuse({
      kind: 'role-taken',
      active: {
        person: identified.person,
        role,
        canChangeRole: rights.roles.length > 1,
        assurance: identified.assurance,
        deadlines: { sessionEndsAt: held.sessionEndsAt },
        notice,
      },
    });
    held.calls = callsIn(held, role);
    held.role = role;
  }

  /** Tokens of a sign-in that comes to nothing are revoked: nobody else knows of them. */
  async function takenOrRevoked(
    { tokens }: SignedIn,
    take: () => Promise<'taken' | 'too-late'>,
  ): Promise<void> {
    let isTaken = false;
    try {
      isTaken = (await take()) === 'taken';
    } finally {
      if (!isTaken) void dependencies.revoke(tokens);
    }
  }

  /** Writes the record of a sign-in and gives what its person has to be told. */
  async function noticeOf(signedIn: SignedIn, found: Rights, kept: KeptSignIn) {
    return (await record.write(kept)) ?? found.notice ?? shortSessionNotice(signedIn.tokens);
  }

  async function onSignedIn(attemptId: number, signedIn: SignedIn): Promise<'taken' | 'too-late'> {
    const found = await dependencies.rightsOf(signedIn);
    const chosen = roleToTake(found, null);
    const kept = keptSignIn(signedIn, chosen?.id ?? null);
    const notice = await noticeOf(signedIn, found, kept);
    if (state.kind !== 'signing-in' || state.attempt.id !== attemptId) {
      // Cancelled while the keychain was busy: what was just written belongs to nobody, or stands
      // where whoever has logged in since had theirs.
      await keepWhatStands().catch(() => undefined);
      return 'too-late';
    }
    settleIn(hold(signedIn, { ...found, chosen, notice }, kept));
    return 'taken';
  }

  /** Takes the role there is to take, or offers the list. */
  function settleIn(held: SignedInPerson): void {
    try {
      if (held.rights.chosen !== null) takeRole(held, held.rights.chosen);
      else apply(rolesOffered(held));
    } catch (error) {
      person = null;
      release(held);
      record.clear().catch(() => undefined);
      throw error;
    }
  }

  async function onSteppedUp(attemptId: number, signedIn: SignedIn): Promise<'taken' | 'too-late'> {
    const before = person;
    const found = await dependencies.rightsOf(signedIn);
    if (before === null || state.kind !== 'stepping-up' || state.attempt.id !== attemptId) {
      return 'too-late';
    }
    if (signedIn.subject !== before.identified.subject) {
      throw new CareDeskError('STEP_UP_OTHER_PERSON');
    }
    const isChange = stepUp?.demands.kind === 'change-role';
    const role = isChange
      ? found.chosen
      : (found.roles.find(({ id }) => id === before.role?.id) ?? null);
    if (role === null) throw new CareDeskError('ROLE_NOT_YOURS');
    const kept = keptSignIn(signedIn, role.id);
    const notice = await noticeOf(signedIn, found, kept);
    // Signed out or cancelled while the keychain was busy.
    if (person !== before || state.kind !== 'stepping-up' || state.attempt.id !== attemptId) {
      await keepWhatStands();
      return 'too-late';
    }
    before.stopExpiry();
    const weaker = before.tokens.keeper.forget();
    if (weaker !== null) void dependencies.revoke(weaker);
    const calls = callsIn(before, role);
    takeRole(hold(signedIn, { ...found, notice }, kept, calls), role);
    return 'taken';
  }

  /** Puts into the keychain what holds now, after something that came too late was written there. */
  async function keepWhatStands(): Promise<unknown> {
    return person === null ? record.clear() : record.write(person.tokens.kept());
  }

  /** Starts a sign-in, or the stronger one that a waiting call needs. */
  function startAttempt(): void {
    turn += 1;
    const attemptId = attempts.nextId();
    if (stepUp === null) {
      applyOrRefuse({ kind: 'sign-in-started', attemptId });
      resuming.forget();
      attempts.start(attemptId, null, {
        onNews: apply,
        onSignedIn: (signedIn) => takenOrRevoked(signedIn, () => onSignedIn(attemptId, signedIn)),
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
      onSignedIn: (signedIn) => takenOrRevoked(signedIn, () => onSteppedUp(attemptId, signedIn)),
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
    rights: Rights,
    kept: KeptSignIn,
    calls = new AbortController(),
  ): SignedInPerson {
    person = holdPerson(signedIn, rights, {
      clock,
      record,
      kept,
      calls,
      refresh: dependencies.refresh,
      onExpired: (held) => endExpired(held.tokens.keeper),
      onNotWritten: tellNotWritten,
      onUnused: (tokens) => void dependencies.revoke(tokens),
    });
    return person;
  }

  function tellNotWritten(held: SignedInPerson, failure: Failure): void {
    if (person !== held) return;
    held.notice = failure;
    apply({ kind: 'work-noticed', failure });
  }

  async function signOut(reason: SignedOutReason): Promise<void> {
    const held = person;
    if (held === null && resuming.recalled() !== null) return resuming.end(reason, null);
    person = null;
    attempts.cancel();
    if (held === null) {
      // A sign-in that was just being finished may have left its token in the keychain.
      if (apply({ kind: 'sign-in-cancelled' })) await record.clear().catch(() => undefined);
      // Asked twice, and the first is still at it.
      await departure;
      return;
    }
    const tokens = release(held);
    const failure = reason === 'session-expired' ? endOf(tokens) : null;
    apply({ kind: 'signed-out', reason, failure, browserSession: 'may-remain' });
    const { endSessionAddress } = held.identified;
    if (endSessionAddress !== null) sendBrowser(endSessionAddress);
    if (tokens !== null) void dependencies.revoke(tokens);
    await leaveNothing();
  }

  /** The person is told that the browser was sent to sign out once it was, and not before. */
  function sendBrowser(address: string): void {
    const own = ++turn;
    dependencies.sendBrowser(address).then(
      () => {
        if (own === turn) apply({ kind: 'browser-sent' });
      },
      () => undefined,
    );
  }

  /** A keychain that hangs must not keep the person's screen in memory. */
  async function leaveNothing(): Promise<void> {
    const done = Promise.all([
      record.clear().catch(() => {
        apply({ kind: 'not-cleared', failure: { code: 'KEYCHAIN_NOT_CLEARED', detail: null } });
      }),
      dependencies.forgetPerson(),
    ]);
    departure = done.catch(() => undefined);
    await done;
  }

  function endExpired(tokens: TokenKeeper): void {
    if (person?.tokens.keeper === tokens) void signOut('session-expired');
  }

  function signedInPerson(): SignedInPerson {
    if (person === null) throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
    return person;
  }

  return {
    current: () => state,
    startSignIn() {
      if (state.kind === 'resuming') resuming.start();
      else startAttempt();
    },
    resumeSignIn: resuming.start,
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
      void held.tokens.noteRole(role.id).then((failure) => {
        if (failure !== null) tellNotWritten(held, failure);
      });
    },
    async changeRole() {
      const held = signedInPerson();
      if (await dependencies.rolesChosenAtProvider()) {
        void startStepUp({ kind: 'change-role' });
        return;
      }
      if (person !== held) throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
      applyOrRefuse(rolesOffered(held));
    },
    keepRole() {
      const held = signedInPerson();
      if (held.role === null) throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
      takeRole(held, held.role);
    },
    signOut,
    recall() {
      recalling ??= resuming.offer();
      return recalling;
    },
    async close() {
      if (record.remembers()) {
        await (person?.tokens ?? resuming.recalled()?.tokens)?.settled();
        if (await record.isKept()) return;
      }
      await signOut('user');
    },
    refusePolicy(error) {
      apply({ kind: 'policy-refused', failure: failureFrom(error, 'POLICY_UNREADABLE') });
    },
    credentials() {
      if ((state.kind !== 'active' && state.kind !== 'stepping-up') || person === null) return null;
      return credentialsOf(person, state.role);
    },
    stepUp() {
      if (stepUp !== null) return stepUp.done;
      return startStepUp({ kind: 'stronger', authenticatedAfter: clock.now() });
    },
    endExpired,
  };
}
