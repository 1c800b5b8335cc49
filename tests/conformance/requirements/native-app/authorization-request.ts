import * as client from 'openid-client';
import {
  authorizationRequest,
  freshChecks,
} from '../../../../electron/identity/authorization-request.ts';
import { profileOf } from '../../../../electron/identity/provider-profile.ts';
import { policySchema } from '../../../../electron/policy/policy-schema.ts';
import { type ConformanceCase, must, mustEqual } from '../../conformance-case.ts';
import {
  mustBeRefused,
  mustBeSignedIn,
  onStage,
  openIdProfiles,
  refusesWhen,
} from '../../drives.ts';
import { redirectOf } from '../../loopback-probe.ts';
import { s256 } from '../../provider/token-request.ts';
import { discoveryWith } from '../../provider/wrong-values.ts';
import { policyFor } from '../../relying-party.ts';
import { native } from './native-case.ts';
import { sourcesWith } from './source-scan.ts';

const rfc8252 = 'RFC 8252';
const rfc9700 = 'RFC 9700';

async function opensTheBrowserOnly(): Promise<string> {
  await onStage('cis2', async ({ provider, party }) => {
    mustBeSignedIn(await party.signIn());
    mustEqual(party.opened.length, 1, 'addresses opened in the system browser');
    must(
      party.opened[0]?.startsWith(`${provider.issuer}/authorize?`) === true,
      'the announced authorization endpoint to be opened',
      'another address',
    );
  });
  // The one window loads CareDesk's own origin and nothing else loads anything.
  mustEqual(await sourcesWith('loadURL('), ['window/main-window.ts'], 'sources that load a page');
  return 'one address in the system browser; no window loads the issuer';
}

async function provesPossession(): Promise<string> {
  for (const profile of openIdProfiles) {
    await onStage(profile, async ({ provider, party }) => {
      mustBeSignedIn(await party.signIn());
      const asked = provider.received.find(({ path }) => path === '/authorize')?.query;
      const redeemed = provider.received.find(({ path }) => path === '/token')?.form;
      const challenge = asked?.get('code_challenge') ?? '';
      must(challenge !== '', 'a code_challenge in the authorization request', 'none');
      mustEqual(s256(redeemed?.get('code_verifier') ?? ''), challenge, 'challenge of the verifier');
    });
  }
  return 'challenge in the request, its verifier in the token call';
}

async function usesStrongVerifiers(): Promise<string> {
  const profile = profileOf(policySchema.parse(policyFor('http://127.0.0.1:1')));
  const configuration = new client.Configuration(
    { issuer: 'https://provider.example', authorization_endpoint: 'https://provider.example/a' },
    'caredesk-conformance',
  );
  // RFC 7636 appendix B.
  const checks = {
    ...freshChecks(profile),
    verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
  };
  const request = await authorizationRequest(
    profile,
    configuration,
    'http://127.0.0.1:1/c',
    checks,
  );
  mustEqual(
    request.searchParams.get('code_challenge'),
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    'challenge of the vector in RFC 7636 appendix B',
  );
  mustEqual(request.searchParams.get('code_challenge_method'), 'S256', 'challenge method');
  const verifiers = new Set<string>();
  for (let made = 0; made < 10_000; made++) verifiers.add(freshChecks(profile).verifier ?? '');
  mustEqual(verifiers.size, 10_000, 'different verifiers');
  for (const verifier of verifiers) {
    must(/^[A-Za-z0-9_-]{43,128}$/.test(verifier), '43 to 128 unreserved characters', 'others');
  }
  return 'S256; the vector fits; 10,000 verifiers of 32 octets, all different';
}

async function neverRepeats(): Promise<string> {
  for (const profile of openIdProfiles) {
    await onStage(profile, async ({ provider, party }) => {
      const first = await party.request();
      const second = await party.request();
      provider.misbehave({ does: 'fails', answer: (p) => p.set('error', 'server_error') });
      mustBeRefused(await party.signIn(), 'SIGN_IN_PROVIDER_ERROR');
      const afterError = await party.request();
      const requests = [first, second, new URL(party.opened[2] ?? ''), afterError];
      for (const name of ['state', 'nonce', 'code_challenge']) {
        const values = new Set(requests.map(({ searchParams }) => searchParams.get(name)));
        mustEqual(values.size, requests.length, `different values of ${name}`);
      }
    });
  }
  return 'state, nonce and challenge differ in four attempts, one after an error';
}

async function neverDowngradesPkce(): Promise<string> {
  await refusesWhen(discoveryWith('code_challenge_methods_supported', ['plain']), {
    code: 'PROVIDER_NOT_SAFE',
  });
  await refusesWhen(discoveryWith('code_challenge_methods_supported', undefined), {
    code: 'PROVIDER_NOT_SAFE',
    profiles: ['oidc'],
  });
  await onStage('cis2', async ({ provider, party }) => {
    provider.misbehave(discoveryWith('code_challenge_methods_supported', undefined));
    const { searchParams } = await party.request();
    mustEqual(searchParams.get('code_challenge_method'), 'S256', 'method where none is announced');
  });
  return 'refused: PROVIDER_NOT_SAFE; CIS2, which announces nothing, gets S256 all the same';
}

async function redirectsToTheLiteral(): Promise<string> {
  await onStage('cis2', async ({ party, another }) => {
    const literal = redirectOf(await party.request());
    mustEqual([literal.protocol, literal.hostname], ['http:', '127.0.0.1'], 'redirect');
    const named = another({ policy: { redirectHost: 'localhost' } });
    mustEqual(redirectOf(await named.request()).hostname, 'localhost', 'redirect by policy');
  });
  return 'http and 127.0.0.1; localhost only where the policy says so';
}

async function choosesPorts(): Promise<string> {
  await onStage('cis2', async ({ party, another }) => {
    const { port } = redirectOf(await party.request());
    const second = redirectOf(await another().request()).port;
    must(port !== second && Number(port) >= 1024, 'two different ephemeral ports', port);
    party.rooms.session.cancelSignIn();
    const fixed = another({ policy: { redirectPorts: [Number(second), Number(port)] } });
    mustEqual(redirectOf(await fixed.request()).port, port, 'first free port of the list');
  });
  return 'a free port each time; with a list, its first free one';
}

async function keepsStateMeaningless(): Promise<string> {
  await onStage('cis2', async ({ party }) => {
    const { searchParams } = await party.request();
    const state = searchParams.get('state') ?? '';
    must(/^[A-Za-z0-9_-]{43}$/.test(state), '32 random octets', `${state.length} characters`);
    const scope = (searchParams.get('scope') ?? '').split(' ');
    must(
      scope.every((value) => /^[a-z_]+$/.test(value)),
      'scope names only',
      scope.join(' '),
    );
  });
  return 'state is 32 random octets, scope names only';
}

async function asksForLittle(): Promise<string> {
  const expected = {
    cis2: 'openid profile nationalrbacaccess associatedorgs',
    oidc: 'openid profile nationalrbacaccess associatedorgs offline_access',
    'api-platform': 'nhs-cis2',
  } as const;
  for (const profile of ['cis2', 'oidc', 'api-platform'] as const) {
    await onStage(profile, async ({ party, another }) => {
      const { searchParams } = await party.request();
      mustEqual(searchParams.get('scope'), expected[profile], 'scope');
      mustEqual(searchParams.get('acr_values'), 'AAL2_OR_AAL3_ANY', 'acr_values');
      const strict = another({ policy: { assurance: 'AAL3' } });
      const asked = (await strict.request()).searchParams.get('acr_values');
      mustEqual(asked, 'AAL3_ANY', 'acr_values by policy');
    });
  }
  return 'the scopes of the profile, no more; acr_values by policy';
}

async function hasNoOwnScheme(): Promise<string> {
  await onStage('cis2', async ({ party }) => {
    mustEqual(redirectOf(await party.request()).protocol, 'http:', 'scheme of the redirect');
  });
  mustEqual(await sourcesWith('setAsDefaultProtocolClient'), [], 'sources that register a scheme');
  return 'no private-use scheme is registered or used';
}

/** Requirements on what CareDesk asks for and how. */
export const authorizationRequestCases: readonly ConformanceCase[] = [
  native(
    'N1',
    `${rfc8252} section 8.12`,
    'use an external user agent, no embedded one',
    'a whole sign-in; the sources searched for windows that load an address',
    opensTheBrowserOnly,
  ),
  native(
    'N2',
    `${rfc9700} section 2.1.1`,
    'a public client uses PKCE',
    'a whole sign-in, challenge and verifier compared',
    provesPossession,
  ),
  native(
    'N3',
    'RFC 7636 sections 4.1, 4.2, 7.1',
    'S256 with a verifier of 32 random octets',
    'the vector of appendix B; 10,000 verifiers',
    usesStrongVerifiers,
  ),
  native(
    'N4',
    `${rfc9700} section 2.1.1`,
    'challenge, nonce and state are of one transaction',
    'four attempts in a row, the third failing',
    neverRepeats,
  ),
  native(
    'N5',
    `${rfc9700} section 2.1.1`,
    'make sure the provider supports the challenge method; never downgrade',
    'metadata that announces `plain`, then nothing',
    neverDowngradesPkce,
  ),
  native(
    'N7',
    `${rfc8252} sections 7.3, 8.3`,
    'redirect to the loopback IP literal',
    'the redirect URI, with and without a policy that demands localhost',
    redirectsToTheLiteral,
  ),
  native(
    'N8',
    `${rfc8252} section 7.3`,
    'any port; a list for servers that compare exactly',
    'two attempts at once; a list whose first port is taken',
    choosesPorts,
  ),
  native(
    'N26',
    'OAuth 2.1 (state and scope)',
    'nothing sensitive in state or scope',
    'the authorization request taken apart',
    keepsStateMeaningless,
  ),
  native(
    'N27',
    `${rfc9700} section 2.3`,
    'least privilege',
    'scope and acr_values of the three profiles, with and without a stricter policy',
    asksForLittle,
  ),
  native(
    'N28',
    `${rfc8252} section 7.1`,
    'a private-use scheme is a reversed domain name',
    'the redirect URI; the sources searched for a registration',
    hasNoOwnScheme,
  ),
];
