import { randomUUID } from 'node:crypto';
import * as client from 'openid-client';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { askForTheTime, type ClockSkew, skewWords, withClockSkew } from '../network/clock-skew.ts';
import { withDirectAnswers } from '../network/direct-answers.ts';
import type { Fetch } from '../network/fetch.ts';
import { withWholeAnswers } from '../network/whole-answer.ts';
import { safeMetadata } from './announced-metadata.ts';
import { type ClientSecrets, clientAuthentication } from './client-authentication.ts';
import { toIdentityError, twoIssuers } from './identity-failure.ts';
import type {
  ApiPlatformProfile,
  Cis2Profile,
  OidcProfile,
  ProviderProfile,
} from './provider-profile.ts';

/** Milliseconds a request to the provider may take, from its start to the end of its answer. */
const requestTimeout = 15_000;
/** Bytes of an answer; the longest true ones (userinfo of a person with hundreds of roles) have a tenth. */
const longestAnswer = 1024 * 1024;
/** NHS "Discovery": caching "up to an hour is reasonable". */
const discoveryLifetime = 60 * 60 * 1000;

/** Who gave tokens: where the person signs in, or where those of the national APIs come from. */
export type TokenServer = 'sign-in' | 'apis';

/** The servers of a profile. Every method throws a CareDeskError when one cannot be used. */
export interface Provider {
  /**
   * Where the person signs in. For OpenID found by discovery, which is kept for an hour unless it
   * was refused. Every sign-in gets a configuration of its own: the library looks for an unknown
   * key once a minute in each, and a provider may change its key more often.
   */
  configuration(): Promise<client.Configuration>;
  /** Where tokens of the national APIs are exchanged and refreshed. */
  tokenConfiguration(): Promise<client.Configuration>;
  /** Where tokens are revoked that nobody will use any more. Asks nobody to sign in at a proxy. */
  cleanupConfiguration(server: TokenServer): Promise<client.Configuration>;
  /** The provider's time, in epoch milliseconds: the PC's, put right by what is known of its clock. */
  time(): number;
  /**
   * Fetches a configuration's signing keys while the person is busy in the browser, which takes
   * one request off the time between the answer and being signed in. Never throws.
   */
  prefetchKeys(configuration: client.Configuration): Promise<void>;
}

export interface ProviderDependencies {
  readonly fetch: Fetch;
  /** A fetch that asks nobody to sign in at a proxy; `fetch` unless told otherwise. */
  readonly cleanupFetch?: Fetch;
  /** The end of so many milliseconds, as a signal; `AbortSignal.timeout` unless told otherwise. */
  readonly deadline?: (milliseconds: number) => AbortSignal;
  readonly secrets: ClientSecrets;
  /** How far the PC's clock is off, learnt from every answer. */
  readonly skew: ClockSkew;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The servers of a profile, reached with a fetch of ours. */
export function createProvider(profile: ProviderProfile, given: ProviderDependencies): Provider {
  const { now } = given;
  const { deadline = (milliseconds) => AbortSignal.timeout(milliseconds) } = given;
  const withinDeadline =
    (fetch: Fetch): Fetch =>
    (url, init) =>
      fetch(url, { ...init, signal: deadline(requestTimeout) });
  const reaching = (fetch: Fetch): ProviderDependencies => ({
    ...given,
    fetch: withinDeadline(
      withWholeAnswers(withClockSkew(withDirectAnswers(fetch), given.skew), longestAnswer),
    ),
  });
  const dependencies = reaching(given.fetch);
  const cleanup = reaching(given.cleanupFetch ?? given.fetch);
  let kept: { readonly at: number; readonly metadata: client.ServerMetadata } | null = null;

  async function announced(
    openId: Cis2Profile | OidcProfile,
    dependencies: ProviderDependencies,
  ): Promise<client.ServerMetadata> {
    if (kept === null || now() - kept.at >= discoveryLifetime) {
      kept = { at: now(), metadata: await discover(openId, dependencies) };
    }
    const { metadata } = kept;
    await requireClock(openId, metadata, dependencies);
    return metadata;
  }

  async function configuration(dependencies: ProviderDependencies): Promise<client.Configuration> {
    return profile.kind === 'api-platform'
      ? apiPlatform(profile, dependencies)
      : openId(profile, await announced(profile, dependencies), dependencies);
  }

  const tokenConfiguration = (dependencies: ProviderDependencies) =>
    profile.kind === 'cis2' ? platform(profile, dependencies) : configuration(dependencies);

  return {
    configuration: () => configuration(dependencies),
    tokenConfiguration: () => tokenConfiguration(dependencies),
    cleanupConfiguration: (server) =>
      server === 'apis' ? tokenConfiguration(cleanup) : configuration(cleanup),
    time: () => now() + given.skew.seconds() * 1000,
    async prefetchKeys(prepared) {
      try {
        await fetchKeys(prepared, dependencies.fetch, now);
      } catch {
        // The check of the id token fetches them again, and tells when it cannot.
      }
    },
  };
}

async function openId(
  profile: Cis2Profile | OidcProfile,
  metadata: client.ServerMetadata,
  { fetch, secrets, skew }: ProviderDependencies,
): Promise<client.Configuration> {
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
      metadata.token_endpoint ?? '',
    ),
  );
  // Without it the library trusts TLS and leaves the id token's signature unchecked.
  client.enableNonRepudiationChecks(configuration);
  return prepared(configuration, profile, fetch);
}

/** What the provider announces, when it is the right one and offers what a sign-in needs. */
async function discover(
  profile: Cis2Profile | OidcProfile,
  { fetch }: ProviderDependencies,
): Promise<client.ServerMetadata> {
  const found = await announcedBy(profile, fetch);
  const announced = found.serverMetadata();
  // As strings, port and path included: the library compares parsed addresses.
  if (announced.issuer !== profile.issuer) {
    const detail = twoIssuers(profile.issuer, announced.issuer);
    throw new CareDeskError('PROVIDER_ISSUER_DIFFERS', { detail });
  }
  return safeMetadata(profile, announced);
}

/**
 * A clock that seems wrong is confirmed by two more addresses of the sign-in, at another host where
 * there is one, so that neither a cache nor one wrong server refuses anybody; and asked for again at
 * every sign-in, because it may have been mended meanwhile.
 * @throws CareDeskError SIGN_IN_CLOCK_WRONG, which says by how much, when it is too far off
 */
async function requireClock(
  profile: Cis2Profile | OidcProfile,
  metadata: client.ServerMetadata,
  { fetch, skew }: ProviderDependencies,
): Promise<void> {
  if (skew.verdict().kind === 'fine') return;
  const exchange =
    profile.kind === 'cis2' ? profile.platformTokenEndpoint : metadata.token_endpoint;
  const addresses = [metadata.jwks_uri, exchange].filter((address) => address !== undefined);
  await Promise.all(addresses.map((address) => askForTheTime(fetch, address, randomUUID())));
  const verdict = skew.verdict();
  if (verdict.kind !== 'too-far') return;
  const detail = `this PC is ${skewWords(verdict.seconds)}`;
  throw new CareDeskError('SIGN_IN_CLOCK_WRONG', { detail });
}

async function announcedBy(
  profile: Cis2Profile | OidcProfile,
  fetch: Fetch,
): Promise<client.Configuration> {
  try {
    return await client.discovery(new URL(profile.issuer), profile.clientId, {}, client.None(), {
      ...(profile.allowHttp ? { execute: [client.allowInsecureRequests] } : {}),
      [client.customFetch]: asCustomFetch(fetch),
    });
  } catch (error) {
    throw toIdentityError(error, 'discovery', profile);
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
  configuration[client.customFetch] = asCustomFetch(fetch);
  if (profile.allowHttp) client.allowInsecureRequests(configuration);
  return configuration;
}

async function fetchKeys(
  configuration: client.Configuration,
  fetch: Fetch,
  now: () => number,
): Promise<void> {
  const address = configuration.serverMetadata().jwks_uri;
  if (address === undefined) return;
  const response = await fetch(address, {
    headers: { accept: 'application/json' },
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

/**
 * openid-client only ever sends forms: as text they pass through every fetch alike. Its own signal
 * is left out: that clock would run on while the person signs in at a proxy.
 */
function asCustomFetch(fetch: Fetch): client.CustomFetch {
  return (url, { method, headers, body }) =>
    fetch(url, {
      method,
      headers,
      ...(body === undefined || body === null ? {} : { body: formText(body) }),
    });
}

function formText(body: client.FetchBody): string {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  throw new TypeError('only form bodies are sent to the identity provider');
}
