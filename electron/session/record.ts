import type { Failure } from '../contract/session.ts';
import { failureFrom } from '../ground/caredesk-error.ts';
import type { PlatformTokens } from '../identity/platform-tokens.ts';
import {
  assuranceClaimsOf,
  type Binding,
  type RememberedSignIn,
  readRecord,
  recordOf,
} from '../identity/remembered-sign-in.ts';
import type { Identified } from '../identity/sign-in.ts';

/** Where the keychain keeps the current sign-in. Rejects when the keychain refuses. */
export interface SecretPlace {
  save(secret: string): Promise<void>;
  load(): Promise<string | null>;
  /** Removes what an interrupted save has left beside the sign-in. */
  sweep(): Promise<void>;
  clear(): Promise<void>;
}

/** A sign-in as the keychain keeps it; without a refresh token there is nothing to keep. */
export type KeptSignIn = Omit<RememberedSignIn, 'refreshToken'> & {
  readonly refreshToken: string | null;
};

/** What is kept of a sign-in that has just been made. */
export function keptSignIn(
  { subject, person, claims }: Identified,
  { refreshToken, sessionEndsAt }: PlatformTokens,
  roleId: string | null,
): KeptSignIn {
  return {
    subject,
    person,
    refreshToken,
    sessionEndsAt,
    roleId,
    claims: assuranceClaimsOf(claims),
  };
}

/** The only one that writes what the keychain keeps of the current sign-in. */
export interface SignInRecord {
  /** Never throws; the failure is something to tell the person. */
  write(signIn: KeptSignIn): Promise<Failure | null>;
  /** Writes what matters only to somebody who goes on another day, such as the role. */
  writeRole(signIn: KeptSignIn): Promise<Failure | null>;
  /** Rejects when the keychain refuses. */
  clear(): Promise<void>;
  /**
   * The sign-in to go on with, or null. Whatever else lies there is removed, unless it cannot be read
   * or has been written since CareDesk started. Never throws.
   */
  recall(): Promise<{ readonly signIn: RememberedSignIn; readonly binding: Binding } | null>;
  /** Removes what an earlier start has left. Never throws. */
  forgetEarlier(): Promise<void>;
  /** Whether the policy is known to remember sign-ins. */
  remembers(): boolean;
  /** Whether, once all is written or cleared, the sign-in can be gone on with another day. */
  isKept(): Promise<boolean>;
}

interface RecordDependencies {
  readonly place: SecretPlace;
  /** What a record is bound to, or null unless policy `rememberSignIn`. May reject. */
  remembering(): Promise<Binding | null>;
  readonly now: () => number;
}

/** Without `rememberSignIn` nothing is ever written or read, and whatever lies there is removed. */
export function createSignInRecord({ place, remembering, now }: RecordDependencies): SignInRecord {
  let binding: Binding | null | undefined;
  /** Whether CareDesk has written anything since it started. */
  let isWritten = false;
  /** Whether the keychain holds the sign-in once all is written or cleared. */
  let isKept = Promise.resolve(false);

  /** Asked again after a failure: an administrator may have mended the policy meanwhile. */
  async function learnBinding(): Promise<Binding | null> {
    try {
      if (binding === undefined) binding = await remembering();
    } catch {
      return null;
    }
    return binding;
  }

  async function save(text: string): Promise<Failure | null> {
    isWritten = true;
    const saved = place.save(text);
    isKept = saved.then(
      () => true,
      () => false,
    );
    try {
      await saved;
      return null;
    } catch (error) {
      return failureFrom(error, 'KEYCHAIN_UNAVAILABLE');
    }
  }

  function clear(): Promise<void> {
    const cleared = place.clear();
    isKept = cleared.then(
      () => false,
      () => false,
    );
    return cleared;
  }

  async function forgetEarlier(): Promise<void> {
    if (!isWritten) await clear().catch(() => undefined);
  }

  return {
    async write({ refreshToken, ...rest }) {
      const bound = await learnBinding();
      if (bound === null || refreshToken === null) {
        isKept = Promise.resolve(false);
        return null;
      }
      return save(recordOf({ ...rest, refreshToken }, bound));
    },
    async writeRole({ refreshToken, ...rest }) {
      if (refreshToken === null || binding === undefined || binding === null) return null;
      return save(recordOf({ ...rest, refreshToken }, binding));
    },
    clear,
    async recall() {
      const bound = await learnBinding();
      if (bound !== null) {
        const read = await place.load().then(
          (text) => ({ text }),
          () => null,
        );
        // Not known is not nothing: what a locked keychain holds is offered another day.
        if (read === null) return null;
        const signIn = read.text === null ? null : readRecord(read.text, bound, now());
        if (signIn !== null && !isWritten) {
          isKept = Promise.resolve(true);
          // A CareDesk that was ended amid a save has left part of another record.
          void place.sweep().catch(() => undefined);
          return { signIn, binding: bound };
        }
      }
      await forgetEarlier();
      return null;
    },
    forgetEarlier,
    remembers: () => binding !== undefined && binding !== null,
    isKept: () => isKept,
  };
}
