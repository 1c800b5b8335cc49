import type { Provider } from 'oidc-provider';
import { clientRegistration } from '../client-registration.ts';
import { levelOfAcr } from './assurance.ts';

/** Whose an access token of the provider is. */
export interface TokenOwner {
  readonly uid: string;
  /** Authenticator assurance level of the sign-in. */
  readonly level: number;
}

/** Undefined for a token that is unknown, expired or revoked. */
export type TokenOwnerLookUp = (accessToken: string) => Promise<TokenOwner | undefined>;

/** Tells whose CareDesk's access tokens are. oidc-provider keeps no acr with them. */
export function createTokenOwnerLookUp(provider: Provider): TokenOwnerLookUp {
  const levels = new Map<string, number>();
  provider.on('grant.success', (ctx) => {
    const { AuthorizationCode: code } = ctx.oidc.entities;
    if (code?.grantId !== undefined) levels.set(code.grantId, levelOfAcr(code.acr));
  });
  return async (accessToken) => {
    const token = await provider.AccessToken.find(accessToken);
    if (token?.clientId !== clientRegistration.clientId || !token.isValid) return undefined;
    const level = levels.get(token.grantId ?? '');
    return level === undefined ? undefined : { uid: token.accountId ?? '', level };
  };
}
