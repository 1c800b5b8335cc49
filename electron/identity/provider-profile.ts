import type { Policy } from '../policy/policy-schema.ts';
import type { ClientAuthenticationMethod } from './client-authentication.ts';

/** What every kind of provider has in common. Nothing of this is written in a flow. */
interface CommonProfile {
  readonly clientId: string;
  readonly clientAuthentication: ClientAuthenticationMethod;
  readonly scope: string;
  /** Scope that lets the person choose another role at the provider; null where CareDesk asks. */
  readonly changeRoleScope: string | null;
  readonly acrValues: string;
  /** Lowest authenticator assurance level that may come back. */
  readonly requiredAuthenticatorLevel: 2 | 3;
  /** Lowest identity assurance level that may come back. */
  readonly requiredIdentityLevel: number;
  /** Seconds since the person authenticated, at most. */
  readonly maxAge: number;
  readonly redirect: {
    readonly host: '127.0.0.1' | 'localhost';
    readonly path: string;
    readonly ports: readonly number[];
  };
  /** True for the sandbox alone, whose addresses are http on this machine. */
  readonly allowHttp: boolean;
}

/** A provider of OpenID Connect, found by discovery. */
interface OpenIdProfile extends CommonProfile {
  /** Issuer exactly as announced: compared as a string, `:443` and path included. */
  readonly issuer: string;
  readonly idTokenSigningAlgorithm: 'RS256';
  /** Whether S256 must be announced, or is sent on trust: CIS2's support is not published. */
  readonly pkce: 'announced' | 'sent';
  /** The relay's token endpoint in place of the one announced, or null. */
  readonly tokenEndpoint: string | null;
}

/** CIS2, then RFC 8693 token exchange of the id token at the API platform. */
export interface Cis2Profile extends OpenIdProfile {
  readonly kind: 'cis2';
  /** Scope when a remembered person is asked for again: no role is chosen then. */
  readonly resumeScope: string;
  readonly platformTokenEndpoint: string;
  /** The address client assertions name, also when a relay stands in front of it. */
  readonly platformAudience: string;
}

/** Any OpenID provider; its own tokens are the ones the APIs get. */
export interface OidcProfile extends OpenIdProfile {
  readonly kind: 'oidc';
}

/** OAuth code flow at the API platform: no id token, identity from its userinfo. */
export interface ApiPlatformProfile extends CommonProfile {
  readonly kind: 'api-platform';
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly userinfoEndpoint: string;
}

/** The address a provider is known by: its issuer, or where the person is sent without one. */
export interface Authority {
  readonly issuer?: string;
  readonly authorizationEndpoint?: string;
}

/** A detail for whoever has to mend it: what is wrong, and at which provider. */
export function atAuthority(what: string, { issuer, authorizationEndpoint }: Authority): string {
  const authority = issuer ?? authorizationEndpoint;
  return authority === undefined ? what : `${what}; provider: ${authority}`;
}

export type ProviderProfile = Cis2Profile | ApiPlatformProfile | OidcProfile;

/** Scopes of a CIS2 sign-in: names, role profiles and organisations come from userinfo. */
const cis2Scope = 'openid profile nationalrbacaccess associatedorgs';

/** The profile a policy selects. */
export function profileOf(policy: Policy): ProviderProfile {
  const platform = `${policy.apiOrigin.replace(/\/$/, '')}/oauth2`;
  const relay = policy.relayUrl?.replace(/\/$/, '') ?? null;
  // NHS "Role selection": both scopes need prompt=login, which CareDesk always sends.
  const atProvider = policy.roleSelection === 'provider';
  const common = {
    clientId: policy.clientId,
    clientAuthentication: policy.clientAuthentication,
    changeRoleScope: null,
    // Names from NHS "Authenticator guidance for developers"; "you should use AAL2 if possible".
    acrValues: policy.assurance === 'AAL3' ? 'AAL3_ANY' : 'AAL2_OR_AAL3_ANY',
    requiredAuthenticatorLevel: policy.assurance === 'AAL3' ? 3 : 2,
    requiredIdentityLevel: policy.identityAssurance,
    maxAge: 300,
    redirect: { host: policy.redirectHost, path: '/callback', ports: policy.redirectPorts },
    allowHttp: policy.environment === 'sandbox',
  } as const;
  switch (policy.profile) {
    case 'cis2':
      return {
        ...common,
        kind: 'cis2',
        issuer: policy.issuer,
        scope: atProvider ? `${cis2Scope} selectedrole` : cis2Scope,
        changeRoleScope: atProvider ? `${cis2Scope} changedrole` : null,
        resumeScope: cis2Scope,
        idTokenSigningAlgorithm: 'RS256',
        pkce: 'sent',
        tokenEndpoint: relay === null ? null : `${relay}/cis2/token`,
        platformTokenEndpoint: relay === null ? `${platform}/token` : `${relay}/platform/token`,
        platformAudience: `${platform}/token`,
      };
    case 'api-platform':
      return {
        ...common,
        kind: 'api-platform',
        scope: 'nhs-cis2',
        authorizationEndpoint: `${platform}/authorize`,
        tokenEndpoint: relay === null ? `${platform}/token` : `${relay}/platform/token`,
        userinfoEndpoint: `${platform}/userinfo`,
      };
    case 'oidc':
      return {
        ...common,
        kind: 'oidc',
        issuer: policy.issuer,
        scope: `${cis2Scope} offline_access`,
        idTokenSigningAlgorithm: 'RS256',
        pkce: 'announced',
        tokenEndpoint: relay === null ? null : `${relay}/token`,
      };
  }
}
