import * as client from 'openid-client';
import { CareDeskError } from '../ground/caredesk-error.ts';
import type { ProviderProfile } from './provider-profile.ts';

/** What must come back with the answer; fresh for every request and used once. */
export interface AnswerChecks {
  readonly state: string;
  /** Null where no id token comes back to carry it. */
  readonly nonce: string | null;
  /** Null where the server knows no PKCE. */
  readonly verifier: string | null;
}

/** Fresh checks for a profile: 32 random octets each (RFC 7636 section 4.1). */
export function freshChecks(profile: ProviderProfile): AnswerChecks {
  const isOpenId = profile.kind !== 'api-platform';
  return {
    state: client.randomState(),
    nonce: isOpenId ? client.randomNonce() : null,
    verifier: isOpenId ? client.randomPKCECodeVerifier() : null,
  };
}

/**
 * `login`: whoever signed in at the provider before is not who signs in now (a shared PC). `anew`: nor
 * does any authentication of before count. `as-it-is`: a browser that is signed in answers at once,
 * within `maxAge`.
 */
export type Authentication = 'login' | 'anew' | 'as-it-is';

/**
 * What the provider must ask the person. Without `consent` a provider must ignore `offline_access`
 * and gives no refresh token (OpenID Connect Core 1.0 section 11).
 */
function promptFor(scope: string, authentication: Authentication): string {
  const asksForRefreshTokens = scope.split(' ').includes('offline_access');
  return [
    ...(authentication === 'as-it-is' ? [] : ['login']),
    ...(asksForRefreshTokens ? ['consent'] : []),
  ].join(' ');
}

/**
 * The address to open in the system browser.
 * @throws CareDeskError PROVIDER_NOT_UNDERSTOOD when the announced address is no https address.
 */
export async function authorizationRequest(
  profile: ProviderProfile,
  configuration: client.Configuration,
  redirectUri: string,
  checks: AnswerChecks,
  authentication: Authentication = 'login',
): Promise<URL> {
  const parameters: Record<string, string> = {
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: profile.scope,
    state: checks.state,
    acr_values: profile.acrValues,
  };
  if (profile.kind !== 'api-platform') {
    const prompt = promptFor(profile.scope, authentication);
    if (prompt !== '') parameters['prompt'] = prompt;
    // OpenID Connect Core 3.1.2.1: with 0 the provider authenticates the person in any case. What
    // comes back is held to `maxAge` still: the person takes their time between the two.
    parameters['max_age'] = authentication === 'anew' ? '0' : String(profile.maxAge);
  }
  if (checks.nonce !== null) parameters['nonce'] = checks.nonce;
  if (checks.verifier !== null) {
    parameters['code_challenge'] = await client.calculatePKCECodeChallenge(checks.verifier);
    parameters['code_challenge_method'] = 'S256';
  }
  try {
    return client.buildAuthorizationUrl(configuration, parameters);
  } catch (cause) {
    // The announced address is missing, or no https address.
    throw new CareDeskError('PROVIDER_NOT_UNDERSTOOD', { cause });
  }
}
