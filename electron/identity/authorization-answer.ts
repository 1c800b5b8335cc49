import * as client from 'openid-client';
import { z } from 'zod';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { requireOnlyAudience } from './audience.ts';
import { requireAuthTimePassed } from './authentication-time.ts';
import type { AnswerChecks } from './authorization-request.ts';
import { type SignInStage, toIdentityError, twoIssuers } from './identity-failure.ts';
import type { Authority, ProviderProfile } from './provider-profile.ts';
import type { IssuedTokens } from './sign-out.ts';

/** What the provider says of the person, every check passed. */
export interface Answered {
  readonly tokens: client.TokenEndpointResponse;
  /** The id token as received, or null where the profile has none. */
  readonly idToken: string | null;
  /** Its claims; empty where there is none. */
  readonly claims: Readonly<Record<string, unknown>>;
  readonly userinfo: Readonly<Record<string, unknown>>;
}

/**
 * Redeems the code and reads who the person is. The id token's signature, `iss`, `aud`, `exp`,
 * `nonce` and `auth_time` are checked (OIDC Core 3.1.3.7), and that userinfo is about the same
 * `sub` (5.3.2), before anything is used.
 * @param onIssued told of tokens as soon as they are on this PC, whatever becomes of them
 * @throws CareDeskError with the code of the check that failed.
 */
export async function redeemAnswer(
  profile: ProviderProfile,
  configuration: client.Configuration,
  answer: URL,
  checks: AnswerChecks,
  signal: AbortSignal,
  onIssued: (issued: IssuedTokens) => void = () => undefined,
): Promise<Answered> {
  checkIssuer(configuration, answer);
  const isOpenId = profile.kind !== 'api-platform';
  const redeem = () =>
    client.authorizationCodeGrant(configuration, answer, {
      expectedState: checks.state,
      ...(checks.nonce === null ? {} : { expectedNonce: checks.nonce }),
      ...(checks.verifier === null ? {} : { pkceCodeVerifier: checks.verifier }),
      ...(isOpenId ? { idTokenExpected: true, maxAge: profile.maxAge } : {}),
    });
  const tokens = await atStage('code-grant', profile, () =>
    telling(configuration, onIssued, redeem),
  );
  const claims = tokens.claims();
  const idToken = tokens.id_token;
  if (isOpenId && (claims === undefined || idToken === undefined)) {
    throw new CareDeskError('SIGN_IN_TOKEN_INVALID');
  }
  if (claims !== undefined) requireOnlyAudience(claims.aud, profile.clientId);
  if (isOpenId && claims !== undefined) requireAuthTimePassed(claims, profile);
  // Cancelled meanwhile: no more is asked for than has been.
  signal.throwIfAborted();
  const userinfo = await atStage('userinfo', profile, () =>
    client.fetchUserInfo(
      configuration,
      tokens.access_token,
      claims?.sub ?? client.skipSubjectCheck,
    ),
  );
  return { tokens, idToken: idToken ?? null, claims: claims ?? {}, userinfo };
}

/**
 * RFC 9207 section 2.4: a wrong or missing `iss` stops the sign-in. The library checks it too;
 * checked here first, it gets a code of its own instead of a general “invalid response”.
 */
function checkIssuer(configuration: client.Configuration, answer: URL): void {
  const metadata = configuration.serverMetadata();
  const iss = answer.searchParams.get('iss');
  const announced = metadata.authorization_response_iss_parameter_supported === true;
  if (iss === null ? announced : iss !== metadata.issuer) {
    const detail = twoIssuers(metadata.issuer, iss);
    throw new CareDeskError('SIGN_IN_ISSUER_MISMATCH', { detail });
  }
}

const issuedSchema = z.object({ access_token: z.string(), refresh_token: z.string().nullish() });

/**
 * Takes a step that asks for tokens and tells of them. The library keeps those to itself whose id
 * token it refuses, and they are good all the same.
 */
async function telling<T>(
  configuration: client.Configuration,
  onIssued: (issued: IssuedTokens) => void,
  step: () => Promise<T>,
): Promise<T> {
  const fetch = configuration[client.customFetch];
  if (fetch === undefined) return step();
  let heard: Promise<void> = Promise.resolve();
  configuration[client.customFetch] = async (url, options) => {
    const response = await fetch(url, options);
    if (isSameAddress(url, configuration.serverMetadata().token_endpoint) && response.ok) {
      heard = hear(response.clone(), onIssued);
    }
    return response;
  };
  try {
    return await step();
  } finally {
    configuration[client.customFetch] = fetch;
    await heard;
  }
}

async function hear(response: Response, onIssued: (issued: IssuedTokens) => void): Promise<void> {
  const body: unknown = await response.json().catch(() => null);
  const issued = issuedSchema.safeParse(body);
  if (!issued.success) return;
  const { access_token: accessToken, refresh_token: refreshToken } = issued.data;
  onIssued({ accessToken, refreshToken: refreshToken ?? null });
}

/** The library asks for an address as the URL parser writes it, and the provider wrote it itself. */
function isSameAddress(asked: string, announced: string | undefined): boolean {
  return announced !== undefined && new URL(asked).href === new URL(announced).href;
}

async function atStage<T>(stage: SignInStage, at: Authority, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw toIdentityError(error, stage, at);
  }
}
