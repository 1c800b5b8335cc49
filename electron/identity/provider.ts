import * as client from 'openid-client';
import { CareDeskError } from '../contract/caredesk-error.ts';
import { type ClockSkew, withClockSkew } from '../network/clock-skew.ts';
import type { Fetch } from '../network/fetch.ts';
import { type ClientSecrets, clientAuthentication } from './client-authentication.ts';
import { toIdentityError } from './identity-failure.ts';
import type {
  ApiPlatformProfile,
  Cis2Profile,
  OidcProfile,
  ProviderProfile,
} from './provider-profile.ts';

/** Seconds a request to the provider may take. */
const requestTimeout = 15;
/** NHS "Discovery": caching "up to an hour is reasonable". */
const discoveryLifetime = 60 * 60 * 1000;

/** The servers of a profile. Every method throws a CareDeskError when one cannot be used. */
export interface Provider {
  /** Where the person signs in. For OpenID found by discovery, which is kept for an hour. */
  configuration(): Promise<client.Configuration>;
  /** Where tokens of the national APIs are exchanged and refreshed. */
  tokenConfiguration(): Promise<client.Configuration>;
  /** Seconds to add to the PC's time to get the provider's. */
  clockSkew(): number;
  /**
   * Fetches the signing keys while the person is busy in the browser, which takes one request off
   * the time between the answer and being signed in. Never throws.
   */
  prefetchKeys(): Promise<void>;
}

export interface ProviderDependencies {
  readonly fetch: Fetch;
  readonly secrets: ClientSecrets;
  /** How far the PC's clock is off, learnt from every answer. */
  readonly skew: ClockSkew;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The servers of a profile, reached with a fetch of ours. */
export function createProvider(profile: ProviderProfile, given: ProviderDependencies): Provider {
  const { now } = given;
  const fetch = withClockSkew(given.fetch, given.skew);
  const dependencies = { ...given, fetch };
  let kept: { readonly at: number; readonly configuration: client.Configuration } | null = null;

  async function configuration(): Promise<client.Configuration> {
    if (kept !== null && now() - kept.at < discoveryLifetime) return kept.configuration;
    const fresh =
      profile.kind === 'api-platform'
        ? await apiPlatform(profile, dependencies)
        : await discovered(profile, dependencies);
    kept = { at: now(), configuration: fresh };
    return fresh;
  }

  return {
    configuration,
    tokenConfiguration: () =>
      profile.kind === 'cis2' ? platform(profile, dependencies) : configuration(),
    clockSkew: given.skew.seconds,
    async prefetchKeys() {
      try {
        await fetchKeys(await configuration(), profile.allowHttp, fetch, now);
      } catch {
        // The check of the id token fetches them again, and tells when it cannot.
      }
    },
  };
}

async function discovered(
  profile: Cis2Profile | OidcProfile,
  { fetch, secrets, skew }: ProviderDependencies,
): Promise<client.Configuration> {
  const found = await discover(profile, fetch);
  if (skew.verdict().kind === 'too-far') throw new CareDeskError('SIGN_IN_CLOCK_WRONG');
  const announced = found.serverMetadata();
  // As strings, port and path included: the library compares parsed addresses.
  if (announced.issuer !== profile.issuer) throw new CareDeskError('SIGN_IN_ISSUER_MISMATCH');
  const metadata = { ...announced };
  if (profile.tokenEndpoint !== null) metadata.token_endpoint = profile.tokenEndpoint;
  const configuration = new client.Configuration(
    metadata,
    profile.clientId,
    {
      id_token_signed_response_alg: profile.idTokenSigningAlgorithm,
      [client.clockTolerance]: 10,
      [client.clockSkew]: skew.seconds(),
    },
    await clientAuthentication(
      profile.clientAuthentication,
      secrets,
      announced.token_endpoint ?? '',
    ),
  );
  // Without it the library trusts TLS and leaves the id token's signature unchecked.
  client.enableNonRepudiationChecks(configuration);
  return prepared(configuration, profile, fetch);
}

async function discover(
  profile: Cis2Profile | OidcProfile,
  fetch: Fetch,
): Promise<client.Configuration> {
  try {
    return await client.discovery(new URL(profile.issuer), profile.clientId, {}, client.None(), {
      ...(profile.allowHttp ? { execute: [client.allowInsecureRequests] } : {}),
      timeout: requestTimeout,
      [client.customFetch]: asCustomFetch(fetch),
    });
  } catch (error) {
    throw toIdentityError(error, 'discovery');
  }
}

/** The API platform announces no metadata of its own. */
async function apiPlatform(
  profile: ApiPlatformProfile,
  { fetch, secrets, skew }: ProviderDependencies,
): Promise<client.Configuration> {
  const configuration = new client.Configuration(
    {
      issuer: profile.authorizationEndpoint,
      authorization_endpoint: profile.authorizationEndpoint,
      token_endpoint: profile.tokenEndpoint,
      userinfo_endpoint: profile.userinfoEndpoint,
    },
    profile.clientId,
    { [client.clockSkew]: skew.seconds() },
    await clientAuthentication(profile.clientAuthentication, secrets, profile.tokenEndpoint),
  );
  return prepared(configuration, profile, fetch);
}

async function platform(
  profile: Cis2Profile,
  { fetch, secrets, skew }: ProviderDependencies,
): Promise<client.Configuration> {
  const configuration = new client.Configuration(
    { issuer: profile.platformAudience, token_endpoint: profile.platformTokenEndpoint },
    profile.clientId,
    { [client.clockSkew]: skew.seconds() },
    await clientAuthentication(profile.clientAuthentication, secrets, profile.platformAudience),
  );
  return prepared(configuration, profile, fetch);
}

function prepared(
  configuration: client.Configuration,
  profile: ProviderProfile,
  fetch: Fetch,
): client.Configuration {
  configuration.timeout = requestTimeout;
  configuration[client.customFetch] = asCustomFetch(fetch);
  if (profile.allowHttp) client.allowInsecureRequests(configuration);
  return configuration;
}

async function fetchKeys(
  configuration: client.Configuration,
  allowHttp: boolean,
  fetch: Fetch,
  now: () => number,
): Promise<void> {
  const address = configuration.serverMetadata().jwks_uri;
  if (address === undefined || client.getJwksCache(configuration) !== undefined) return;
  // The library refuses http; what is put into its cache must be held to the same.
  if (!allowHttp && !address.startsWith('https://')) return;
  const response = await fetch(address, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(requestTimeout * 1000),
  });
  const jwks: unknown = await response.json();
  if (response.ok && isKeySet(jwks)) {
    // As if a minute old: the library looks for an unknown key anew only after that long, and a
    // provider may rotate its keys while the person is in the browser.
    client.setJwksCache(configuration, { jwks, uat: Math.floor(now() / 1000) - 60 });
  }
}

function isKeySet(value: unknown): value is client.JWKS {
  return (
    typeof value === 'object' &&
    value !== null &&
    'keys' in value &&
    Array.isArray(value.keys) &&
    value.keys.every((key: unknown) => typeof key === 'object' && key !== null && 'kty' in key)
  );
}

/** openid-client only ever sends forms: as text they pass through every fetch alike. */
function asCustomFetch(fetch: Fetch): client.CustomFetch {
  return (url, { method, headers, body, signal }) =>
    fetch(url, {
      method,
      headers,
      ...(body === undefined || body === null ? {} : { body: formText(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
}

function formText(body: client.FetchBody): string {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('only form bodies are sent to the identity provider');
}
