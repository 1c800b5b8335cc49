import type { JSONWebKeySet } from 'jose';

/**
 * CareDesk as registered at the sandbox's Care Identity and API platform. The real ones accept
 * confidential clients only; being public here stands for “behind the relay”, which adds the
 * client authentication to token requests.
 */
export const clientRegistration = {
  clientId: 'caredesk.sandbox.apps.national',
  /** RFC 8252 section 7.3: any port matches. */
  redirectUris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
  /** Where the browser may go after a sign-out at the provider; any port matches. */
  postLogoutRedirectUris: [
    'http://127.0.0.1/signed-out',
    'http://[::1]/signed-out',
    'http://127.0.0.1/callback',
    'http://[::1]/callback',
  ],
} as const;

/** The API platform as registered at the sandbox's Care Identity, for the combined pattern. */
export const platformClientId = 'api-platform.sandbox.apps.national';

/** Callbacks registered at the API platform, compared as strings: no other port matches. */
export const combinedRedirectUris: readonly string[] = [
  'http://127.0.0.1:18765/callback',
  'http://localhost:18765/callback',
];

/** How the registered client proves itself; `none` stands for “behind the relay”. */
export type ClientAuthenticationMethod =
  | 'none'
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'private_key_jwt';

/** What is registered of the client for its authentication. */
export interface ClientCredentials {
  readonly method: ClientAuthenticationMethod;
  /** Public keys for `private_key_jwt`. An entry without `alg` is for RS512, as the platform has it. */
  readonly jwks: JSONWebKeySet;
  /** The API key's secret; in use unless the client is behind the relay. */
  readonly secret: string;
}

/** Signature algorithms CIS2 takes for client assertions, when registered. */
export const assertionAlgorithms = ['RS256', 'RS512', 'PS256'] as const;

/** Longest life of a client assertion, in seconds: five minutes and 10 s of tolerance. */
export const longestAssertion = 310;

/** Path of the issuer, the one of the real CIS2 environments. */
export const issuerPath = '/openam/oauth2/realms/root/realms/NHSIdentity/realms/Healthcare';
