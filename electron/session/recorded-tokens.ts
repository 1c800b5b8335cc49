import type { Failure } from '../contract/session.ts';
import type { PlatformTokens } from '../identity/platform-tokens.ts';
import { createTokenKeeper, type TokenKeeper } from '../identity/token-keeper.ts';
import type { KeptSignIn, SignInRecord } from './sign-in-record.ts';

/** The tokens of one sign-in, with what the keychain keeps of it: always the newest. */
export interface RecordedTokens {
  readonly keeper: TokenKeeper;
  kept(): KeptSignIn;
  /** Notes the role in use. Never throws; the failure is something to tell the person. */
  noteRole(roleId: string): Promise<Failure | null>;
  /** Resolves when no refresh is under way and what it gave is written. */
  settled(): Promise<void>;
}

interface RecordedTokensDependencies {
  readonly tokens: PlatformTokens;
  readonly kept: KeptSignIn;
  readonly record: SignInRecord;
  readonly now: () => number;
  refresh(tokens: PlatformTokens): Promise<PlatformTokens>;
  /** A rotated refresh token could not be written. */
  onNotWritten(failure: Failure): void;
  /** Tokens came when nobody could use them any more. */
  onUnused(tokens: PlatformTokens): void;
}

/** Keeps the tokens of a sign-in and the record of it together. */
export function createRecordedTokens(dependencies: RecordedTokensDependencies): RecordedTokens {
  const { tokens, record, now, refresh, onNotWritten, onUnused } = dependencies;
  let { kept } = dependencies;
  const underWay = new Set<Promise<unknown>>();

  const keeper = createTokenKeeper({
    tokens,
    now,
    refresh,
    onUnused,
    async onRotated(refreshToken) {
      kept = { ...kept, refreshToken };
      const failure = await record.write(kept);
      if (failure !== null) onNotWritten(failure);
    },
  });

  function watched(asked: Promise<string>): Promise<string> {
    const settled = asked.then(
      () => undefined,
      () => undefined,
    );
    underWay.add(settled);
    void settled.finally(() => underWay.delete(settled));
    return asked;
  }

  return {
    keeper: {
      accessToken: () => watched(keeper.accessToken()),
      replacementFor: (refused) => watched(keeper.replacementFor(refused)),
      forget: keeper.forget,
    },
    kept: () => kept,
    async noteRole(roleId) {
      if (kept.roleId === roleId) return null;
      kept = { ...kept, roleId };
      return record.writeRole(kept);
    },
    async settled() {
      await Promise.all(underWay);
    },
  };
}
