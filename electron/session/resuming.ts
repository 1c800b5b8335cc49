import type { FailureCode } from '../contract/failures.ts';
import type { Failure, SessionState, SignedOutReason } from '../contract/session.ts';
import { assuranceClaimsOf } from '../identity/remembered-sign-in.ts';
import type { Identified, SignedIn } from '../identity/sign-in.ts';
import { type RecalledSignIn, recallSignIn } from './recalled-sign-in.ts';
import { type Rights, roleToTake, type SessionDependencies } from './session-interface.ts';
import type { SessionEvent } from './session-machine.ts';
import type { KeptSignIn, SignInRecord } from './sign-in-record.ts';

/** Going on with the sign-in from before CareDesk was closed. */
export interface Resuming {
  /** The sign-in that can be gone on with, or null. */
  recalled(): RecalledSignIn | null;
  /** Offers what the keychain holds of an earlier sign-in. Never throws. */
  offer(): Promise<void>;
  /** Asks whether the person may go on. The session accepts the event first, or throws. */
  start(): void;
  /** Somebody signs in afresh: the earlier sign-in is forgotten and revoked. */
  forget(): void;
  /** Ends the session that was remembered, with nothing of it left. */
  end(reason: SignedOutReason, failure: Failure | null): Promise<void>;
}

interface ResumingDependencies
  extends Pick<SessionDependencies, 'clock' | 'attempts' | 'refresh' | 'rightsOf' | 'revoke'> {
  readonly record: SignInRecord;
  state(): SessionState;
  apply(event: SessionEvent): boolean;
  applyOrRefuse(event: SessionEvent): void;
  /** Clears the keychain and the window. */
  leaveNothing(): Promise<void>;
  /** The person is signed in again. @throws when the session cannot take them. */
  onResumed(signedIn: SignedIn, rights: Rights, kept: KeptSignIn): void;
}

/** Failures that the same remembered sign-in can only meet again. */
const finalFailures: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'RESUME_OTHER_PERSON',
  'SESSION_ENDED',
  'SIGN_IN_ASSURANCE_TOO_LOW',
  'SIGN_IN_ACR_UNKNOWN',
  'SIGN_IN_IDENTITY_LEVEL_NOT_TOLD',
  'SIGN_IN_IDENTITY_NOT_VERIFIED',
  'SIGN_IN_LEVEL_NOT_TOLD',
  'SIGN_IN_NOT_FRESH',
  'SIGN_IN_PERSON_MISMATCH',
]);

/** Nothing is remembered until it is offered. */
export function createResuming(dependencies: ResumingDependencies): Resuming {
  const { attempts, record, apply } = dependencies;
  let recalled: RecalledSignIn | null = null;

  async function end(reason: SignedOutReason, failure: Failure | null): Promise<void> {
    attempts.cancel();
    const state = dependencies.state();
    // Whoever answered in the browser may be signed in there, whatever came of it here.
    const hasAnswered =
      recalled?.usesBrowser === true &&
      state.kind === 'resuming' &&
      state.attempt.phase === 'completing';
    const tokens = recalled?.drop() ?? null;
    recalled = null;
    const browserSession = hasAnswered ? 'may-remain' : 'none';
    apply({ kind: 'signed-out', reason, failure, browserSession });
    if (tokens !== null && failure?.code !== 'SESSION_ENDED') void dependencies.revoke(tokens);
    await dependencies.leaveNothing();
  }

  function isUnderWay(attemptId: number): boolean {
    const state = dependencies.state();
    return state.kind === 'resuming' && state.attempt.id === attemptId;
  }

  async function onIdentified(
    from: RecalledSignIn,
    attemptId: number,
    identified: Identified,
  ): Promise<void> {
    const found = await dependencies.rightsOf(identified);
    if (recalled !== from || !isUnderWay(attemptId)) return;
    const { person, claims } = identified;
    const chosen = roleToTake(found, from.signIn().roleId);
    const kept: KeptSignIn = {
      ...from.signIn(),
      person,
      roleId: chosen?.id ?? null,
      claims: assuranceClaimsOf(claims),
    };
    const notice = (await record.write(kept)) ?? found.notice;
    if (recalled !== from || !isUnderWay(attemptId)) return;
    recalled = null;
    const tokens = from.drop();
    if (tokens === null) return;
    try {
      dependencies.onResumed({ ...identified, tokens }, { ...found, chosen, notice }, kept);
    } catch (error) {
      void dependencies.revoke(tokens);
      throw error;
    }
  }

  return {
    recalled: () => recalled,
    async offer() {
      const remembered = await record.recall();
      if (remembered === null) return;
      const { clock, refresh } = dependencies;
      const found = recallSignIn(remembered, {
        clock,
        record,
        refresh,
        onUnused: (tokens) => void dependencies.revoke(tokens),
        onExpired: () => void end('session-expired', { code: 'SESSION_ENDED', detail: null }),
      });
      const { person, sessionEndsAt } = remembered.signIn;
      if (apply({ kind: 'recalled', person, sessionEndsAt })) {
        recalled = found;
        return;
      }
      // Somebody has already started to sign in: that is who CareDesk is for now.
      const tokens = found.drop();
      if (tokens !== null) void dependencies.revoke(tokens);
      await record.forgetEarlier();
    },
    start() {
      const from = recalled;
      const attemptId = attempts.nextId();
      const usesBrowser = from?.usesBrowser ?? false;
      dependencies.applyOrRefuse({ kind: 'resume-started', attemptId, usesBrowser });
      if (from === null) return;
      const { accessToken } = from.tokens.keeper;
      attempts.resume(
        attemptId,
        { remembered: from.signIn(), accessToken },
        {
          onNews(event) {
            const isFinal =
              event.kind === 'sign-in-failed' &&
              (recalled === null || finalFailures.has(event.failure.code));
            if (isFinal && isUnderWay(attemptId)) {
              void end('failed', event.failure);
            } else {
              apply(event);
            }
          },
          onSignedIn: (identified) => onIdentified(from, attemptId, identified),
        },
      );
    },
    forget() {
      const tokens = recalled?.drop() ?? null;
      if (recalled === null) return;
      recalled = null;
      if (tokens !== null) void dependencies.revoke(tokens);
      void record.clear().catch(() => undefined);
    },
    end,
  };
}
