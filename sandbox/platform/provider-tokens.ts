import type { IncomingMessage } from 'node:http';
import type { TokenOwnerLookUp } from '../cis2/token-owner.ts';
import { clientRegistration } from '../client-registration.ts';
import { header } from '../http/exchange.ts';
import type { TokenStore } from './token-store.ts';

/**
 * Lets the APIs take the provider's own access tokens (profile `oidc`), as a gateway that trusts
 * that provider does: asks it about the token of every request, so that a revoked one ends at once.
 */
export function createProviderTokens(
  tokens: TokenStore,
  ownerOf: TokenOwnerLookUp,
  now: () => number,
): (request: IncomingMessage) => Promise<void> {
  const admitted = new Set<string>();
  return async (request) => {
    const accessToken = /^Bearer (\S+)$/i.exec(header(request, 'authorization') ?? '')?.[1];
    if (accessToken === undefined) return;
    const owner = await ownerOf(accessToken);
    if (owner === undefined) {
      if (admitted.delete(accessToken)) tokens.revoke(accessToken);
      return;
    }
    admitted.add(accessToken);
    tokens.admit(accessToken, {
      ...owner,
      clientId: clientRegistration.clientId,
      userinfo: undefined,
      firstIssuedAt: now(),
    });
  };
}
