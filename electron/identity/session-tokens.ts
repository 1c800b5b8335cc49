import { CareDeskError } from '../ground/caredesk-error.ts';
import type { Answered } from './authorization-answer.ts';
import { exchangeIdToken, type PlatformTokens, tokensOf } from './platform-tokens.ts';
import type { Provider } from './provider.ts';
import type { ProviderProfile } from './provider-profile.ts';
import type { IssuedTokens } from './sign-out.ts';

/**
 * The tokens the national APIs get: by token exchange after a CIS2 sign-in, else those that came
 * with the code.
 * @param onIssued told of tokens that were fetched, before they are judged
 * @throws CareDeskError as `exchangeIdToken` and `tokensOf` do.
 */
export async function sessionTokens(
  profile: ProviderProfile,
  provider: Provider,
  answered: Answered,
  subject: string,
  now: () => number,
  onIssued: (issued: IssuedTokens) => void = () => undefined,
): Promise<PlatformTokens> {
  switch (profile.kind) {
    case 'cis2':
      if (answered.idToken === null) throw new CareDeskError('SIGN_IN_TOKEN_INVALID');
      return exchangeIdToken(
        await provider.tokenConfiguration(),
        answered.idToken,
        subject,
        now,
        ({ access_token: accessToken, refresh_token: refreshToken = null }) =>
          onIssued({ accessToken, refreshToken }),
      );
    case 'api-platform':
    case 'oidc':
      return tokensOf(answered.tokens, subject, now);
  }
}
