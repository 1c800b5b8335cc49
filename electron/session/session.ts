import { type Failure, type SignedOutReason, sessionStateSchema } from '../contract/session.ts';
import { CareDeskError, failureFrom } from '../ground/caredesk-error.ts';
import { createEvents } from '../ground/events.ts';
import { once } from '../ground/once.ts';
import type { PlatformTokens } from '../identity/platform-tokens.ts';
import { assuranceClaimsOf } from '../identity/remembered-sign-in.ts';
import type { Identified, SignInPurpose } from '../identity/sign-in.ts';
import { admittedRole, roleToTake, shortSessionNotice } from './admission.ts';
import type { Attempt, AttemptHooks, AttemptPurpose } from './attempt.ts';
import { createSignInRecord, keptSignIn } from './record.ts';
import {
  createRecordedTokens,
  type RecalledSignIn,
  type RecordedTokens,
  type RecordedTokensDependencies,
  recallSignIn,
} from './recorded-tokens.ts';
import type {
  Credentials,
  Rights,
  Session,
  SessionDependencies,
  SessionNews,
} from './session-interface.ts';
import { belongingsOf, type HeldPerson, project, type State, signedOut } from './state.ts';
import { advance, endOfStepUp, isChangeOfRole, type SessionEvent } from './transitions.ts';
import { createWaitingCalls } from './waiting-calls.ts';

/** Creates the session, signed out. */
export function createSession(dependencies: SessionDependencies): Session {
  const { clock } = dependencies;
  const events = createEvents<SessionNews>();
  const record = createSignInRecord({ ...dependencies, now: clock.now });
  /** What is still being done for people who have left. */
  const departures = new Set<Promise<unknown>>();
  /** All there is: everything else is in it or follows from it. */
  let state: State = signedOut('started', null, 'none');

  const ofTokens: RecordedTokensDependencies = {
    clock,
    record,
    refresh: dependencies.refresh,
    onNotWritten: (tokens, failure) => void apply({ kind: 'not-written', tokens, failure }),
    onUnused: revoke,
    onExpired: (tokens) => void apply({ kind: 'expired', tokens }),
  };

  /** The one way from state to state. @returns whether the event could happen */
  function apply(event: SessionEvent): boolean {
    const before = state;
    const next = advance(before, event);
    if (next === null) return false;
    // Checked first: a state that does not fit the contract throws here and never becomes ours.
    const shown = sessionStateSchema.parse(project(next));
    state = next;
    release(before, next, event);
    tell('changed', shown);
    leave(before, next);
    return true;
  }

  /** Who is signed in does not depend on whether everybody could be told of it. */
  function tell<Name extends keyof SessionNews>(name: Name, news: SessionNews[Name]): void {
    try {
      events.emit(name, news);
    } catch {
      // Every listener has heard; what one of them makes of it is not the session's.
    }
  }

  function applyOrRefuse(event: SessionEvent): void {
    if (!apply(event)) throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
  }

  /** Ends what the state before had and the next one does not carry on. */
  function release(before: State, next: State, event: SessionEvent): void {
    const had = belongingsOf(before);
    const has = belongingsOf(next);
    if (had.attempt !== has.attempt) had.attempt?.cancel();
    if (had.calls !== has.calls) had.calls?.abort();
    if (had.tokens !== has.tokens) revoke(had.tokens?.release() ?? null);
    if (had.waiting !== has.waiting) had.waiting?.settle(endOfStepUp(event));
  }

  function revoke(tokens: PlatformTokens | null): void {
    if (tokens !== null) void dependencies.revoke(tokens);
  }

  /** Leaves nothing of a person who is gone, whether they had come back or were only remembered. */
  function leave(before: State, next: State): void {
    if (belongingsOf(before).tokens === null || belongingsOf(next).tokens !== null) return;
    if (next.kind !== 'signed-out') {
      depart([record.clear().catch(() => undefined)]);
      return;
    }
    const { reason, departure } = next;
    if ('held' in before) sendBrowser(before.held.identified.endSessionAddress, departure);
    const cleared = record.clear().catch(() => {
      apply({ kind: 'not-cleared', failure: { code: 'KEYCHAIN_NOT_CLEARED', detail: null } });
    });
    const work: Promise<unknown>[] = [cleared];
    tell('left', { reason, waitUntil: (done) => void work.push(done) });
    depart(work);
  }

  function depart(work: readonly Promise<unknown>[]): void {
    const done = Promise.all(work);
    departures.add(done);
    const forget = () => departures.delete(done);
    done.then(forget, forget);
  }

  /** The person is told that the browser was sent to sign out once it was, and not before. */
  function sendBrowser(address: string | null, departure: symbol): void {
    if (address === null) return;
    dependencies.sendBrowser(address).then(
      () => apply({ kind: 'browser-sent', departure }),
      () => undefined,
    );
  }

  /** Begins an attempt once the session has taken it up. */
  function begin(purpose: AttemptPurpose, started: (attempt: Attempt) => SessionEvent): void {
    const attempt = dependencies.createAttempt(purpose);
    applyOrRefuse(started(attempt));
    attempt.run((hooks) => authenticate(attempt, hooks), apply);
  }

  function start(purpose: AttemptPurpose): void {
    begin(purpose, (attempt) => ({ kind: 'attempt-started', attempt }));
  }

  function authenticate(attempt: Attempt, hooks: AttemptHooks): Promise<void> {
    const { purpose } = attempt;
    switch (purpose.kind) {
      case 'resume':
        return goOn(attempt, hooks, purpose.recalled);
      case 'sign-in':
      case 'step-up':
      case 'change-role':
        return signIn(attempt, hooks, purpose);
    }
  }

  /** Tokens of a sign-in that comes to nothing are revoked: nobody else knows of them. */
  async function signIn(
    attempt: Attempt,
    hooks: AttemptHooks,
    purpose: SignInPurpose,
  ): Promise<void> {
    const { tokens: issued, ...identified } = await dependencies.signIn(hooks, purpose);
    let written: Promise<Failure | null> | null = null;
    let isTaken = false;
    try {
      const found = await attempt.during(dependencies.rightsOf(identified));
      const role = admittedRole(state, identified, found);
      const kept = keptSignIn(identified, issued, role?.id ?? null);
      written = record.write(kept);
      const notice = (await attempt.during(written)) ?? found.notice ?? shortSessionNotice(issued);
      const tokens = createRecordedTokens(issued, kept, ofTokens);
      try {
        const held = holdPerson(identified, found, tokens);
        isTaken = apply({ kind: 'authenticated', attempt, held, role, notice });
      } finally {
        if (!isTaken) tokens.release();
      }
    } finally {
      if (!isTaken) {
        revoke(issued);
        // What was just written belongs to nobody, or stands where somebody else has theirs.
        void written?.then(keepWhatStands).catch(() => undefined);
      }
    }
  }

  /** Goes on with a remembered sign-in, with the tokens there are. */
  async function goOn(
    attempt: Attempt,
    hooks: AttemptHooks,
    { signIn: remembered, tokens }: RecalledSignIn,
  ): Promise<void> {
    const { accessToken } = tokens.keeper;
    const identified = await attempt.during(
      dependencies.resume(hooks, { remembered, accessToken }),
    );
    const found = await attempt.during(dependencies.rightsOf(identified));
    const role = roleToTake(found, remembered.roleId);
    const { person, claims } = identified;
    const noted = tokens.note({
      person,
      roleId: role?.id ?? null,
      claims: assuranceClaimsOf(claims),
    });
    const notice = (await attempt.during(noted)) ?? found.notice;
    apply({
      kind: 'authenticated',
      attempt,
      held: holdPerson(identified, found, tokens),
      role,
      notice,
    });
  }

  /** Puts into the keychain what holds now. */
  async function keepWhatStands(): Promise<unknown> {
    const kept = 'held' in state ? state.held.tokens.kept() : null;
    return kept === null ? record.clear() : record.write(kept);
  }

  /** Offers what the keychain holds of an earlier sign-in. Never throws. */
  const recall = once(async () => {
    const remembered = await record.recall();
    if (remembered === null) return;
    const recalled = recallSignIn(remembered, ofTokens);
    if (apply({ kind: 'recalled', recalled })) return;
    // Somebody has already started to sign in: that is who CareDesk is for now.
    revoke(recalled.tokens.release());
    await record.forgetEarlier();
  });

  async function signOut(reason: SignedOutReason): Promise<void> {
    const isFinishing = state.kind === 'signing-in';
    apply({ kind: 'signed-out', reason });
    // A sign-in that was just being finished may have left its token in the keychain.
    if (isFinishing) await record.clear().catch(() => undefined);
    // Asked twice, and the first is still at it.
    await Promise.all(departures);
  }

  async function changeRole(): Promise<void> {
    if (state.kind !== 'active') throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
    const { held } = state;
    if (await dependencies.rolesChosenAtProvider()) {
      const waiting = createWaitingCalls();
      begin({ kind: 'change-role' }, (attempt) => ({
        kind: 'step-up-started',
        attempt,
        held,
        waiting,
      }));
    } else {
      applyOrRefuse({ kind: 'roles-offered', held });
    }
  }

  async function stepUp(signal: AbortSignal): Promise<void> {
    let hasRoleBeenChanged = false;
    while (state.kind === 'stepping-up' && isChangeOfRole(state)) {
      await state.waiting.done.catch(() => undefined);
      hasRoleBeenChanged = true;
    }
    if (signal.aborted) throw new CareDeskError('API_NOT_SIGNED_IN');
    if (state.kind === 'stepping-up') return state.waiting.done;
    if (state.kind !== 'active') throw new CareDeskError('API_NOT_SIGNED_IN');
    const { held } = state;
    // A change of role is an authentication as well, and may have been strong enough.
    if (hasRoleBeenChanged && held.identified.assurance.authenticator === 3) return;
    const waiting = createWaitingCalls();
    begin({ kind: 'step-up', authenticatedAfter: clock.now() }, (attempt) => ({
      kind: 'step-up-started',
      attempt,
      held,
      waiting,
    }));
    return waiting.done;
  }

  return {
    on: events.on,
    current: () => project(state),
    startSignIn() {
      switch (state.kind) {
        // What is waited for starts over.
        case 'resuming':
        case 'stepping-up':
          start(state.underWay.attempt.purpose);
          return;
        case 'not-configured':
        case 'signed-out':
        case 'remembered':
        case 'signing-in':
        case 'choosing-role':
        case 'active':
          start({ kind: 'sign-in' });
      }
    },
    resumeSignIn() {
      if (state.kind !== 'remembered' && state.kind !== 'resuming') {
        throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
      }
      start({ kind: 'resume', recalled: state.recalled });
    },
    cancelSignIn: () => applyOrRefuse({ kind: 'attempt-cancelled' }),
    copyLink() {
      const underWay = 'underWay' in state ? state.underWay : null;
      if (underWay === null || underWay.link === null) {
        throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
      }
      underWay.attempt.copyLink(underWay.link);
    },
    chooseRole(roleId) {
      if (!('held' in state)) throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
      const { held } = state;
      const role = held.rights.roles.find(({ id }) => id === roleId);
      if (role === undefined) throw new CareDeskError('ROLE_NOT_YOURS');
      applyOrRefuse({ kind: 'role-chosen', role });
      void held.tokens.noteRole(role.id);
    },
    changeRole,
    keepRole: () => applyOrRefuse({ kind: 'role-kept' }),
    signOut,
    recall,
    async close() {
      if (record.remembers()) {
        await belongingsOf(state).tokens?.settled();
        if (await record.isKept()) return;
      }
      await signOut('user');
    },
    refusePolicy(error) {
      apply({ kind: 'policy-refused', failure: failureFrom(error, 'POLICY_UNREADABLE') });
    },
    credentials: () => credentialsIn(state),
    stepUp,
    endExpired(keeper) {
      const { tokens } = belongingsOf(state);
      if (tokens?.keeper === keeper) apply({ kind: 'expired', tokens });
    },
  };
}

/** What is kept of a person who has authenticated: nothing that rights have been read from. */
function holdPerson(
  { subject, person, assurance, endSessionAddress }: Identified,
  { roles, elsewhere, activities }: Rights,
  tokens: RecordedTokens,
): HeldPerson {
  return {
    identified: { subject, person, assurance, endSessionAddress },
    rights: { roles, elsewhere, activities },
    tokens,
  };
}

/** What the gateway needs to make calls in the role in use; null where nobody works in one. */
function credentialsIn(state: State): Credentials | null {
  if (state.kind !== 'active' && state.kind !== 'stepping-up') return null;
  const { held, inUse } = state;
  return {
    tokens: held.tokens.keeper,
    roleId: inUse.role.id,
    odsCode: inUse.role.organisation.odsCode,
    activities: held.rights.activities.get(inUse.role.id) ?? new Set(),
    level: held.identified.assurance.authenticator,
    signal: inUse.calls.signal,
  };
}
