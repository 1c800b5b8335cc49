import { randomBytes } from 'node:crypto';
import type { JSONWebKeySet } from 'jose';
import type { ClientAuthenticationMethod, ClientCredentials } from './client-registration.ts';
import { SandboxOptionsError } from './options-error.ts';

export interface SandboxOptions {
  /** Port of the OpenID provider on localhost; 0 or absent for any free one. */
  readonly port?: number;
  /** Port of the platform and its APIs on localhost; 0 or absent for any free one. */
  readonly apiPort?: number;
  /** JSON file that keeps enrolled passkeys across runs; absent to forget them. */
  readonly passkeyFile?: string;
  /** Clock of the platform and the APIs, epoch milliseconds; `Date.now` when absent. */
  readonly now?: () => number;
  /** Seconds that both servers' clocks are ahead (negative: behind); `Date` headers show it. */
  readonly clockSkewSeconds?: number;
  /** Serves both origins over TLS with a throw-away private CA: see `Sandbox.caFile`. */
  readonly tls?: boolean;
  /**
   * Profile that `Sandbox.policy` names; `cis2` when absent. CIS2 and the platform are served in any
   * case; with `oidc` the provider gives refresh tokens and the APIs take its access tokens.
   */
  readonly profile?: 'cis2' | 'api-platform' | 'oidc';
  /** How CareDesk is registered at CIS2 and the platform; `none` (behind the relay) when absent. */
  readonly clientAuthentication?: ClientAuthenticationMethod;
  /** Public keys for `private_key_jwt`: RS256, RS512 or PS256; RS512 where `alg` is absent. */
  readonly clientJwks?: JSONWebKeySet;
  /** The client's secret; one nobody knows when absent. */
  readonly clientSecret?: string;
  /** Callbacks registered at the platform for the combined pattern, compared as strings. */
  readonly redirectUris?: readonly string[];
  /** Announces sign-out and revocation at CIS2, and keeps sessions there (single sign-on). */
  readonly signOutAtProvider?: boolean;
  /** `AAL3`: the platform gives tokens for AAL3 sign-ins only. */
  readonly platformRequires?: 'AAL3';
}

/**
 * The client's registration that the options ask for.
 * @throws SandboxOptionsError client-jwks-missing.
 */
export function credentialsOf(options: SandboxOptions): ClientCredentials {
  const { clientAuthentication: method = 'none', clientJwks: jwks = { keys: [] } } = options;
  if (method === 'private_key_jwt' && jwks.keys.length === 0) {
    throw new SandboxOptionsError('client-jwks-missing');
  }
  return { method, jwks, secret: options.clientSecret ?? randomBytes(32).toString('base64url') };
}
