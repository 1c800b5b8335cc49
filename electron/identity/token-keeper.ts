import { CareDeskError } from '../ground/caredesk-error.ts';
import type { PlatformTokens } from './platform-tokens.ts';

/** Holds the platform's tokens in memory and is the only one that refreshes them. */
export interface TokenKeeper {
  /**
   * An access token with at least a minute left, where it can be refreshed.
   * @throws CareDeskError SESSION_ENDED or SESSION_ENDED_NOT_RENEWABLE when it can no longer be
   *   refreshed, or what `refreshTokens` throws.
   */
  accessToken(): Promise<string>;
  /** A token newer than one an API has refused; refreshes once however many calls ask. */
  replacementFor(refused: string): Promise<string>;
  /** Drops the tokens and gives them back to be revoked; every later call throws SESSION_ENDED. */
  forget(): PlatformTokens | null;
}

interface KeeperDependencies {
  readonly tokens: PlatformTokens;
  readonly now: () => number;
  refresh(tokens: PlatformTokens): Promise<PlatformTokens>;
  /** Stores a rotated refresh token, before the new access token is used. Must not throw. */
  onRotated(refreshToken: string): Promise<void>;
  /** New tokens came after the old ones were dropped: nobody will use them. Must not throw. */
  onUnused?(tokens: PlatformTokens): void;
}

const refreshAhead = 60_000;

/** Keeps the tokens of one sign-in. Concurrent callers share one refresh (single flight). */
export function createTokenKeeper(dependencies: KeeperDependencies): TokenKeeper {
  const { now, refresh, onRotated, onUnused } = dependencies;
  let tokens: PlatformTokens | null = dependencies.tokens;
  let refreshing: Promise<string> | null = null;

  async function refreshNow(held: PlatformTokens): Promise<string> {
    if (held.refreshToken === null) throw new CareDeskError('SESSION_ENDED_NOT_RENEWABLE');
    if (now() >= held.sessionEndsAt) throw new CareDeskError('SESSION_ENDED');
    const fresh = await refresh(held);
    // Signed out while the answer was under way: the new tokens belong to nobody.
    if (tokens !== held) onUnused?.(fresh);
    if (tokens !== held) throw new CareDeskError('SESSION_ENDED');
    tokens = fresh;
    if (fresh.refreshToken !== null && fresh.refreshToken !== held.refreshToken) {
      await onRotated(fresh.refreshToken);
    }
    return fresh.accessToken;
  }

  function single(held: PlatformTokens): Promise<string> {
    refreshing ??= refreshNow(held).finally(() => {
      refreshing = null;
    });
    return refreshing;
  }

  return {
    async accessToken() {
      if (tokens === null) throw new CareDeskError('SESSION_ENDED');
      // One that cannot be renewed serves to its last moment.
      const ahead = tokens.refreshToken === null ? 0 : refreshAhead;
      if (tokens.accessTokenExpiresAt - now() > ahead) return tokens.accessToken;
      return single(tokens);
    },
    async replacementFor(refused) {
      if (tokens === null) throw new CareDeskError('SESSION_ENDED');
      return tokens.accessToken === refused ? single(tokens) : tokens.accessToken;
    },
    forget() {
      const forgotten = tokens;
      tokens = null;
      return forgotten;
    },
  };
}
