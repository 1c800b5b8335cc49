import type { Clock } from '../ground/clock.ts';
import type { PlatformTokens } from '../identity/platform-tokens.ts';
import type { Binding, RememberedSignIn } from '../identity/remembered-sign-in.ts';
import { createRecordedTokens, type RecordedTokens } from './recorded-tokens.ts';
import type { SignInRecord } from './sign-in-record.ts';

/** A sign-in from before CareDesk was closed, until the person goes on with it or it is dropped. */
export interface RecalledSignIn {
  /** As the keychain keeps it now. */
  signIn(): RememberedSignIn;
  readonly tokens: RecordedTokens;
  /** Whether going on with it takes the browser. */
  readonly usesBrowser: boolean;
  /** Forgets the tokens and gives them back; the keychain is left as it is. */
  drop(): PlatformTokens | null;
}

interface RecalledDependencies {
  readonly clock: Clock;
  readonly record: SignInRecord;
  refresh(tokens: PlatformTokens): Promise<PlatformTokens>;
  /** Tokens came when nobody could use them any more. */
  onUnused(tokens: PlatformTokens): void;
  /** The session has come to its end while nobody went on with it. */
  onExpired(): void;
}

/** Takes up what `SignInRecord.recall` gave. */
export function recallSignIn(
  remembered: { readonly signIn: RememberedSignIn; readonly binding: Binding },
  { clock, record, refresh, onUnused, onExpired }: RecalledDependencies,
): RecalledSignIn {
  const { signIn, binding } = remembered;
  const { refreshToken, subject, sessionEndsAt } = signIn;
  const tokens = createRecordedTokens({
    // Access tokens are never kept: the first one comes with a refresh.
    tokens: { accessToken: '', accessTokenExpiresAt: 0, refreshToken, subject, sessionEndsAt },
    kept: signIn,
    record,
    now: clock.now,
    refresh,
    // Still in memory; the write that follows going on tells when the keychain still refuses.
    onNotWritten: () => undefined,
    onUnused,
  });
  const stopExpiry = clock.after(sessionEndsAt - clock.now(), onExpired);
  return {
    signIn: () => ({ ...signIn, refreshToken: tokens.kept().refreshToken ?? refreshToken }),
    tokens,
    usesBrowser: binding.profile === 'cis2',
    drop() {
      stopExpiry();
      return tokens.keeper.forget();
    },
  };
}
