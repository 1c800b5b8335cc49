import type { Failure } from '../contract/session.ts';
import type { Clock } from '../ground/clock.ts';
import type { PlatformTokens } from '../identity/platform-tokens.ts';
import type { Binding, RememberedSignIn } from '../identity/remembered-sign-in.ts';
import { createTokenKeeper, type TokenKeeper } from '../identity/token-keeper.ts';
import type { KeptSignIn, SignInRecord } from './record.ts';

/**
 * The tokens of one sign-in, what the keychain keeps of it (always the newest), and the timer that
 * ends it. A sign-in is known by this object: news of any other is late.
 */
export interface RecordedTokens {
  readonly keeper: TokenKeeper;
  /** Epoch milliseconds. */
  readonly sessionEndsAt: number;
  /** As it is, or would be, in the keychain; null once released. */
  kept(): KeptSignIn | null;
  /** Notes who goes on. Never throws; the failure is something to tell the person. */
  note(said: Pick<KeptSignIn, 'person' | 'roleId' | 'claims'>): Promise<Failure | null>;
  /** Notes the role in use. Never throws; a keychain that refuses is told to the listener. */
  noteRole(roleId: string): Promise<void>;
  /** Resolves when no refresh is under way and what it gave is written. */
  settled(): Promise<void>;
  /**
   * Takes the sign-in out of the keychain and writes it there no more. Never throws. Whoever starts
   * CareDesk again must not get round a lock.
   */
  withdraw(): Promise<void>;
  /** Drops the tokens and gives them back to be revoked. The keychain is left as it is. */
  release(): PlatformTokens | null;
}

/** A sign-in from before CareDesk was closed, until the person goes on with it or it is dropped. */
export interface RecalledSignIn {
  /** As the keychain kept it; its refresh token may have been replaced since. */
  readonly signIn: RememberedSignIn;
  readonly tokens: RecordedTokens;
  /** Whether going on with it takes the browser. */
  readonly usesBrowser: boolean;
}

export interface RecordedTokensDependencies {
  readonly clock: Clock;
  readonly record: SignInRecord;
  refresh(tokens: PlatformTokens): Promise<PlatformTokens>;
  /** What has changed could not be written. */
  onNotWritten(tokens: RecordedTokens, failure: Failure): void;
  /** Tokens came when nobody could use them any more. */
  onUnused(tokens: PlatformTokens): void;
  /** The session has come to its end. */
  onExpired(tokens: RecordedTokens): void;
}

/** Keeps the tokens of a sign-in and the record of it together, until `release`. */
export function createRecordedTokens(
  tokens: PlatformTokens,
  written: KeptSignIn,
  { clock, record, refresh, ...listener }: RecordedTokensDependencies,
): RecordedTokens {
  let kept: KeptSignIn | null = written;
  let isWithdrawn = false;
  const underWay = new Set<Promise<unknown>>();

  const keeper = createTokenKeeper({
    tokens,
    now: clock.now,
    refresh,
    onUnused: listener.onUnused,
    async onRotated(refreshToken) {
      if (kept === null) return;
      kept = { ...kept, refreshToken };
      if (isWithdrawn) return;
      tellOf(await record.write(kept));
    },
  });
  const stopExpiry = clock.after(tokens.sessionEndsAt - clock.now(), () =>
    listener.onExpired(recorded),
  );

  function tellOf(failure: Failure | null): void {
    if (failure !== null) listener.onNotWritten(recorded, failure);
  }

  function watched(asked: Promise<string>): Promise<string> {
    const settled = asked.then(
      () => undefined,
      () => undefined,
    );
    underWay.add(settled);
    void settled.finally(() => underWay.delete(settled));
    return asked;
  }

  const recorded: RecordedTokens = {
    keeper: {
      accessToken: () => watched(keeper.accessToken()),
      replacementFor: (refused) => watched(keeper.replacementFor(refused)),
      forget: keeper.forget,
    },
    sessionEndsAt: tokens.sessionEndsAt,
    kept: () => kept,
    async note(said) {
      if (kept === null) return null;
      kept = { ...kept, ...said };
      return record.write(kept);
    },
    async noteRole(roleId) {
      if (kept === null || kept.roleId === roleId) return;
      kept = { ...kept, roleId };
      tellOf(await record.writeRole(kept));
    },
    async settled() {
      await Promise.all(underWay);
    },
    async withdraw() {
      isWithdrawn = true;
      await record.clear().catch(() => undefined);
    },
    release() {
      stopExpiry();
      kept = null;
      return keeper.forget();
    },
  };
  return recorded;
}

/** Takes up what `SignInRecord.recall` gave. */
export function recallSignIn(
  { signIn, binding }: { readonly signIn: RememberedSignIn; readonly binding: Binding },
  dependencies: RecordedTokensDependencies,
): RecalledSignIn {
  const { refreshToken, subject, sessionEndsAt } = signIn;
  // Access tokens are never kept: the first one comes with a refresh.
  const tokens = { accessToken: '', accessTokenExpiresAt: 0, refreshToken, subject, sessionEndsAt };
  return {
    signIn,
    tokens: createRecordedTokens(tokens, signIn, dependencies),
    usesBrowser: binding.profile === 'cis2',
  };
}
