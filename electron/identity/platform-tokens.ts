import * as client from 'openid-client';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { requireOnlyAudience } from './audience.ts';
import { toIdentityError } from './identity-failure.ts';

/** Tokens of the API platform. They never leave main; only the refresh token is ever stored. */
export interface PlatformTokens {
  readonly accessToken: string;
  /** Epoch milliseconds. */
  readonly accessTokenExpiresAt: number;
  /** Null where the provider gave none. */
  readonly refreshToken: string | null;
  /** `sub` they were issued for: a refresh must be about the same person. */
  readonly subject: string;
  /** Epoch milliseconds; counted from the first issue, so a refresh does not move it. */
  readonly sessionEndsAt: number;
}

const tokenExchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';
const idTokenType = 'urn:ietf:params:oauth:token-type:id_token';

/**
 * Exchanges a CIS2 id token for the platform's tokens (RFC 8693; NHS "Separate authentication and
 * authorisation").
 * @param onIssued told of tokens before they are judged
 * @throws CareDeskError TOKEN_EXCHANGE_REFUSED, TOKEN_EXCHANGE_UNREACHABLE, TOKEN_EXCHANGE_FAILED
 *   or a network code.
 */
export async function exchangeIdToken(
  platform: client.Configuration,
  idToken: string,
  subject: string,
  now: () => number,
  onIssued: (issued: client.TokenEndpointResponse) => void = () => undefined,
): Promise<PlatformTokens> {
  try {
    const response = await client.genericGrantRequest(platform, tokenExchangeGrant, {
      subject_token: idToken,
      subject_token_type: idTokenType,
    });
    onIssued(response);
    return tokensOf(response, subject, now);
  } catch (error) {
    throw toIdentityError(error, 'token-exchange');
  }
}

/**
 * The tokens of an answer. Without a refresh token the session ends with the access token.
 * @throws CareDeskError PROVIDER_NOT_UNDERSTOOD when the refresh token's lifetime is no number.
 */
export function tokensOf(
  response: client.TokenEndpointResponse,
  subject: string,
  now: () => number,
): PlatformTokens {
  const accessTokenExpiresAt = now() + accessLifetime(response);
  const refreshToken = response.refresh_token ?? null;
  return {
    accessToken: response.access_token,
    accessTokenExpiresAt,
    refreshToken,
    subject,
    sessionEndsAt: refreshToken === null ? accessTokenExpiresAt : now() + sessionLifetime(response),
  };
}

/**
 * Refreshes the platform's tokens. A refresh token that comes back replaces the old one (RFC 9700
 * section 4.14.2); when none comes back the old one stays.
 * @throws CareDeskError SESSION_ENDED when the platform refuses (400 and 401 alike),
 *   SESSION_ENDED_NOT_RENEWABLE without a refresh token, SESSION_RENEWAL_UNREACHABLE or
 *   SESSION_RENEWAL_FAILED, else a network code.
 */
export async function refreshTokens(
  platform: client.Configuration,
  tokens: PlatformTokens,
  now: () => number,
): Promise<PlatformTokens> {
  const { refreshToken } = tokens;
  if (refreshToken === null) throw new CareDeskError('SESSION_ENDED_NOT_RENEWABLE');
  try {
    const response = await client.refreshTokenGrant(platform, refreshToken);
    // OIDC Core 12.2: an id token that comes with a refresh names the same person.
    const claims = response.claims();
    if (claims !== undefined) {
      requireOnlyAudience(claims.aud, platform.clientMetadata().client_id);
      if (claims.sub !== tokens.subject) throw new CareDeskError('SIGN_IN_PERSON_MISMATCH');
    }
    return {
      accessToken: response.access_token,
      accessTokenExpiresAt: now() + accessLifetime(response),
      refreshToken: response.refresh_token ?? refreshToken,
      subject: tokens.subject,
      sessionEndsAt: tokens.sessionEndsAt,
    };
  } catch (error) {
    throw toIdentityError(error, 'refresh');
  }
}

/** The platform's access tokens live 599 s; without a number a minute is assumed, to be safe. */
function accessLifetime(response: client.TokenEndpointResponse): number {
  return Math.floor((seconds(response.expires_in) ?? 60) * 1000);
}

/** No provider keeps a session longer here than the platform does: 12 hours. */
const longestSession = 12 * 60 * 60 * 1000;

function sessionLifetime(response: client.TokenEndpointResponse): number {
  const announced = response['refresh_token_expires_in'];
  if (announced === undefined) return longestSession;
  const lifetime = seconds(announced);
  if (lifetime === null) {
    throw new CareDeskError('PROVIDER_NOT_UNDERSTOOD', { detail: 'refresh_token_expires_in' });
  }
  return Math.min(Math.floor(lifetime * 1000), longestSession);
}

/** The platform sends numbers as strings. */
function seconds(value: unknown): number | null {
  const number = typeof value === 'string' && /^[0-9]+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : null;
}
