import type { FailureCode } from '../../../electron/contract/failures.ts';
import {
  type ConformanceCase,
  type ConformanceGroup,
  conformanceCase,
  mustEqual,
} from '../conformance-case.ts';
import { mustBeRefused, mustBeSignedIn, onStage, openIdProfiles } from '../drives.ts';
import { onHttpsStage } from '../https-stage.ts';
import type { Misbehaviour } from '../provider/misbehaviour.ts';
import { discoveryWith } from '../provider/wrong-values.ts';
import { askProvider } from '../user-agent.ts';

/** What no address may be, wherever it is announced. */
export const hostileAddresses = [
  'http://provider.example/plain',
  'http://127.0.0.1:9/plain',
  'javascript:alert(document.domain)',
  'file:///C:/Windows/System32/calc.exe',
  'ms-msdt:/id PCWDiagnostic',
  'data:text/html,hello',
  '//provider.example/no-scheme',
  'https://somebody:secret@provider.example/with-a-user',
  'https://provider.example/with-a#fragment',
] as const;

const needed = ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'];
const elsewhere = 'https://elsewhere.example';

/** What a value in place of an endpoint leads to. */
const refusals: readonly (readonly [value: unknown, code: FailureCode])[] = [
  ...hostileAddresses.map((address) => [address, 'PROVIDER_ADDRESS_NOT_SAFE'] as const),
  ...[undefined, null, 1, [`${elsewhere}/a`]].map(
    (value) => [value, 'PROVIDER_ENDPOINT_MISSING'] as const,
  ),
];

/** Refused before the browser is opened or anything is asked for, and not held against it later. */
async function refusesAnnounced(name: string): Promise<void> {
  for (const profile of openIdProfiles) {
    await onHttpsStage(profile, async ({ provider, party, signIn }) => {
      for (const [value, code] of refusals) {
        const before = provider.addresses.length;
        provider.misbehave(discoveryWith(name, value));
        mustEqual(await signIn(), code, `failure at ${name} ${JSON.stringify(value)}:`);
        mustEqual(party.opened, [], 'addresses opened in the browser');
        mustEqual(
          provider.addresses.slice(before),
          [`${provider.issuer}/.well-known/openid-configuration`],
          'addresses asked for',
        );
      }
      provider.misbehave(null);
      mustEqual(await signIn(), null, 'failure once the provider behaves');
    });
  }
}

function hostileCase(name: string): ConformanceCase {
  return conformanceCase(
    {
      id: `hostile-${name.replaceAll('_', '-')}`,
      requirement: `a safe \`${name}\`: https, no user, no fragment`,
      source: 'RFC 8414 section 2; RFC 6749 sections 3.1, 3.2; RFC 9700 section 2.6',
      tried:
        'http, http on this PC, javascript:, file:, ms-msdt:, data:, no scheme, user, fragment',
    },
    async () => {
      await refusesAnnounced(name);
      return 'refused before the browser was opened; nothing was asked for; accepted without it';
    },
  );
}

/** The sandbox's http is for this PC alone. */
async function keepsHttpOnThisPc(): Promise<string> {
  for (const name of needed) {
    for (const address of ['http://provider.example/plain', 'http://127.0.0.1.example/plain']) {
      await onStage('oidc', async ({ provider, party }) => {
        provider.misbehave(discoveryWith(name, address));
        mustBeRefused(await party.signIn(), 'PROVIDER_ADDRESS_NOT_SAFE');
        mustEqual(party.opened, [], 'addresses opened in the browser');
        provider.misbehave(null);
        mustBeSignedIn(await party.signIn());
      });
    }
  }
  return 'refused: PROVIDER_ADDRESS_NOT_SAFE';
}

/** Every endpoint at another origin than the issuer. */
const atAnotherOrigin: Misbehaviour = {
  does: 'has its endpoints at another origin',
  discovery(metadata) {
    for (const name of needed) {
      const address = new URL(String(metadata[name]));
      metadata[name] = `${elsewhere}${address.pathname}`;
    }
  },
};

async function followsToAnotherOrigin(): Promise<string> {
  for (const profile of openIdProfiles) {
    await onHttpsStage(
      profile,
      async ({ provider, signIn }) => {
        provider.misbehave(atAnotherOrigin);
        mustEqual(await signIn(), null, 'failure');
        const origins = provider.addresses.map((address) => new URL(address).origin);
        mustEqual(origins[0], provider.issuer, 'origin of the metadata');
        mustEqual(origins.includes(elsewhere), true, 'the announced origin asked');
      },
      elsewhere,
    );
  }
  return 'signed in at the announced addresses';
}

/** A provider that did not announce PKCE, and announces it since. */
async function forgetsRefusals(): Promise<string> {
  await onStage('oidc', async ({ provider, party }) => {
    const lookUps = () => provider.received.filter(({ path }) => path.includes('.well-known'));
    provider.misbehave(discoveryWith('code_challenge_methods_supported', ['plain']));
    mustBeRefused(await party.signIn(), 'PROVIDER_NOT_SAFE');
    provider.misbehave(null);
    mustBeSignedIn(await party.signIn());
    mustEqual(lookUps().length, 2, 'look-ups');
    await party.rooms.session.signOut('user');
    mustBeSignedIn(await party.signIn());
    mustEqual(lookUps().length, 2, 'look-ups, what was accepted being kept');
  });
  return 'looked up anew after the refusal, and kept once accepted';
}

/** The key is exchanged right before signing, twice within seconds. */
async function followsTwoRotations(): Promise<string> {
  for (const profile of openIdProfiles) {
    await onStage(profile, async ({ provider, party }) => {
      for (let time = 0; time < 2; time++) {
        const request = await party.request();
        provider.misbehave({ does: 'changes its key', rotatesBeforeSigning: true });
        mustBeSignedIn((await party.answer(await askProvider(request))).outcome);
        provider.misbehave(null);
        await party.rooms.session.signOut('user');
      }
    });
  }
  return 'signed in both times';
}

/** What the provider announces of itself. */
export const announcedAddresses: ConformanceGroup = {
  name: 'announced-addresses',
  title: 'What a provider announces: addresses, keys, and how long it is believed',
  control: conformanceCase(
    {
      id: 'control-announced-addresses',
      requirement: 'a correct provider is accepted over https',
      source: 'positive control',
      tried: 'the same drive with nothing wrong',
    },
    async () => {
      for (const profile of openIdProfiles) {
        await onHttpsStage(profile, async ({ signIn }) => {
          mustEqual(await signIn(), null, 'failure');
        });
      }
      return 'signed in';
    },
  ),
  cases: [
    ...needed.map(hostileCase),
    conformanceCase(
      {
        id: 'sandbox-http-elsewhere',
        requirement: 'http in the sandbox only, and only on this PC',
        source: 'RFC 8252 section 8.3; RFC 9700 section 2.6',
        tried: 'a sandbox provider that announces http addresses of another host',
      },
      keepsHttpOnThisPc,
    ),
    conformanceCase(
      {
        id: 'endpoints-at-another-origin',
        requirement: 'endpoints may be at another origin than the issuer',
        source: 'RFC 8414 section 2; OpenID Connect Discovery 3',
        tried: 'all four endpoints at another https origin',
      },
      followsToAnotherOrigin,
    ),
    conformanceCase(
      {
        id: 'refusal-not-kept',
        requirement: 'a provider that was refused is looked up anew',
        source: 'own rule, beside the hour of caching that NHS “Discovery” allows',
        tried: 'PKCE not announced, then announced, the same CareDesk',
      },
      forgetsRefusals,
    ),
    conformanceCase(
      {
        id: 'key-rotation-twice-in-a-minute',
        requirement: 'fetch the keys again when a token names an unknown one',
        source: 'OpenID Connect Core 10.1.1; NHS “Key management”',
        tried: 'two sign-ins within seconds, the key changed right before each signing',
      },
      followsTwoRotations,
    ),
  ],
};
