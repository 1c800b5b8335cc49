import * as client from 'openid-client';
import { CareDeskError } from '../contract/caredesk-error.ts';
import { toIdentityError } from './identity-failure.ts';

/** Tokens of the API platform. They never leave main; only the refresh token is ever stored. */
export interface PlatformTokens {
  readonly accessToken: string;
  /** Epoch milliseconds. */
  readonly accessTokenExpiresAt: number;
  readonly refreshToken: string;
  /** Epoch milliseconds; counted from the first issue, so a refresh does not move it. */
  readonly sessionEndsAt: number;
}

const tokenExchangeGrant = 'urn:ietf:params:oauth:grant-type:token-exchange';
const idTokenType = 'urn:ietf:params:oauth:token-type:id_token';

/**
 * Exchanges a CIS2 id token for the platform's tokens (RFC 8693; NHS "Separate authentication and
 * authorisation").
 * @throws CareDeskError TOKEN_EXCHANGE_REFUSED, TOKEN_EXCHANGE_UNREACHABLE or a network code.
 */
export async function exchangeIdToken(
  platform: client.Configuration,
  idToken: string,
  now: () => number,
): Promise<PlatformTokens> {
  try {
    const response = await client.genericGrantRequest(platform, tokenExchangeGrant, {
      subject_token: idToken,
      subject_token_type: idTokenType,
    });
    const refreshToken = response.refresh_token;
    const lifetime = seconds(response['refresh_token_expires_in']);
    if (refreshToken === undefined || lifetime === null) {
      throw new CareDeskError('PROVIDER_NOT_UNDERSTOOD', { detail: 'no refresh token' });
    }
    return {
      accessToken: response.access_token,
      accessTokenExpiresAt: now() + accessLifetime(response),
      refreshToken,
      sessionEndsAt: now() + lifetime * 1000,
    };
  } catch (error) {
    throw toIdentityError(error, 'token-exchange');
  }
}

/**
 * Refreshes the platform's tokens. A refresh token that comes back replaces the old one (RFC 9700
 * section 4.14.2); when none comes back the old one stays.
 * @throws CareDeskError SESSION_ENDED when the platform refuses (400 and 401 alike), else a
 *   network code.
 */
export async function refreshTokens(
  platform: client.Configuration,
  tokens: PlatformTokens,
  now: () => number,
): Promise<PlatformTokens> {
  try {
    const response = await client.refreshTokenGrant(platform, tokens.refreshToken);
    return {
      accessToken: response.access_token,
      accessTokenExpiresAt: now() + accessLifetime(response),
      refreshToken: response.refresh_token ?? tokens.refreshToken,
      sessionEndsAt: tokens.sessionEndsAt,
    };
  } catch (error) {
    throw toIdentityError(error, 'refresh');
  }
}

/** The platform's access tokens live 599 s; without a number a minute is assumed, to be safe. */
function accessLifetime(response: client.TokenEndpointResponse): number {
  return (seconds(response.expires_in) ?? 60) * 1000;
}

/** The platform sends numbers as strings (CIS2 facts 4.3). */
function seconds(value: unknown): number | null {
  const number = typeof value === 'string' && /^[0-9]+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : null;
}
