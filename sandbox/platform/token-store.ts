import { randomBytes } from 'node:crypto';
import { OAuthError } from './oauth-error.ts';

/** Lifetimes of the platform for a CIS2 sign-in, in seconds. */
export const accessTokenSeconds = 599;
export const refreshTokenSeconds = 43_199;

/** One signed-in user of one application, from the first tokens on. */
export interface PlatformSession {
  readonly uid: string;
  readonly clientId: string;
  /** Authenticator assurance level of the sign-in. */
  readonly level: number;
  /** What `/oauth2/userinfo` says; undefined after a token exchange. */
  readonly userinfo: Readonly<Record<string, unknown>> | undefined;
  /** Epoch milliseconds; the 12 hours count from here and never slide. */
  readonly firstIssuedAt: number;
}

export interface IssuedTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly refreshExpiresIn: number;
  readonly refreshCount: number;
}

export type AccessTokenCheck =
  | { readonly kind: 'valid'; readonly session: PlatformSession }
  | { readonly kind: 'expired' }
  | { readonly kind: 'unknown' };

interface RefreshEntry {
  readonly session: PlatformSession;
  readonly count: number;
}

export interface TokenStore {
  issue(session: PlatformSession): IssuedTokens;
  /**
   * Rotates; with `keepOld` the old refresh token stays good too.
   * @throws OAuthError 401 invalid_grant for a used, unknown or outlived token.
   */
  refresh(refreshToken: string, clientId: string, keepOld?: boolean): IssuedTokens;
  check(accessToken: string): AccessTokenCheck;
  revoke(accessToken: string): void;
  /** Takes an access token that somebody else issued, for one call's time. */
  admit(accessToken: string, session: PlatformSession): void;
}

/** The platform's tokens: opaque, random, and alive by `now` (epoch milliseconds). */
export function createTokenStore(now: () => number): TokenStore {
  const accessTokens = new Map<string, { session: PlatformSession; expiresAt: number }>();
  const refreshTokens = new Map<string, RefreshEntry>();

  function issueCounted(session: PlatformSession, count: number): IssuedTokens {
    const accessToken = randomBytes(21).toString('base64url');
    const refreshToken = randomBytes(24).toString('base64url');
    accessTokens.set(accessToken, { session, expiresAt: now() + accessTokenSeconds * 1000 });
    refreshTokens.set(refreshToken, { session, count });
    const elapsed = Math.floor((now() - session.firstIssuedAt) / 1000);
    return {
      accessToken,
      refreshToken,
      refreshExpiresIn: refreshTokenSeconds - elapsed,
      refreshCount: count,
    };
  }

  return {
    issue: (session) => issueCounted(session, 0),
    refresh: (refreshToken, clientId, keepOld = false) => {
      const entry = refreshTokens.get(refreshToken);
      if (entry === undefined || entry.session.clientId !== clientId) {
        throw new OAuthError(401, 'invalid_grant', 'refresh_token is invalid');
      }
      if (now() >= entry.session.firstIssuedAt + refreshTokenSeconds * 1000) {
        throw new OAuthError(401, 'invalid_grant', 'refresh token refresh period has expired');
      }
      if (!keepOld) refreshTokens.delete(refreshToken);
      return issueCounted(entry.session, entry.count + 1);
    },
    check: (accessToken) => {
      const entry = accessTokens.get(accessToken);
      if (entry === undefined) return { kind: 'unknown' };
      return now() < entry.expiresAt
        ? { kind: 'valid', session: entry.session }
        : { kind: 'expired' };
    },
    revoke: (accessToken) => {
      accessTokens.delete(accessToken);
    },
    admit: (accessToken, session) => {
      accessTokens.set(accessToken, { session, expiresAt: now() + 10_000 });
    },
  };
}
