import * as client from 'openid-client';
import { CareDeskError } from '../contract/caredesk-error.ts';
import { requireOnlyAudience } from './audience.ts';
import type { AnswerChecks } from './authorization-request.ts';
import { type SignInStage, toIdentityError } from './identity-failure.ts';
import type { ProviderProfile } from './provider-profile.ts';

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
 * @throws CareDeskError with the code of the check that failed.
 */
export async function redeemAnswer(
  profile: ProviderProfile,
  configuration: client.Configuration,
  answer: URL,
  checks: AnswerChecks,
  signal: AbortSignal,
): Promise<Answered> {
  checkIssuer(configuration, answer);
  const isOpenId = profile.kind !== 'api-platform';
  const tokens = await atStage('code-grant', () =>
    client.authorizationCodeGrant(configuration, answer, {
      expectedState: checks.state,
      ...(checks.nonce === null ? {} : { expectedNonce: checks.nonce }),
      ...(checks.verifier === null ? {} : { pkceCodeVerifier: checks.verifier }),
      ...(isOpenId ? { idTokenExpected: true, maxAge: profile.maxAge } : {}),
    }),
  );
  const claims = tokens.claims();
  const idToken = tokens.id_token;
  if (isOpenId && (claims === undefined || idToken === undefined)) {
    throw new CareDeskError('SIGN_IN_TOKEN_INVALID');
  }
  if (claims !== undefined) requireOnlyAudience(claims.aud, profile.clientId);
  // Cancelled meanwhile: no more is asked for than has been.
  signal.throwIfAborted();
  const userinfo = await atStage('userinfo', () =>
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
    throw new CareDeskError('SIGN_IN_ISSUER_MISMATCH');
  }
}

async function atStage<T>(stage: SignInStage, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw toIdentityError(error, stage);
  }
}
