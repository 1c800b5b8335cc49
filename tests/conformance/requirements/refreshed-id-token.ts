import type { FailureCode } from '../../../electron/contract/failures.ts';
import { must, mustEqual } from '../conformance-case.ts';
import { mustBeSignedIn, onStage } from '../drives.ts';
import type { Misbehaviour } from '../provider/misbehaviour.ts';
import { gatewayFailure } from '../relying-party.ts';

/** A token about to expire is refreshed and the new one used. */
export async function refreshes(): Promise<string> {
  await onStage(
    'oidc',
    async ({ provider, party }) => {
      mustBeSignedIn(await party.signIn());
      mustEqual((await party.readPatient()).status, 200, 'answer of the API');
      const refreshed = provider.received.filter(
        ({ form }) => form.get('grant_type') === 'refresh_token',
      );
      mustEqual(refreshed.length, 1, 'refreshes');
    },
    { settings: { accessTokenLifetime: 30 } },
  );
  return 'refreshed, and the new access token worked at the API';
}

/** A refresh whose id token is wrong must not give a token to anybody. */
export async function refusesRefreshedIdToken(
  misbehaviour: Misbehaviour,
  code: FailureCode,
): Promise<string> {
  return onStage(
    'oidc',
    async ({ provider, party }) => {
      mustBeSignedIn(await party.signIn());
      provider.misbehave(misbehaviour);
      const answer = await party.readPatient();
      const atApi = provider.received.filter(({ path }) => path.startsWith('/personal'));
      must(
        answer.status !== 200 && atApi.length === 0,
        `refused: ${code}`,
        `accepted: the API was called with the new token and answered ${answer.status}`,
      );
      mustEqual(await gatewayFailure(answer), code, 'refused:');
      return `refused: ${code}; the API was not called`;
    },
    { settings: { accessTokenLifetime: 30 } },
  );
}
