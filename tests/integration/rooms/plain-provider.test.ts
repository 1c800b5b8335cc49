import type { AccountClaims, Configuration } from 'oidc-provider';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { wordsFor } from '../../../electron/contract/failures.ts';
import type { SessionState } from '../../../electron/contract/session.ts';
import { createManualClock } from '../../unit/ground/manual-clock.ts';
import { createJarFetch } from '../sandbox/cookie-jar.ts';
import { logInAtPlainProvider, type PlainProvider, startPlainProvider } from './plain-provider.ts';
import { openRoomsHarness, type RoomsHarness, type RoomsHarnessOptions } from './rooms-harness.ts';

const running: PlainProvider[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((provider) => provider.stop()));
});

async function start(...given: Parameters<typeof startPlainProvider>): Promise<PlainProvider> {
  const provider = await startPlainProvider(...given);
  running.push(provider);
  return provider;
}

function open(
  provider: PlainProvider,
  policy = {},
  options: RoomsHarnessOptions = {},
): RoomsHarness {
  return openRoomsHarness({ ...provider.policy, ...policy }, options);
}

async function logIn(harness: RoomsHarness): Promise<SessionState> {
  const callback = await logInAtPlainProvider(await harness.request(), createJarFetch());
  await fetch(callback);
  await vi.waitFor(
    () => expect(harness.rooms.session.current().kind).not.toBe('signing-in'),
    5_000,
  );
  return harness.rooms.session.current();
}

const role = {
  person_roleid: '555021935107',
  org_code: 'Y51',
  role_code: 'S8000:G8000:R8001',
  role_name: '"Clinical":"Clinical Provision":"Nurse Access Role"',
};

/** What the guide for administrators tells to add, a line a claim. */
const claimsOfPerson = {
  name: 'Nia Probert',
  authentication_assurance_level: '2',
  id_assurance_level: '3',
  nhsid_nrbac_roles: [role],
  nhsid_user_orgs: [{ org_code: 'Y51', org_name: 'Hill Surgery' }],
};

const claimsByScope = {
  openid: ['sub', 'acr', 'authentication_assurance_level', 'id_assurance_level'],
  profile: ['name'],
  nationalrbacaccess: ['nhsid_nrbac_roles'],
  associatedorgs: ['nhsid_user_orgs'],
};

/** The lines, with some claims left out or changed. */
function telling(changed: Partial<Record<keyof typeof claimsOfPerson, unknown>> = {}) {
  const all: Record<string, unknown> = { ...claimsOfPerson, ...changed };
  const claims = Object.fromEntries(Object.entries(all).filter(([, told]) => told !== undefined));
  return {
    claims: claimsByScope,
    findAccount: (_ctx, sub) => ({
      accountId: sub,
      claims: (): AccountClaims => ({ sub, ...claims }),
    }),
  } satisfies Configuration;
}

function failureIn(state: SessionState) {
  return state.kind === 'signed-out' ? state.failure : state;
}

describe('a provider with its own defaults', () => {
  it('is told what it lacks, by the claim and its address, and not to blame the person', async () => {
    const provider = await start();
    const failure = failureIn(await logIn(open(provider)));
    expect(failure).toEqual({
      code: 'SIGN_IN_LEVEL_NOT_TOLD',
      detail: `no acr and no authentication_assurance_level in the id token; provider: ${provider.issuer}`,
    });
    expect(wordsFor('SIGN_IN_LEVEL_NOT_TOLD').nextStep).not.toMatch(/key|smartcard|try again/i);
  });

  it('signs in with the lines of the guide, and its session can be renewed', async () => {
    const provider = await start(telling());
    const harness = open(provider);
    expect(await logIn(harness)).toMatchObject({
      kind: 'active',
      person: { displayName: 'Nia Probert' },
      role: { id: role.person_roleid, organisation: { name: 'Hill Surgery' } },
      assurance: { authenticator: 2 },
      notice: null,
    });
    const held = harness.rooms.session.credentials();
    const token = await held?.tokens.accessToken();
    expect(await held?.tokens.replacementFor(token ?? '')).not.toBe(token);
  });

  it.each([
    [
      'no authenticator level',
      { authentication_assurance_level: undefined },
      'SIGN_IN_LEVEL_NOT_TOLD',
      'authentication_assurance_level',
    ],
    [
      'an authenticator level that is none',
      { authentication_assurance_level: 'high' },
      'SIGN_IN_ASSURANCE_UNREADABLE',
      'authentication_assurance_level',
    ],
    [
      'a low authenticator level',
      { authentication_assurance_level: '1' },
      'SIGN_IN_ASSURANCE_TOO_LOW',
      'level 1 of 2',
    ],
    [
      'no identity level',
      { id_assurance_level: undefined },
      'SIGN_IN_IDENTITY_LEVEL_NOT_TOLD',
      'id_assurance_level',
    ],
    [
      'a low identity level',
      { id_assurance_level: '1' },
      'SIGN_IN_IDENTITY_NOT_VERIFIED',
      'level 1 of 3',
    ],
    ['no roles', { nhsid_nrbac_roles: undefined }, 'SIGN_IN_ROLES_NOT_TOLD', 'nhsid_nrbac_roles'],
    ['roles as null', { nhsid_nrbac_roles: null }, 'SIGN_IN_ROLES_NOT_TOLD', 'nhsid_nrbac_roles'],
    [
      'roles as words',
      { nhsid_nrbac_roles: ['nurse'] },
      'SIGN_IN_ROLES_UNREADABLE',
      'nhsid_nrbac_roles',
    ],
    [
      'roles without their ids',
      { nhsid_nrbac_roles: [{ ...role, person_roleid: undefined }] },
      'SIGN_IN_ROLES_UNREADABLE',
      'nhsid_nrbac_roles',
    ],
  ])(
    '%s: a code of its own, naming the claim and the provider',
    async (_case, line, code, name) => {
      const provider = await start(telling(line));
      const failure = failureIn(await logIn(open(provider)));
      expect(failure).toMatchObject({ code });
      expect(failure).toHaveProperty('detail', expect.stringContaining(name));
      expect(failure).toHaveProperty('detail', expect.stringContaining(provider.issuer));
    },
  );

  it('an empty list of roles is a person without roles', async () => {
    const provider = await start(telling({ nhsid_nrbac_roles: [] }));
    expect(await logIn(open(provider))).toMatchObject({ kind: 'choosing-role', roles: [] });
  });

  it('who has no name there is called what is known of them', async () => {
    const provider = await start(telling({ name: undefined }));
    expect(await logIn(open(provider))).toMatchObject({
      person: { displayName: 'Name not given' },
    });
  });

  it('without userinfo it lacks an address', async () => {
    const provider = await start({ ...telling(), features: { userinfo: { enabled: false } } });
    const harness = open(provider);
    harness.rooms.session.startSignIn();
    await vi.waitFor(
      () =>
        expect(failureIn(harness.rooms.session.current())).toMatchObject({
          code: 'PROVIDER_ENDPOINT_MISSING',
          detail: expect.stringContaining('userinfo_endpoint'),
        }),
      5_000,
    );
    expect(harness.opened).toEqual([]);
  });

  it('userinfo that is signed is read', async () => {
    const provider = await start(
      { ...telling(), features: { jwtUserinfo: { enabled: true } } },
      { userinfo_signed_response_alg: 'RS256' },
    );
    expect((await logIn(open(provider))).kind).toBe('active');
  });

  it('userinfo signed in a way nobody announced is not', async () => {
    const provider = await start(
      {
        ...telling(),
        features: { jwtUserinfo: { enabled: true } },
        enabledJWA: { userinfoSigningAlgValues: ['HS256', 'RS256'] },
      },
      {
        userinfo_signed_response_alg: 'HS256',
        token_endpoint_auth_method: 'none',
        client_secret: 'a-secret-of-more-than-thirty-two-bytes',
      },
    );
    expect(failureIn(await logIn(open(provider)))).toMatchObject({
      code: 'SIGN_IN_USERINFO_UNREADABLE',
    });
  });
});

describe('a registration that is not right', () => {
  it.each([
    ['invalid_scope', { scope: 'openid' }],
    ['invalid_request', { response_types: [], grant_types: ['refresh_token'] }],
  ])('%s at the redirect is for an administrator', async (error, registration) => {
    const provider = await start(telling(), registration);
    const failure = failureIn(await logIn(open(provider)));
    expect(failure).toMatchObject({ code: 'SIGN_IN_CLIENT_REFUSED' });
    expect(failure).toHaveProperty('detail', `${error}; provider: ${provider.issuer}`);
  });

  it('a secret that CareDesk does not have is for an administrator', async () => {
    const provider = await start(telling(), {
      token_endpoint_auth_method: 'client_secret_basic',
      client_secret: 'not-known-here',
    });
    expect(failureIn(await logIn(open(provider)))).toMatchObject({
      code: 'SIGN_IN_CLIENT_REFUSED',
      detail: `invalid_client; provider: ${provider.issuer}`,
    });
  });

  it('without refresh tokens the person is told, at once and at the end, and not of 12 hours', async () => {
    const provider = await start(
      { ...telling(), ttl: { AccessToken: 20 } },
      { grant_types: ['authorization_code'] },
    );
    const clock = createManualClock(Date.now());
    const harness = open(provider, {}, { clock });
    expect(await logIn(harness)).toMatchObject({
      kind: 'active',
      notice: { code: 'SESSION_NOT_RENEWABLE' },
    });
    // Good to its last moment: it is not given up a minute before its end.
    await expect(harness.rooms.session.credentials()?.tokens.accessToken()).resolves.not.toBe('');
    clock.advance(20_000);
    expect(harness.rooms.session.current()).toMatchObject({
      kind: 'signed-out',
      failure: { code: 'SESSION_ENDED_NOT_RENEWABLE' },
    });
    for (const code of ['SESSION_NOT_RENEWABLE', 'SESSION_ENDED_NOT_RENEWABLE'] as const) {
      const words = wordsFor(code, { kind: 'other', name: 'Hill Trust log-in' });
      expect(JSON.stringify(words)).not.toContain('12 hours');
      expect(words.explanation).toContain('Hill Trust log-in');
    }
  });
});

describe('an issuer that is not written as the provider writes it', () => {
  it.each([
    ['a slash at its end', (issuer: string) => `${issuer}/`],
    ['another host name', (issuer: string) => issuer.replace('127.0.0.1', 'localhost')],
  ])('%s: both are named, before the browser is opened', async (_case, mistyped) => {
    const provider = await start();
    const issuer = mistyped(provider.issuer);
    const harness = open(provider, { issuer });
    harness.rooms.session.startSignIn();
    await vi.waitFor(
      () =>
        expect(failureIn(harness.rooms.session.current())).toEqual({
          code: 'PROVIDER_ISSUER_DIFFERS',
          detail: `expected: ${issuer} · told: ${provider.issuer}`,
        }),
      5_000,
    );
    expect(harness.opened).toEqual([]);
  });

  it('however long it is', async () => {
    const provider = await start();
    const issuer = `${provider.issuer}/${'x'.repeat(2_000)}`;
    const { session } = open(provider, { issuer }).rooms;
    session.startSignIn();
    await vi.waitFor(
      () => expect(failureIn(session.current())).toMatchObject({ code: 'PROVIDER_NOT_FOUND' }),
      5_000,
    );
  });

  it('a path in other letters: it is named', async () => {
    const provider = await start();
    const issuer = `${provider.issuer}/Realm`;
    const { session } = open(provider, { issuer }).rooms;
    session.startSignIn();
    await vi.waitFor(
      () =>
        expect(failureIn(session.current())).toEqual({
          code: 'PROVIDER_NOT_FOUND',
          detail: issuer,
        }),
      5_000,
    );
  });

  it('a port where nobody is: it is named', async () => {
    const gone = await startPlainProvider();
    await gone.stop();
    const { session } = open(gone).rooms;
    session.startSignIn();
    await vi.waitFor(
      () =>
        expect(failureIn(session.current())).toEqual({
          code: 'PROVIDER_UNREACHABLE',
          detail: gone.issuer,
        }),
      5_000,
    );
  });
});

describe('tokens of a log-in that CareDesk refuses', () => {
  it('are revoked where the provider offers it', async () => {
    const provider = await start({
      ...telling({ id_assurance_level: '1' }),
      features: { revocation: { enabled: true } },
    });
    await logIn(open(provider));
    await vi.waitFor(() => expect(provider.requests).toContain('POST /token/revocation'), 5_000);
  });
});
