import {
  type ConformanceCase,
  type ConformanceGroup,
  conformanceCase,
  must,
  mustBecome,
  mustEqual,
} from '../conformance-case.ts';
import {
  acceptsTheCorrectProvider,
  acceptsWhen,
  inWords,
  mustBeSignedIn,
  onStage,
  openIdProfiles,
  refusesWhen,
} from '../drives.ts';
import type { MisbehavingProvider } from '../misbehaving-provider.ts';
import { discoveryWith, idTokenWith, refreshedIdTokenWith } from '../provider/wrong-values.ts';
import type { RelyingParty } from '../relying-party.ts';
import { askProvider } from '../user-agent.ts';
import { beyondThePlans } from './beyond-the-plans.ts';
import { refreshes, refusesRefreshedIdToken } from './refreshed-id-token.ts';

/** Modules beyond the Basic plan that apply to a native client, by their official names. */
export const widerModules = [
  'oidcc-client-test-discovery-openid-config',
  'oidcc-client-test-discovery-jwks-uri-keys',
  'oidcc-client-test-discovery-issuer-mismatch',
  'oidcc-client-test-signing-key-rotation',
  'oidcc-client-test-signing-key-rotation-just-before-signing',
  'oidcc-client-test-ignores-unparseable-key-in-jwks',
  'oidcc-client-test-missing-aud',
  'oidcc-client-test-invalid-sig-hs256',
  'oidcc-client-test-invalid-sig-es256',
  'oidcc-client-test-userinfo-bearer-header',
  'oidcc-client-test-refresh-token',
  'oidcc-client-test-refresh-token-invalid-issuer',
  'oidcc-client-test-refresh-token-invalid-sub',
  'oidcc-client-test-refresh-token-invalid-aud',
] as const;

const refused = { code: 'SIGN_IN_TOKEN_INVALID', beforeUserinfo: true } as const;

/** Signs in, lets `between` happen and signs in again with the same CareDesk. */
async function twice(between: (provider: MisbehavingProvider) => void): Promise<string> {
  for (const profile of openIdProfiles) {
    await onStage(profile, async ({ provider, party }) => {
      const request = await prefetched(provider, party);
      mustBeSignedIn((await party.answer(await askProvider(request))).outcome);
      await party.rooms.session.signOut('user');
      between(provider);
      mustBeSignedIn(await party.signIn());
    });
  }
  return 'signed in before and after';
}

/** The keys have been fetched while the person was in the browser; only then is the key changed. */
async function rotatedJustBeforeSigning(): Promise<string> {
  for (const profile of openIdProfiles) {
    await onStage(profile, async ({ provider, party }) => {
      provider.misbehave({ does: 'changes its key', rotatesBeforeSigning: true });
      const { outcome } = await party.answer(await askProvider(await prefetched(provider, party)));
      must(
        outcome.kind === 'signed-in',
        'signed in, the keys fetched again',
        `${inWords(outcome)}, keys fetched ${countOf(provider, '/keys')} times`,
      );
    });
  }
  return 'signed in, the keys fetched again';
}

/** Starts a sign-in and waits, as a person does, until CareDesk has fetched the keys. */
async function prefetched(provider: MisbehavingProvider, party: RelyingParty): Promise<URL> {
  const request = await party.request();
  await mustBecome(
    async () => countOf(provider, '/keys') > 0,
    true,
    'keys fetched during the wait',
  );
  // Their answer is on its way.
  await pause(20);
  return request;
}

function countOf(provider: MisbehavingProvider, path: string): number {
  return provider.received.filter((request) => request.path === path).length;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function fetchesWhatIsAnnounced(path: string): Promise<string> {
  for (const profile of openIdProfiles) {
    await onStage(profile, async ({ provider, party }) => {
      mustBeSignedIn(await party.signIn());
      mustEqual(countOf(provider, path), 1, `requests of ${path}`);
    });
  }
  return `${path} fetched once`;
}

async function bearerInHeader(): Promise<string> {
  for (const profile of openIdProfiles) {
    await onStage(profile, async ({ provider, party }) => {
      mustBeSignedIn(await party.signIn());
      const asked = provider.received.find(({ path }) => path === '/userinfo');
      must(
        asked?.method === 'GET' &&
          asked.headers['authorization']?.startsWith('Bearer ') === true &&
          !asked.query.has('access_token'),
        'a GET with the token in the Authorization header only',
        `${asked?.method} ${asked?.target.split('?')[1] ?? ''}`,
      );
    });
  }
  return 'GET with Authorization: Bearer';
}

function module(
  id: (typeof widerModules)[number],
  source: string,
  requirement: string,
  tried: string,
  drive: () => Promise<string>,
): ConformanceCase {
  return conformanceCase({ id, requirement, source, tried }, drive);
}

const core = 'OpenID Connect Core';
const discovery = 'OpenID Connect Discovery';

const modules: readonly ConformanceCase[] = [
  module(
    'oidcc-client-test-discovery-openid-config',
    `${discovery} 4`,
    'read the provider’s metadata',
    'a provider known by its issuer only',
    () => fetchesWhatIsAnnounced('/.well-known/openid-configuration'),
  ),
  module(
    'oidcc-client-test-discovery-jwks-uri-keys',
    `${discovery} 3`,
    'fetch the keys from the announced address',
    'keys at the address that discovery names',
    () => fetchesWhatIsAnnounced('/keys'),
  ),
  module(
    'oidcc-client-test-discovery-issuer-mismatch',
    `${discovery} 4.3`,
    'reject metadata of another issuer',
    'metadata whose `issuer` is another address',
    () =>
      refusesWhen(discoveryWith('issuer', 'https://attacker.example'), {
        code: 'PROVIDER_ISSUER_DIFFERS',
      }),
  ),
  module(
    'oidcc-client-test-signing-key-rotation',
    `${core} 10.1.1`,
    'fetch the keys again when a token names an unknown one',
    'two sign-ins of one CareDesk within seconds, the key changed between them',
    () => twice((provider) => provider.rotateKey()),
  ),
  module(
    'oidcc-client-test-signing-key-rotation-just-before-signing',
    `${core} 10.1.1 (the variant for native clients)`,
    'fetch the keys again when a token names an unknown one',
    'the key changed after CareDesk had fetched the keys, right before the id token was signed',
    rotatedJustBeforeSigning,
  ),
  module(
    'oidcc-client-test-ignores-unparseable-key-in-jwks',
    'RFC 7517 section 5',
    'ignore a published key it cannot read',
    'keys of an unknown type, of a broken RSA form and without a type, beside the right one',
    () =>
      acceptsWhen({
        does: 'publishes broken keys',
        keys: (keys) => [
          { kty: 'UNKNOWN', kid: 'future' },
          { kty: 'RSA', kid: 'broken', n: '%%%', e: 1 },
          { kid: 'no-type' },
          ...keys,
        ],
      }),
  ),
  module(
    'oidcc-client-test-missing-aud',
    `${core} 2`,
    'reject an id token without `aud`',
    'an id token without `aud`',
    () => refusesWhen(idTokenWith('aud', undefined), refused),
  ),
  module(
    'oidcc-client-test-invalid-sig-hs256',
    `${core} 3.1.3.7 (7)`,
    'reject an id token under another algorithm',
    'HS256 with the public key as the secret',
    () => refusesWhen({ does: 'signs HS256', signature: { kind: 'hs256', key: 'first' } }, refused),
  ),
  module(
    'oidcc-client-test-invalid-sig-es256',
    `${core} 3.1.3.7 (7)`,
    'reject an id token under another algorithm',
    'ES256 under the name of the RS256 key',
    () => refusesWhen({ does: 'signs ES256', signature: { kind: 'es256', key: 'first' } }, refused),
  ),
  module(
    'oidcc-client-test-userinfo-bearer-header',
    `${core} 5.3.1`,
    'send the access token in the Authorization header',
    'a correct provider; its record of the request',
    bearerInHeader,
  ),
  module(
    'oidcc-client-test-refresh-token',
    `${core} 12`,
    'refresh and use the new access token',
    'an access token about to expire, then a call of the API',
    refreshes,
  ),
  module(
    'oidcc-client-test-refresh-token-invalid-issuer',
    `${core} 12.2`,
    'reject a refreshed id token of another issuer',
    'another `iss` in the id token that comes with a refresh',
    () =>
      refusesRefreshedIdToken(
        refreshedIdTokenWith('iss', 'https://attacker.example'),
        'SIGN_IN_ISSUER_MISMATCH',
      ),
  ),
  module(
    'oidcc-client-test-refresh-token-invalid-sub',
    `${core} 12.2`,
    'reject a refreshed id token about somebody else',
    'another `sub` in the id token that comes with a refresh',
    () =>
      refusesRefreshedIdToken(
        refreshedIdTokenWith('sub', '656000000000'),
        'SIGN_IN_PERSON_MISMATCH',
      ),
  ),
  module(
    'oidcc-client-test-refresh-token-invalid-aud',
    `${core} 12.2`,
    'reject a refreshed id token for another client',
    'another `aud` in the id token that comes with a refresh',
    () =>
      refusesRefreshedIdToken(
        refreshedIdTokenWith('aud', 'another-client'),
        'SIGN_IN_TOKEN_INVALID',
      ),
  ),
];

/** Modules of the wider plans and what the standard says beyond them. */
export const widerRp: ConformanceGroup = {
  name: 'wider-rp',
  title: 'OpenID Connect: discovery, key rotation, refresh tokens and beyond',
  control: conformanceCase(
    {
      id: 'control-wider-rp',
      requirement: 'a correct provider is accepted, and its refresh',
      source: 'positive control',
      tried: 'the same drives with nothing wrong',
    },
    async () => {
      await acceptsTheCorrectProvider(openIdProfiles);
      return refreshes();
    },
  ),
  cases: [...modules, ...beyondThePlans],
};
