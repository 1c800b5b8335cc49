import {
  type ConformanceCase,
  type ConformanceGroup,
  conformanceCase,
  must,
  mustEqual,
} from '../conformance-case.ts';
import {
  acceptsTheCorrectProvider,
  acceptsWhen,
  mustBeSignedIn,
  onStage,
  openIdProfiles,
  refusesWhen,
} from '../drives.ts';
import { person } from '../provider/person-claims.ts';
import { signingKey } from '../provider/signing-keys.ts';
import { idTokenWith, userinfoWith } from '../provider/wrong-values.ts';

const plan = 'oidcc-client-basic-certification-test-plan';

/** Modules of the OpenID Connect Basic RP certification plan, by their official names. */
export const basicRpModules = [
  'oidcc-client-test',
  'oidcc-client-test-invalid-iss',
  'oidcc-client-test-missing-sub',
  'oidcc-client-test-invalid-aud',
  'oidcc-client-test-missing-iat',
  'oidcc-client-test-kid-absent-single-jwks',
  'oidcc-client-test-kid-absent-multiple-jwks',
  'oidcc-client-test-idtoken-sig-rs256',
  'oidcc-client-test-idtoken-sig-none',
  'oidcc-client-test-invalid-sig-rs256',
  'oidcc-client-test-userinfo-invalid-sub',
  'oidcc-client-test-nonce-invalid',
  'oidcc-client-test-scope-userinfo-claims',
  'oidcc-client-test-client-secret-basic',
] as const;

type Module = (typeof basicRpModules)[number];

function module(
  id: Module,
  requirement: string,
  section: string,
  tried: string,
  drive: () => Promise<string>,
  remark?: string,
): ConformanceCase {
  const source = `OpenID Connect Core ${section}`;
  return conformanceCase(
    { id, requirement, source, tried, ...(remark === undefined ? {} : { remark }) },
    drive,
  );
}

const clientSecret = 'a synthetic secret: with / signs & spaces';

async function signsInWithSecret(): Promise<string> {
  for (const profile of openIdProfiles) {
    await onStage(
      profile,
      async ({ provider, party }) => {
        await provisionSecret(party.clientKeychain.write);
        mustBeSignedIn(await party.signIn());
        const token = provider.received.find(({ path }) => path === '/token');
        must(
          token?.headers['authorization']?.startsWith('Basic ') === true,
          'an Authorization header with Basic',
          'none',
        );
        must(token?.form.has('client_secret') === false, 'no secret in the form', 'one');
        await party.rooms.session.signOut('user');
        provider.change({ clientSecret: 'another' });
        const refused = await party.signIn();
        must(
          refused.kind === 'refused' && refused.code === 'SIGN_IN_CLIENT_REFUSED',
          'refused: SIGN_IN_CLIENT_REFUSED with a wrong secret',
          refused.kind,
        );
      },
      { policy: { clientAuthentication: 'client_secret_basic' }, settings: { clientSecret } },
    );
  }
  return 'signed in with the secret, refused with a wrong one';
}

/** As `caredesk --provision` leaves it: one chunk, then the manifest that names it. */
async function provisionSecret(
  write: (account: string, secret: string) => Promise<void>,
): Promise<void> {
  const { createChunkedSecret } = await import('../../../electron/keychain/chunked-secret.ts');
  const keychain = {
    read: async () => null,
    write,
    remove: async () => undefined,
    accounts: async () => [],
  };
  await createChunkedSecret(keychain, 'client-secret', () => 'write-1').save(clientSecret);
}

async function readsUserinfoClaims(): Promise<string> {
  for (const profile of openIdProfiles) {
    await onStage(profile, async ({ provider, party }) => {
      const outcome = await party.signIn();
      mustBeSignedIn(outcome);
      const scope = provider.received.find(({ path }) => path === '/authorize')?.query.get('scope');
      for (const wanted of ['openid', 'profile']) {
        must(scope?.split(' ').includes(wanted) === true, `scope ${wanted}`, `${scope}`);
      }
      if (outcome.kind !== 'signed-in') return;
      mustEqual(outcome.state.person.displayName, person.name, 'name from userinfo');
      mustEqual(outcome.state.role.organisation.odsCode, 'Y51', 'role from userinfo');
    });
  }
  return 'name and role come from userinfo';
}

async function verifiesWithPublishedKey(): Promise<string> {
  for (const profile of openIdProfiles) {
    await onStage(profile, async ({ provider, party }) => {
      mustBeSignedIn(await party.signIn());
      must(
        provider.received.some(({ path }) => path === '/keys'),
        'the keys to be fetched',
        'no request for them',
      );
    });
  }
  // That the key counts: the same token with another key published is refused.
  const { publicJwk } = await signingKey('stranger');
  await refusesWhen(
    { does: 'publishes another key', keys: () => [{ ...publicJwk, kid: 'first' }] },
    refused,
  );
  return 'signed in; refused when another key is published';
}

/** What the checks of the id token end in, before it is used for anything. */
const refused = { code: 'SIGN_IN_TOKEN_INVALID', beforeUserinfo: true } as const;

const cases: readonly ConformanceCase[] = [
  module(
    'oidcc-client-test',
    'complete the code flow',
    '3.1',
    'a correct provider: discovery, authorization, code, id token, userinfo',
    () => acceptsTheCorrectProvider(openIdProfiles),
  ),
  module(
    'oidcc-client-test-invalid-iss',
    'reject an id token of another issuer',
    '3.1.3.7 (2)',
    'the issuer in the id token is another address',
    () =>
      refusesWhen(idTokenWith('iss', 'https://attacker.example'), {
        code: 'SIGN_IN_ISSUER_MISMATCH',
        beforeUserinfo: true,
      }),
  ),
  module(
    'oidcc-client-test-missing-sub',
    'reject an id token without `sub`',
    '2',
    'an id token without `sub`',
    () => refusesWhen(idTokenWith('sub', undefined), refused),
  ),
  module(
    'oidcc-client-test-invalid-aud',
    'reject an id token for another client',
    '3.1.3.7 (3)',
    '`aud` is another client id',
    () => refusesWhen(idTokenWith('aud', 'another-client'), refused),
  ),
  module(
    'oidcc-client-test-missing-iat',
    'reject an id token without `iat`',
    '2',
    'an id token without `iat`',
    () => refusesWhen(idTokenWith('iat', undefined), refused),
  ),
  module(
    'oidcc-client-test-kid-absent-single-jwks',
    'use the only key when the id token names none',
    '10.1',
    'no `kid` in the id token, one key published',
    () => acceptsWhen({ does: 'names no key', withoutKid: true }),
  ),
  module(
    'oidcc-client-test-kid-absent-multiple-jwks',
    'reject an id token that names no key where there are several (or try all)',
    '10.1',
    'no `kid` in the id token, two keys published',
    async () => {
      const { publicJwk } = await signingKey('second');
      return refusesWhen(
        {
          does: 'names none of two keys',
          withoutKid: true,
          keys: (keys) => [...keys, { ...publicJwk }],
        },
        refused,
      );
    },
    'The module allows both; CareDesk rejects.',
  ),
  module(
    'oidcc-client-test-idtoken-sig-rs256',
    'verify an RS256 signature with the published key',
    '3.1.3.7 (6)',
    'an RS256 id token; then the same with another key published under its name',
    verifiesWithPublishedKey,
  ),
  module(
    'oidcc-client-test-idtoken-sig-none',
    'accept an unsigned id token, if registered for `none`',
    '3.1.3.7 (6)',
    'an id token with `alg: none`',
    () => refusesWhen({ does: 'does not sign', signature: { kind: 'none' } }, refused),
    'Rejected by choice: CareDesk registers for RS256 only and trusts no unsigned id token.',
  ),
  module(
    'oidcc-client-test-invalid-sig-rs256',
    'reject an id token whose signature does not verify',
    '3.1.3.7 (6)',
    'an id token signed by another key under the right key’s name',
    () =>
      refusesWhen(
        { does: 'signs with a stranger’s key', signature: { kind: 'forged', key: 'first' } },
        refused,
      ),
  ),
  module(
    'oidcc-client-test-userinfo-invalid-sub',
    'reject userinfo about somebody else',
    '5.3.2',
    'userinfo with another `sub` than the id token',
    () => refusesWhen(userinfoWith('sub', '656000000000'), { code: 'SIGN_IN_PERSON_MISMATCH' }),
  ),
  module(
    'oidcc-client-test-nonce-invalid',
    'reject an id token with another nonce',
    '3.1.3.7 (11)',
    'the nonce in the id token is not the one sent',
    () => refusesWhen(idTokenWith('nonce', 'of-another-sign-in'), refused),
  ),
  module(
    'oidcc-client-test-scope-userinfo-claims',
    'ask for claims by scope and read them from userinfo',
    '5.4',
    'scopes `openid profile …`; the name and the role are in userinfo only',
    readsUserinfoClaims,
  ),
  module(
    'oidcc-client-test-client-secret-basic',
    'authenticate with a client secret in the Authorization header',
    '9',
    'a provider that wants client_secret_basic; the right and a wrong secret',
    signsInWithSecret,
    'A public native client has no secret. CareDesk can be given one by an administrator, so the module is run.',
  ),
];

/** Every module of the Basic RP plan. */
export const basicRp: ConformanceGroup = {
  name: 'basic-rp',
  title: `OpenID Connect Basic RP (${plan})`,
  control: conformanceCase(
    {
      id: 'control-basic-rp',
      requirement: 'a correct provider is accepted',
      source: 'positive control',
      tried: 'the same drive with nothing wrong, CIS2 and OpenID profiles',
    },
    () => acceptsTheCorrectProvider(openIdProfiles),
  ),
  cases,
};
