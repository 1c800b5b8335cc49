import { policySchema } from '../../../../electron/policy/policy-schema.ts';
import { type ConformanceCase, must, mustBecome, mustEqual } from '../../conformance-case.ts';
import {
  acceptsTheCorrectProvider,
  mustBeRefused,
  mustBeSignedIn,
  onStage,
  openIdProfiles,
} from '../../drives.ts';
import { tokenExchangeGrant } from '../../provider/token-request.ts';
import { idTokenWith } from '../../provider/wrong-values.ts';
import { gatewayFailure, keptRefreshToken, policyFor } from '../../relying-party.ts';
import { native } from './native-case.ts';
import { sourcesWith } from './source-scan.ts';

const remembering = { rememberSignIn: true } as const;
const aboutToExpire = { settings: { accessTokenLifetime: 30 }, policy: remembering } as const;

async function keepsTheNewestRefreshToken(): Promise<string> {
  const keptAtCall: (string | null)[] = [];
  return onStage(
    'cis2',
    async ({ provider, another }) => {
      const party = another({
        policy: remembering,
        async fetch(url, init) {
          if (url.includes('/personal')) keptAtCall.push(await keptRefreshToken(party));
          return fetch(url, { ...init, redirect: 'error' });
        },
      });
      mustBeSignedIn(await party.signIn());
      const first = await keptRefreshToken(party);
      mustEqual((await party.readPatient()).status, 200, 'answer of the API');
      const second = await keptRefreshToken(party);
      must(first !== null && second !== null && first !== second, 'the new token kept', 'the old');
      mustEqual(keptAtCall[0] === second, true, 'kept before the new access token was used');
      // The answer to a refresh is lost: the provider has rotated, CareDesk has not.
      provider.misbehave({ does: 'loses the answer', losesRefresh: true });
      must((await party.readPatient()).status >= 500, 'a failure that does not end the work', 'no');
      provider.misbehave(null);
      const refreshes = countRefreshes(provider.received);
      mustEqual(await gatewayFailure(await party.readPatient()), 'SESSION_ENDED', 'failure');
      mustEqual(countRefreshes(provider.received), refreshes + 1, 'refreshes after the loss');
      await party.until(({ kind }) => kind === 'signed-out');
      mustBeSignedIn(await party.signIn());
      return 'newest token only, kept before use; a lost rotation ends in one sign-in';
    },
    aboutToExpire,
  );
}

function countRefreshes(all: readonly { readonly form: URLSearchParams }[]): number {
  return all.filter(({ form }) => form.get('grant_type') === 'refresh_token').length;
}

async function endsAtReuse(): Promise<string> {
  for (const profile of openIdProfiles) {
    await onStage(
      profile,
      async ({ provider, party }) => {
        mustBeSignedIn(await party.signIn());
        const stolen = await keptRefreshToken(party);
        const path = profile === 'cis2' ? '/oauth2/token' : '/token';
        const theft = await fetch(`${provider.issuer}${path}`, {
          method: 'POST',
          body: new URLSearchParams({
            grant_type: 'refresh_token',
            refresh_token: stolen ?? '',
            client_id: 'caredesk-conformance',
          }),
        });
        mustEqual(theft.status, 200, 'answer to the thief, who came first');
        mustEqual(await gatewayFailure(await party.readPatient()), 'SESSION_ENDED', 'failure');
        await party.until(({ kind }) => kind === 'signed-out');
        await mustBecome(async () => (await party.keychain.accounts()).length, 0, 'keychain items');
        mustBeSignedIn(await party.signIn());
      },
      aboutToExpire,
    );
  }
  return 'SESSION_ENDED, nothing kept, a new sign-in works';
}

async function refreshesWithoutScope(): Promise<string> {
  for (const profile of openIdProfiles) {
    await onStage(
      profile,
      async ({ provider, party }) => {
        mustBeSignedIn(await party.signIn());
        mustEqual((await party.readPatient()).status, 200, 'answer of the API');
        const refresh = provider.received.find(
          ({ form }) => form.get('grant_type') === 'refresh_token',
        );
        mustEqual(
          [...(refresh?.form.keys() ?? [])].sort(),
          ['client_id', 'grant_type', 'refresh_token'],
          'parameters of a refresh',
        );
      },
      aboutToExpire,
    );
  }
  return 'a refresh asks for no scope';
}

async function keepsTokensOutOfAddresses(): Promise<string> {
  for (const profile of ['cis2', 'oidc', 'api-platform'] as const) {
    await onStage(
      profile,
      async ({ provider, party }) => {
        mustBeSignedIn(await party.signIn());
        mustEqual((await party.readPatient()).status, 200, 'answer of the API');
        const targets = [...provider.received.map(({ target }) => target), ...party.opened];
        for (const secret of provider.secrets) {
          const leaks = targets.filter((target) => target.includes(secret));
          mustEqual(leaks.length, 0, 'addresses with a token or code in them');
        }
        const published = JSON.stringify(party.states);
        for (const secret of provider.secrets) {
          must(!published.includes(secret), 'no secret sent to the window', 'one');
        }
      },
      aboutToExpire,
    );
  }
  return 'no token or code in any address or in what the window gets';
}

async function usesNothingUnchecked(): Promise<string> {
  for (const profile of openIdProfiles) {
    await onStage(profile, async ({ provider, party }) => {
      provider.misbehave(idTokenWith('nonce', 'of-another-sign-in'));
      mustBeRefused(await party.signIn(), 'SIGN_IN_TOKEN_INVALID');
      const used = provider.received.filter(
        ({ headers, form }) => headers['authorization'] !== undefined || form.has('subject_token'),
      );
      mustEqual(used.length, 0, 'requests that carry one of the tokens');
      mustEqual(await party.keychain.accounts(), [], 'keychain items');
      mustEqual(party.rooms.session.credentials(), null, 'credentials');
    });
  }
  return 'a wrong nonce: no userinfo, no exchange, nothing stored';
}

async function hasNoSecret(): Promise<string> {
  for (const profile of ['cis2', 'oidc', 'api-platform'] as const) {
    await onStage(profile, async ({ provider, party }) => {
      mustBeSignedIn(await party.signIn());
      const tokens = provider.received.filter(({ form }) => form.has('grant_type'));
      must(tokens.length > 0, 'token requests', 'none');
      for (const { form, headers } of tokens) {
        mustEqual(form.has('client_secret'), false, 'client_secret in a token request');
        mustEqual(headers['authorization'] ?? null, null, 'Authorization of a token request');
      }
    });
  }
  const smuggled = policyFor('https://provider.example', { clientSecret: 'x' });
  mustEqual(policySchema.safeParse(smuggled).success, false, 'a secret in the policy accepted');
  return 'no secret in any token request; the policy has no place for one';
}

async function usesTheCodeFlowOnly(): Promise<string> {
  const allowed = new Set(['authorization_code', 'refresh_token', tokenExchangeGrant]);
  for (const profile of ['cis2', 'oidc', 'api-platform'] as const) {
    await onStage(
      profile,
      async ({ provider, party }) => {
        mustBeSignedIn(await party.signIn());
        await party.readPatient();
        for (const { path, query, form } of provider.received) {
          if (path.endsWith('/authorize')) mustEqual(query.get('response_type'), 'code', 'type');
          const grant = form.get('grant_type');
          must(grant === null || allowed.has(grant), 'a grant that is allowed', `${grant}`);
        }
      },
      aboutToExpire,
    );
  }
  // The library's ways to other flows; the generic one is for the token exchange.
  for (const text of ['IdTokenResponseType', 'clientCredentialsGrant', 'initiateDeviceAuth']) {
    mustEqual(await sourcesWith(text), [], `sources with ${text}`);
  }
  mustEqual(await sourcesWith('genericGrantRequest('), ['identity/platform-tokens.ts'], 'sources');
  return 'code, refresh and token exchange; no other grant on the wire or in the sources';
}

/** Requirements on tokens. */
export const tokenCases: readonly ConformanceCase[] = [
  native(
    'N18',
    'RFC 6749 section 6',
    'a new refresh token replaces the old one',
    'a rotation, the keychain read when the new access token is used; a rotation that gets lost',
    keepsTheNewestRefreshToken,
  ),
  native(
    'N19',
    'RFC 9700 section 2.2.2',
    'rotation; reuse ends the session',
    'a thief refreshes first',
    endsAtReuse,
  ),
  native(
    'N20',
    'RFC 6749 section 6',
    'a refresh asks for no more than was granted',
    'the parameters of a refresh',
    refreshesWithoutScope,
  ),
  native(
    'N21',
    'RFC 6750 section 2.3',
    'no bearer token in an address',
    'every address of a sign-in, a refresh and an API call, in three profiles',
    keepsTokensOutOfAddresses,
  ),
  native(
    'N22',
    'RFC 9700 section 4.5.3.2',
    'use no token before the nonce is checked',
    'a wrong nonce; what was asked for and kept afterwards',
    usesNothingUnchecked,
  ),
  native(
    'N23',
    'RFC 8252 section 8.5',
    'no secret in a distributed app',
    'every token request of three profiles; a policy with a secret in it',
    hasNoSecret,
  ),
  native(
    'N24',
    'RFC 9700 sections 2.1.2, 2.4',
    'no implicit, no password grant',
    'response and grant types of three profiles; the sources searched for others',
    usesTheCodeFlowOnly,
  ),
];

/** The control of the native-app group. */
export const controlOfNativeApp = () => acceptsTheCorrectProvider(['cis2', 'oidc', 'api-platform']);
