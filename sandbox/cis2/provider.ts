import { type Configuration, interactionPolicy, Provider } from 'oidc-provider';
import { clientRegistration } from '../client-registration.ts';
import type { FaultSwitch } from '../faults.ts';
import { personByUid } from '../people.ts';
import { acrValuesSupported, leastLevel, levelOfAcr } from './assurance.ts';
import { claimsByScope, idTokenClaims, userinfoClaims } from './claims.ts';
import { pageHeaders, providerErrorPage } from './passkey-page.ts';
import type { SigningKey } from './signing-key.ts';

const { base, Check } = interactionPolicy;

function signInPolicy() {
  const policy = base();
  // Without this, oidc-provider asks a native client's user for consent every time; CIS2 never
  // asks for consent.
  policy.get('consent')?.checks.remove('native_client_prompt');
  policy.get('login')?.checks.add(
    new Check('acr_level', 'a stronger authenticator is needed', (ctx) => {
      const { session, params } = ctx.oidc;
      return (
        session?.accountId !== undefined &&
        levelOfAcr(session.acr) < leastLevel(params?.['acr_values'])
      );
    }),
  );
  return policy;
}

export interface ProviderOptions {
  readonly issuer: string;
  readonly key: SigningKey;
  readonly faults: FaultSwitch;
  /** Path of the passkey pages, under the issuer's path. */
  readonly pagesPath: string;
}

/**
 * The OpenID provider, configured as CIS2 is known to behave: code flow only, RS256, no refresh
 * token, roles and organisations from userinfo only, endpoints at ForgeRock's paths.
 */
export function createProvider({ issuer, key, faults, pagesPath }: ProviderOptions): Provider {
  const configuration: Configuration = {
    clients: [
      {
        client_id: clientRegistration.clientId,
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        redirect_uris: [...clientRegistration.redirectUris],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        id_token_signed_response_alg: 'RS256',
      },
    ],
    jwks: { keys: [key.privateJwk] },
    responseTypes: ['code'],
    routes: {
      authorization: '/authorize',
      token: '/access_token',
      userinfo: '/userinfo',
      jwks: '/connect/jwk_uri',
    },
    features: {
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      dPoP: { enabled: false },
    },
    pkce: { required: () => true },
    clientAuthMethods: ['none', 'client_secret_post', 'private_key_jwt'],
    acrValues: acrValuesSupported,
    scopes: ['openid'],
    claims: claimsByScope,
    clockTolerance: 0,
    cookies: { keys: [crypto.randomUUID()] },
    // CIS2 lifetimes are not public; these are the sandbox's own. Seconds.
    ttl: {
      AuthorizationCode: 60,
      AccessToken: 3599,
      IdToken: 3600,
      Interaction: 600,
      Session: 600,
      Grant: 3600,
    },
    interactions: {
      policy: signInPolicy(),
      url: (_ctx, interaction) => `${pagesPath}/${interaction.uid}`,
    },
    // A grant of its own for every sign-in: replaying one code revokes that sign-in only.
    loadExistingGrant: async (ctx) => {
      const { client, session, provider } = ctx.oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new provider.Grant({
        clientId: client.clientId,
        accountId: session.accountId,
      });
      grant.addOIDCScope(Object.keys(claimsByScope).join(' '));
      await grant.save();
      return grant;
    },
    findAccount: (ctx, sub, token) => {
      const person = personByUid(sub);
      if (person === undefined) return undefined;
      return {
        accountId: person.uid,
        claims: (use) =>
          use === 'id_token'
            ? idTokenClaims(person, {
                clientId: clientRegistration.clientId,
                acr: token?.kind === 'AuthorizationCode' ? token.acr : undefined,
                sid: token?.kind === 'AuthorizationCode' ? token.sessionUid : undefined,
                accessToken: ctx.oidc.entities.AccessToken?.jti,
                lowAssurance: faults.active().includes('low-assurance'),
              })
            : userinfoClaims(person),
      };
    },
    renderError: (ctx, out) => {
      ctx.set({ ...pageHeaders });
      ctx.body = providerErrorPage(pagesPath, out.error, out.error_description ?? 'No details');
    },
    // oidc-provider refuses to fetch from loopback; here everything is on loopback.
    fetch: (url, options) => globalThis.fetch(url, options),
  };
  return new Provider(issuer, configuration);
}
