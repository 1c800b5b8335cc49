import type { Failure, Role } from '../contract/session.ts';
import type { PlatformTokens } from '../identity/platform-tokens.ts';
import { assuranceClaimsOf } from '../identity/remembered-sign-in.ts';
import type { Identified, SignInPurpose } from '../identity/sign-in.ts';
import { admittedRole, isSomebodyElse, roleToTake, shortSessionNotice } from './admission.ts';
import type { Attempt, AttemptHooks, AttemptPurpose } from './attempt.ts';
import type { IdleClock } from './idle-clock.ts';
import { keptSignIn, type SignInRecord } from './record.ts';
import {
  createRecordedTokens,
  type RecalledSignIn,
  type RecordedTokens,
  type RecordedTokensDependencies,
} from './recorded-tokens.ts';
import type { SessionRules } from './rules.ts';
import type { SessionEvent } from './session-event.ts';
import type { Rights, SessionDependencies } from './session-interface.ts';
import { type HeldPerson, isSignedIn } from './state.ts';
import type { SessionStore } from './store.ts';

/** Asks the provider who is there, and takes over whoever answers. */
export interface Authentication {
  /**
   * Begins an attempt once the session has taken it up.
   * @throws CareDeskError BRIDGE_NOT_POSSIBLE_NOW when it does not
   */
  begin(purpose: AttemptPurpose, started?: (attempt: Attempt) => SessionEvent): void;
}

interface AuthenticationDependencies
  extends Pick<SessionDependencies, 'createAttempt' | 'signIn' | 'resume' | 'rightsOf' | 'rules'> {
  readonly store: SessionStore;
  readonly record: SignInRecord;
  readonly ofTokens: RecordedTokensDependencies;
  /** Starts with the person being there. */
  createIdleClock(rules: SessionRules): IdleClock;
}

/** One attempt with a purpose, whatever the person authenticates for. */
export function createAuthentication(dependencies: AuthenticationDependencies): Authentication {
  const { store, record, ofTokens, createAttempt } = dependencies;

  function authenticate(attempt: Attempt, hooks: AttemptHooks): Promise<void> {
    const { purpose } = attempt;
    switch (purpose.kind) {
      case 'resume':
        return goOn(attempt, hooks, purpose.recalled);
      case 'sign-in':
      case 'step-up':
      case 'change-role':
      case 'unlock':
        return signIn(attempt, hooks, purpose);
    }
  }

  async function signIn(
    attempt: Attempt,
    hooks: AttemptHooks,
    purpose: SignInPurpose,
  ): Promise<void> {
    const { tokens, ...identified } = await dependencies.signIn(hooks, purpose);
    if (isSomebodyElse(store.state(), identified)) {
      // They start as anybody does, where nothing of the first is left: not in this process.
      store.apply({ kind: 'person-changed', attempt });
      store.revoke(tokens);
    } else {
      await takeOver(attempt, identified, tokens);
    }
  }

  /** Tokens of a sign-in that comes to nothing are revoked: nobody else knows of them. */
  async function takeOver(
    attempt: Attempt,
    identified: Identified,
    issued: PlatformTokens,
  ): Promise<void> {
    let written: Promise<Failure | null> | null = null;
    let isTaken = false;
    try {
      const found = await attempt.during(dependencies.rightsOf(identified));
      const rules = await attempt.during(dependencies.rules());
      const role = admittedRole(store.state(), identified, found);
      const kept = keptSignIn(identified, issued, role?.id ?? null);
      written = record.write(kept);
      const notice = (await attempt.during(written)) ?? found.notice ?? shortSessionNotice(issued);
      const tokens = createRecordedTokens(issued, kept, ofTokens);
      try {
        isTaken = settle(attempt, holdPerson(identified, found, tokens, rules), role, notice);
      } finally {
        if (!isTaken) tokens.release();
      }
    } finally {
      if (!isTaken) {
        store.revoke(issued);
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
    const rules = await attempt.during(dependencies.rules());
    const role = roleToTake(found, remembered.roleId);
    const { person, claims } = identified;
    const said = { person, roleId: role?.id ?? null, claims: assuranceClaimsOf(claims) };
    const notice = (await attempt.during(tokens.note(said))) ?? found.notice;
    settle(attempt, holdPerson(identified, found, tokens, rules), role, notice);
  }

  function settle(
    attempt: Attempt,
    held: HeldPerson,
    role: Role | null,
    notice: Failure | null,
  ): boolean {
    const idle = dependencies.createIdleClock(held.rules);
    let isTaken = false;
    try {
      isTaken = store.apply({ kind: 'authenticated', attempt, held, role, notice, idle });
    } finally {
      if (!isTaken) idle.stop();
    }
    return isTaken;
  }

  /** Puts into the keychain what holds now. A locked sign-in is in none. */
  async function keepWhatStands(): Promise<unknown> {
    const state = store.state();
    const kept = isSignedIn(state) ? state.held.tokens.kept() : null;
    return kept === null ? record.clear() : record.write(kept);
  }

  return {
    begin(purpose, started = (attempt) => ({ kind: 'attempt-started', attempt })) {
      const attempt = createAttempt(purpose);
      store.applyOrRefuse(started(attempt));
      attempt.run((hooks) => authenticate(attempt, hooks), store.apply);
    },
  };
}

/** What is kept of a person who has authenticated: nothing that rights have been read from. */
function holdPerson(
  { subject, person, assurance, endSessionAddress }: Identified,
  { roles, elsewhere, activities }: Rights,
  tokens: RecordedTokens,
  rules: SessionRules,
): HeldPerson {
  return {
    identified: { subject, person, assurance, endSessionAddress },
    rights: { roles, elsewhere, activities },
    tokens,
    rules,
  };
}
