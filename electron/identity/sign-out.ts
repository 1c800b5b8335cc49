import * as client from 'openid-client';
import { type Log, noLog } from '../ground/log.ts';
import type { Provider, TokenServer } from './provider.ts';

/**
 * Where the browser signs out at the provider (OpenID Connect RP-Initiated Logout 1.0, section
 * 2), or null when none is announced. It names the client and nothing else:
 * - no `id_token_hint`, which would put a token with the person's data into the browser's history
 *   and the logs of proxies. The provider then asks the person before it signs them out (2.1);
 * - no `post_logout_redirect_uri`, which providers compare exactly (3.1) while CareDesk's port is
 *   another each time and closed by then. Signing out here does not wait for the provider, so there
 *   is nothing to come back for, and no `state` to check.
 */
export function endSessionAddress(configuration: client.Configuration): string | null {
  // An address that is not safe counts as not announced: see announced-metadata.ts.
  if (configuration.serverMetadata().end_session_endpoint === undefined) return null;
  try {
    return client.buildEndSessionUrl(configuration).href;
  } catch {
    return null;
  }
}

/** Tokens as a server gave them. */
export interface IssuedTokens {
  readonly accessToken: string;
  /** Null where none came. */
  readonly refreshToken: string | null;
}

/**
 * Revokes the refresh token, or the access token where none came (RFC 7009): at the server that gave
 * it, or else at the other one, whichever announces how. The API platform announces nothing, and
 * NHS runs both. Never throws: signing out here does not depend on it.
 */
export async function revokeTokens(
  provider: Provider,
  tokens: IssuedTokens,
  server: TokenServer = 'apis',
  log: Log = noLog,
): Promise<void> {
  const servers =
    server === 'apis' ? (['apis', 'sign-in'] as const) : (['sign-in', 'apis'] as const);
  for (const at of servers) {
    let isAnnounced = false;
    try {
      const configuration = await provider.cleanupConfiguration(at);
      isAnnounced = configuration.serverMetadata().revocation_endpoint !== undefined;
      if (!isAnnounced) continue;
      await client.tokenRevocation(configuration, tokens.refreshToken ?? tokens.accessToken);
    } catch {
      // The token dies with its lifetime; nobody here holds it any more.
      log.note('tokens-not-revoked', { server: at });
    }
    if (isAnnounced) return;
  }
}
