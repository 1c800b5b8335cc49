import * as client from 'openid-client';
import type { Fetch } from '../network/fetch.ts';
import { toIdentityError } from './identity-failure.ts';
import type { ProviderProfile } from './provider-profile.ts';

/** Seconds a request to the provider may take. */
const requestTimeout = 15;
/** NHS "Discovery": caching "up to an hour is reasonable". */
const discoveryLifetime = 60 * 60 * 1000;

/** The identity provider as announced by its discovery document, which is kept for an hour. */
export interface Provider {
  /** @throws CareDeskError when discovery fails; the next call tries again. */
  configuration(): Promise<client.Configuration>;
}

/** Discovers the provider of a profile with a fetch of ours. */
export function createProvider(
  profile: ProviderProfile,
  fetch: Fetch,
  now: () => number,
): Provider {
  let kept: { readonly at: number; readonly configuration: client.Configuration } | null = null;
  return {
    async configuration() {
      if (kept !== null && now() - kept.at < discoveryLifetime) return kept.configuration;
      const configuration = await discover(profile, fetch);
      kept = { at: now(), configuration };
      return configuration;
    },
  };
}

async function discover(profile: ProviderProfile, fetch: Fetch): Promise<client.Configuration> {
  const execute = [client.enableNonRepudiationChecks];
  if (profile.allowHttp) execute.push(client.allowInsecureRequests);
  try {
    return await client.discovery(
      new URL(profile.issuer),
      profile.clientId,
      {
        id_token_signed_response_alg: profile.idTokenSigningAlgorithm,
        [client.clockTolerance]: 10,
      },
      client.None(),
      { execute, timeout: requestTimeout, [client.customFetch]: asCustomFetch(fetch) },
    );
  } catch (error) {
    throw toIdentityError(error, 'discovery');
  }
}

/** The API platform's token endpoint, which announces no metadata of its own. */
export function platformConfiguration(
  profile: ProviderProfile,
  fetch: Fetch,
): client.Configuration {
  const configuration = new client.Configuration(
    { issuer: profile.tokenEndpoint, token_endpoint: profile.tokenEndpoint },
    profile.clientId,
    {},
    client.None(),
  );
  configuration.timeout = requestTimeout;
  configuration[client.customFetch] = asCustomFetch(fetch);
  if (profile.allowHttp) client.allowInsecureRequests(configuration);
  return configuration;
}

/**
 * Fetches the signing keys while the person is busy in the browser, which takes one request off
 * the time between the answer and being signed in. A failure is left for the real check to tell.
 */
export async function prefetchKeys(
  configuration: client.Configuration,
  fetch: Fetch,
  now: () => number,
): Promise<void> {
  const address = configuration.serverMetadata().jwks_uri;
  if (address === undefined || client.getJwksCache(configuration) !== undefined) return;
  try {
    const response = await fetch(address, { headers: { accept: 'application/json' } });
    const jwks: unknown = await response.json();
    if (response.ok && isKeySet(jwks)) {
      client.setJwksCache(configuration, { jwks, uat: Math.floor(now() / 1000) });
    }
  } catch {
    return;
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
