import {
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
  Provider,
} from 'oidc-provider';
import { type ClientCredentials, clientRegistration } from '../client-registration.ts';
import type { FaultSwitch } from '../faults.ts';
import { personByUid } from '../people.ts';
import { acrValuesSupported, leastLevel, levelOfAcr } from './assurance.ts';
import { claimsByScope, idTokenClaims, roleScopes, userinfoClaims } from './claims.ts';
import type { KeyRing } from './key-ring.ts';
import { pageHeaders } from './page-layout.ts';
import { providerErrorPage } from './passkey-page.ts';
import { clientAssertionRules, registeredClients } from './registered-clients.ts';
import { asksForRole, type RoleChoices } from './role-choices.ts';
import { signedOutPage, signOutPage } from './sign-out-page.ts';

const { base, Check } = interactionPolicy;

function signInPolicy() {
  const policy = base();
  // Without this, oidc-provider asks a native client's user for consent every time; CIS2 never
  // asks for consent.
  policy.get('consent')?.checks.remove('native_client_prompt');
  policy.get('login')?.checks.add(
    new Check('role_selection', 'selecting a role needs prompt=login', (ctx) => {
      const { scope, prompt } = ctx.oidc.params ?? {};
      const isLogin = typeof prompt === 'string' && prompt.split(' ').includes('login');
      if (asksForRole(scope) && !isLogin) {
        throw new errors.InvalidRequest('selectedrole and changedrole need prompt=login');
      }
      return false;
    }),
  );
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
  readonly ring: KeyRing;
  readonly faults: FaultSwitch;
  readonly credentials: ClientCredentials;
  readonly roleChoices: RoleChoices;
  /** Where the API platform takes callbacks of the combined pattern. */
  readonly platformCallback: string;
  /** True to announce a sign-out and a revocation endpoint, and to keep sessions. */
  readonly signOutAtProvider: boolean;
  /** True to give CareDesk refresh tokens, as a trust's own provider does and CIS2 does not. */
  readonly refreshTokens: boolean;
  readonly clockSkewSeconds: number;
  /** Path of the passkey pages, under the issuer's path. */
  readonly pagesPath: string;
}

/** A grant of its own for every sign-in: replaying one code revokes that sign-in only. */
async function freshGrant(ctx: KoaContextWithOIDC, roleChoices: RoleChoices) {
  const { client, session, provider, result } = ctx.oidc;
  if (client === undefined || session?.accountId === undefined) return undefined;
  const selectedRole = result?.['selectedRole'];
  if (typeof selectedRole === 'string') {
    roleChoices.remember(session.uid, session.accountId, selectedRole);
  }
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope([...Object.keys(claimsByScope), ...roleScopes, 'offline_access'].join(' '));
  await grant.save();
  return grant;
}

function findAccount({
  faults,
  roleChoices,
}: ProviderOptions): NonNullable<Configuration['findAccount']> {
  return (ctx, sub, token) => {
    const person = personByUid(sub);
    if (person === undefined) return undefined;
    const isOfSignIn = token?.kind === 'AuthorizationCode' || token?.kind === 'RefreshToken';
    const code = isOfSignIn ? token : undefined;
    const session = code?.sessionUid;
    return {
      accountId: person.uid,
      claims: (use) =>
        use === 'id_token'
          ? idTokenClaims(person, {
              clientId: ctx.oidc.client?.clientId ?? clientRegistration.clientId,
              acr: code?.acr,
              sid: session,
              accessToken: ctx.oidc.entities.AccessToken?.jti,
              selectedRole: asksForRole(code?.scope)
                ? roleChoices.of(session, person.uid)
                : undefined,
              lowAssurance: faults.active().includes('low-assurance'),
            })
          : userinfoClaims(person),
    };
  };
}

/** Sign-out by the client (OpenID Connect RP-Initiated Logout 1.0) and revocation (RFC 7009). */
function signOutFeatures({ signOutAtProvider, pagesPath }: ProviderOptions) {
  if (!signOutAtProvider) return { rpInitiatedLogout: { enabled: false } };
  return {
    revocation: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx: KoaContextWithOIDC, form: string) => {
        ctx.set({ ...pageHeaders });
        ctx.body = signOutPage(pagesPath, form);
      },
      postLogoutSuccessSource: (ctx: KoaContextWithOIDC) => {
        ctx.set({ ...pageHeaders });
        ctx.body = signedOutPage(pagesPath);
      },
    },
  };
}

/**
 * The OpenID provider, configured as CIS2 is known to behave: code flow only, RS256, no refresh
 * token, roles and organisations from userinfo only, endpoints at ForgeRock's paths.
 */
export function createProvider(options: ProviderOptions): Provider {
  const { issuer, ring, pagesPath, clockSkewSeconds, signOutAtProvider, roleChoices } = options;
  const { refreshTokens } = options;
  const nowSeconds = () => Math.floor(Date.now() / 1000) + clockSkewSeconds;
  const configuration: Configuration = {
    clients: registeredClients(options.credentials, options.platformCallback, refreshTokens),
    jwks: { keys: [ring.first.privateJwk] },
    responseTypes: ['code'],
    routes: {
      authorization: '/authorize',
      token: '/access_token',
      userinfo: '/userinfo',
      jwks: '/connect/jwk_uri',
      end_session: '/connect/endSession',
      revocation: '/token/revoke',
    },
    features: {
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      dPoP: { enabled: false },
      ...signOutFeatures(options),
    },
    // The API platform knows no PKCE.
    pkce: { required: (_ctx, client) => client.clientId === clientRegistration.clientId },
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    ...clientAssertionRules(`${issuer}/access_token`, nowSeconds),
    acrValues: acrValuesSupported,
    scopes: ['openid', ...roleScopes, ...(refreshTokens ? ['offline_access'] : [])],
    claims: claimsByScope,
    // The library has the real time only; the rules of client assertions know the shifted one.
    clockTolerance: Math.abs(clockSkewSeconds),
    cookies: { keys: [crypto.randomUUID()] },
    // CIS2 lifetimes are not public; these are the sandbox's own. Seconds.
    ttl: {
      AuthorizationCode: 60,
      AccessToken: 3599,
      IdToken: 3600,
      Interaction: 600,
      Session: signOutAtProvider ? 43_200 : 600,
      Grant: refreshTokens ? 43_200 : 3600,
      RefreshToken: 43_199,
    },
    // When they are given is left to oidc-provider: for `offline_access` with prompt=consent, and
    // not otherwise (OpenID Connect Core 11).
    ...(refreshTokens && { rotateRefreshToken: true }),
    interactions: {
      policy: signInPolicy(),
      url: (_ctx, interaction) => `${pagesPath}/${interaction.uid}`,
    },
    loadExistingGrant: (ctx) => freshGrant(ctx, roleChoices),
    findAccount: findAccount(options),
    renderError: (ctx, out) => {
      ctx.set({ ...pageHeaders });
      ctx.body = providerErrorPage(pagesPath, out.error, out.error_description ?? 'No details');
    },
    // oidc-provider refuses to fetch from loopback; here everything is on loopback.
    fetch: (url, options) => globalThis.fetch(url, options),
  };
  return new Provider(issuer, configuration);
}
