import * as client from 'openid-client';
import type { PlatformTokens } from './platform-tokens.ts';
import type { Provider } from './provider.ts';

/**
 * Where the browser signs out at the provider (OpenID Connect RP-Initiated Logout 1.0, section
 * 2), or null when none is announced. Names the client and nothing of the person: an
 * `id_token_hint` would put a token into an address.
 */
export function endSessionAddress(configuration: client.Configuration): string | null {
  if (configuration.serverMetadata().end_session_endpoint === undefined) return null;
  try {
    return client.buildEndSessionUrl(configuration).href;
  } catch {
    return null;
  }
}

/**
 * Revokes the refresh token where the server announces how (RFC 7009). Never throws: signing out
 * here does not depend on it.
 */
export async function revokeTokens(provider: Provider, tokens: PlatformTokens): Promise<void> {
  try {
    const configuration = await provider.tokenConfiguration();
    if (configuration.serverMetadata().revocation_endpoint === undefined) return;
    await client.tokenRevocation(configuration, tokens.refreshToken ?? tokens.accessToken);
  } catch {
    // The token dies with its lifetime; nobody here holds it any more.
  }
}
