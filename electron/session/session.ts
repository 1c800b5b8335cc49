import type { LockReason, SignedOutReason } from '../contract/session.ts';
import { CareDeskError, failureFrom } from '../ground/caredesk-error.ts';
import { waitAtMost } from '../ground/clock.ts';
import { once } from '../ground/once.ts';
import type { WorkstationEvent } from '../workstation/workstation.ts';
import type { AttemptPurpose } from './attempt.ts';
import { isChangeOfRole } from './attempt-transitions.ts';
import { createAuthentication } from './authentication.ts';
import { createIdleClock } from './idle-clock.ts';
import { project } from './projection.ts';
import { createSignInRecord } from './record.ts';
import { type RecordedTokensDependencies, recallSignIn } from './recorded-tokens.ts';
import type { SessionRules } from './rules.ts';
import type { Credentials, Session, SessionDependencies } from './session-interface.ts';
import { belongingsOf, isSignedIn, type LockDeadline, type State } from './state.ts';
import { createSessionStore } from './store.ts';
import { createWaitingCalls } from './waiting-calls.ts';
import { lockReasonOf, workstationResponses } from './workstation.ts';

const minute = 60_000;
/** Milliseconds a provider that does not answer may hold up the end of a session. */
const longestFarewell = 2_000;

/** Creates the session, signed out. */
export function createSession(dependencies: SessionDependencies): Session {
  const { clock } = dependencies;
  const record = createSignInRecord({ ...dependencies, now: clock.now });
  const store = createSessionStore({ ...dependencies, record });
  const { apply, applyOrRefuse } = store;
  const atStart = store.state();
  const ofTokens: RecordedTokensDependencies = {
    clock,
    record,
    refresh: dependencies.refresh,
    onNotWritten: (tokens, failure) => void apply({ kind: 'not-written', tokens, failure }),
    onUnused: store.revoke,
    onExpired: (tokens) => void apply({ kind: 'expired', tokens }),
  };
  const authentication = createAuthentication({
    ...dependencies,
    store,
    record,
    ofTokens,
    createIdleClock: ({ inactivityMinutes, activityScope }: SessionRules) =>
      createIdleClock({
        clock,
        limit: inactivityMinutes * minute,
        idleOnPc: () => (activityScope === 'pc' ? dependencies.idleSeconds() * 1000 : null),
        onWarning: (idle, locksAt) => void apply({ kind: 'inactive', idle, locksAt }),
        onActive: (idle) => void apply({ kind: 'active-again', idle }),
        onIdle(idle) {
          if (belongingsOf(store.state()).idle === idle) lock('inactivity');
        },
      }),
  });

  /** Offers what the keychain holds of an earlier sign-in. Never throws. */
  const recall = once(async () => {
    const remembered = await record.recall();
    if (remembered === null) return;
    const recalled = recallSignIn(remembered, ofTokens);
    if (apply({ kind: 'recalled', recalled })) return;
    // Somebody has already started to sign in: that is who CareDesk is for now.
    store.revoke(recalled.tokens.release());
    await record.forgetEarlier();
  });

  async function signOut(reason: SignedOutReason): Promise<void> {
    const isFinishing = store.state().kind === 'signing-in';
    apply({ kind: 'signed-out', reason });
    // A sign-in that was just being finished may have left its token in the keychain.
    if (isFinishing) await record.clear().catch(() => undefined);
    // Asked twice, and the first is still at it.
    await store.departed();
  }

  async function changeRole(): Promise<void> {
    const state = store.state();
    if (state.kind !== 'active') throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
    const { held } = state;
    if (await dependencies.rolesChosenAtProvider()) {
      const waiting = createWaitingCalls();
      authentication.begin({ kind: 'change-role' }, (attempt) => ({
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
    let state = store.state();
    let hasRoleBeenChanged = false;
    while (state.kind === 'stepping-up' && isChangeOfRole(state)) {
      await state.waiting.done.catch(() => undefined);
      hasRoleBeenChanged = true;
      state = store.state();
    }
    if (signal.aborted) throw new CareDeskError('API_NOT_SIGNED_IN');
    if (state.kind === 'stepping-up') return state.waiting.done;
    if (state.kind !== 'active') throw new CareDeskError('API_NOT_SIGNED_IN');
    const { held } = state;
    // A change of role is an authentication as well, and may have been strong enough.
    if (hasRoleBeenChanged && held.identified.assurance.authenticator === 3) return;
    const waiting = createWaitingCalls();
    authentication.begin({ kind: 'step-up', authenticatedAfter: clock.now() }, (attempt) => ({
      kind: 'step-up-started',
      attempt,
      held,
      waiting,
    }));
    return waiting.done;
  }

  function lock(reason: LockReason): void {
    const state = store.state();
    if (!isSignedIn(state)) return;
    const { tokens, rules } = state.held;
    if (rules.signOutAfterLockedMinutes === 0) {
      apply({ kind: 'signed-out', reason });
      return;
    }
    const wait = rules.signOutAfterLockedMinutes * minute;
    const deadline: LockDeadline = {
      at: Math.min(clock.now() + wait, tokens.sessionEndsAt),
      stop: clock.after(wait, () => void apply({ kind: 'locked-too-long', deadline })),
    };
    apply({ kind: 'locked', reason, deadline });
    void tokens.withdraw();
  }

  async function workstation(event: WorkstationEvent): Promise<void> {
    // One sleep ends no unlocking that was begun after it.
    if (event === 'resumed') clock.noteWaking();
    const state = store.state();
    switch (workstationResponses[state.kind][event]) {
      case 'nothing':
        return;
      case 'lock': {
        const reason = lockReasonOf(event);
        const isWanted = reason !== 'workstation-locked' || locksWithWindows(state);
        if (reason !== null && isWanted) lock(reason);
        return;
      }
      case 'cancel':
        apply({ kind: 'attempt-cancelled' });
        return;
      case 'end':
        await close('shutdown');
    }
  }

  async function close(reason: SignedOutReason = 'user'): Promise<void> {
    if (record.remembers()) {
      const { tokens } = belongingsOf(store.state());
      if (tokens !== null) await waitAtMost(clock, longestFarewell, tokens.settled());
      if (await record.isKept()) return;
    }
    await signOut(reason).catch(() => undefined);
  }

  clock.events.on('slept', () => void workstation('resumed'));

  return {
    events: store.events,
    current: () => project(store.state(), clock.now()),
    startSignIn(hasJustAuthenticated = false) {
      const state = store.state();
      // What is waited for starts over.
      const isAsking =
        state.kind === 'resuming' || state.kind === 'stepping-up' || state.kind === 'unlocking';
      const signIn: AttemptPurpose = hasJustAuthenticated
        ? { kind: 'sign-in', hasJustAuthenticated }
        : { kind: 'sign-in' };
      authentication.begin(isAsking ? state.underWay.attempt.purpose : signIn);
    },
    resumeSignIn() {
      const state = store.state();
      if (state.kind !== 'remembered' && state.kind !== 'resuming') {
        throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
      }
      authentication.begin({ kind: 'resume', recalled: state.recalled });
    },
    cancelSignIn: () => applyOrRefuse({ kind: 'attempt-cancelled' }),
    copyLink() {
      const state = store.state();
      const underWay = 'underWay' in state ? state.underWay : null;
      if (underWay === null || underWay.link === null) {
        throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
      }
      underWay.attempt.copyLink(underWay.link);
    },
    chooseRole(roleId) {
      const state = store.state();
      if (!isSignedIn(state)) throw new CareDeskError('BRIDGE_NOT_POSSIBLE_NOW');
      const { rights, tokens } = state.held;
      const role = rights.roles.find(({ id }) => id === roleId);
      if (role === undefined) throw new CareDeskError('ROLE_NOT_YOURS');
      applyOrRefuse({ kind: 'role-chosen', role });
      void tokens.noteRole(role.id);
    },
    changeRole,
    keepRole: () => applyOrRefuse({ kind: 'role-kept' }),
    signOut,
    recall,
    lock,
    unlock: () => authentication.begin({ kind: 'unlock', authenticatedAfter: clock.now() }),
    activity: () => belongingsOf(store.state()).idle?.active(),
    keepWork: (work) => void apply({ kind: 'work-kept', work }),
    keptWork() {
      const state = store.state();
      if (state.kind !== 'active' && state.kind !== 'stepping-up') return null;
      const { kept } = state.inUse;
      apply({ kind: 'work-handed-out' });
      return kept;
    },
    keepChoice: (choice) => void apply({ kind: 'choice-kept', choice }),
    keptChoice() {
      const state = store.state();
      if (state.kind !== 'choosing-role') return null;
      apply({ kind: 'choice-handed-out' });
      return state.choice;
    },
    workstation,
    signedOutElsewhere() {
      const state = store.state();
      if ('held' in state && state.held.rules.singleSession) {
        apply({ kind: 'signed-out', reason: 'signed-out-elsewhere' });
      }
    },
    hearOfEnd(ended) {
      if (atStart.kind !== 'signed-out') return;
      apply({ kind: 'ended-before', departure: atStart.departure, ended });
    },
    close,
    refusePolicy(error) {
      apply({ kind: 'policy-refused', failure: failureFrom(error, 'POLICY_UNREADABLE') });
    },
    credentials: () => credentialsIn(store.state()),
    stepUp,
    endExpired(keeper) {
      const { tokens } = belongingsOf(store.state());
      if (tokens?.keeper === keeper) apply({ kind: 'expired', tokens });
    },
  };
}

/** Whether locking Windows is to lock CareDesk, too (policy `lockOnWorkstationLock`). */
function locksWithWindows(state: State): boolean {
  return 'held' in state && state.held.rules.lockOnWorkstationLock;
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
