import type { Failure, LockReason, Role, SignedOutReason } from '../contract/session.ts';
import type { Attempt, AttemptNews } from './attempt.ts';
import type { IdleClock } from './idle-clock.ts';
import type { RecalledSignIn, RecordedTokens } from './recorded-tokens.ts';
import type { EndedSession } from './session-interface.ts';
import type { HeldPerson, LockDeadline } from './state.ts';
import type { WaitingCalls } from './waiting-calls.ts';

/** Everything that can happen to a session. What it belongs to tells late news from news. */
export type SessionEvent =
  | AttemptNews
  | { readonly kind: 'policy-refused'; readonly failure: Failure }
  | { readonly kind: 'recalled'; readonly recalled: RecalledSignIn }
  /** A sign-in or a resumption starts, or an attempt that is waited for starts over. */
  | { readonly kind: 'attempt-started'; readonly attempt: Attempt }
  | {
      readonly kind: 'step-up-started';
      readonly attempt: Attempt;
      readonly held: HeldPerson;
      readonly waiting: WaitingCalls;
    }
  | { readonly kind: 'attempt-cancelled' }
  | {
      readonly kind: 'authenticated';
      readonly attempt: Attempt;
      readonly held: HeldPerson;
      /** The role to work in, or null when they have to choose. */
      readonly role: Role | null;
      readonly notice: Failure | null;
      /** Starts with the person being there. */
      readonly idle: IdleClock;
    }
  /** Somebody else has authenticated to unlock. */
  | { readonly kind: 'person-changed'; readonly attempt: Attempt }
  /** What came of the end of the session before this process. */
  | { readonly kind: 'ended-before'; readonly departure: symbol; readonly ended: EndedSession }
  /** Nobody seems to be there. */
  | { readonly kind: 'inactive'; readonly idle: IdleClock; readonly locksAt: number }
  | { readonly kind: 'active-again'; readonly idle: IdleClock }
  | { readonly kind: 'locked'; readonly reason: LockReason; readonly deadline: LockDeadline }
  | { readonly kind: 'locked-too-long'; readonly deadline: LockDeadline }
  | { readonly kind: 'work-kept'; readonly work: string }
  | { readonly kind: 'work-handed-out' }
  | { readonly kind: 'choice-kept'; readonly choice: string }
  | { readonly kind: 'choice-handed-out' }
  | { readonly kind: 'roles-offered'; readonly held: HeldPerson }
  | { readonly kind: 'role-chosen'; readonly role: Role }
  | { readonly kind: 'role-kept' }
  | {
      readonly kind: 'not-written';
      readonly tokens: RecordedTokens;
      readonly failure: Failure;
    }
  | { readonly kind: 'not-cleared'; readonly failure: Failure }
  | { readonly kind: 'browser-sent'; readonly departure: symbol }
  | { readonly kind: 'expired'; readonly tokens: RecordedTokens }
  | { readonly kind: 'signed-out'; readonly reason: SignedOutReason };
