import { CareDeskError } from '../contract/caredesk-error.ts';
import type { Answered } from './authorization-answer.ts';
import { exchangeIdToken, type PlatformTokens, tokensOf } from './platform-tokens.ts';
import type { Provider } from './provider.ts';
import type { ProviderProfile } from './provider-profile.ts';

/**
 * The tokens the national APIs get: by token exchange after a CIS2 sign-in, else those that came
 * with the code.
 * @throws CareDeskError as `exchangeIdToken` and `tokensOf` do.
 */
export async function sessionTokens(
  profile: ProviderProfile,
  provider: Provider,
  answered: Answered,
  subject: string,
  now: () => number,
): Promise<PlatformTokens> {
  switch (profile.kind) {
    case 'cis2':
      if (answered.idToken === null) throw new CareDeskError('SIGN_IN_TOKEN_INVALID');
      return exchangeIdToken(await provider.tokenConfiguration(), answered.idToken, subject, now);
    case 'api-platform':
    case 'oidc':
      return tokensOf(answered.tokens, subject, now);
  }
}
