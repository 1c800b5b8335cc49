import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { mainStoryPatient } from '../../../sandbox/apis/pds/story-patients.ts';
import { personByName } from '../../../sandbox/people.ts';
import { type FaultName, type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { signInOverHttp } from '../sandbox/software-authenticator.ts';
import { failureIn, openRoomsHarness, type RoomsHarness } from './rooms-harness.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterEach(() => sandbox.faults.clear());

afterAll(() => sandbox.stop());

function openHarness(policy: Readonly<Record<string, unknown>> = {}): RoomsHarness {
  return openRoomsHarness({ ...sandbox.policy, ...policy });
}

describe('the authorization request', () => {
  it('is a code request with PKCE S256, state, nonce and a loopback address of ours', async () => {
    const harness = openHarness();
    const { searchParams: p, origin, pathname } = await harness.request();
    harness.rooms.session.cancelSignIn();
    expect(`${origin}${pathname}`).toBe(`${sandbox.issuer}/authorize`);
    expect(p.get('response_type')).toBe('code');
    expect(p.get('code_challenge_method')).toBe('S256');
    expect(p.get('code_challenge')).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(p.get('state')).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(p.get('nonce')).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(p.get('redirect_uri')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback$/);
    expect(p.get('scope')?.split(' ')).toContain('openid');
    expect(p.get('acr_values')).toBe('AAL2_OR_AAL3_ANY');
    expect(p.get('prompt')).toBe('login');
    expect(p.has('client_secret')).toBe(false);
  });

  it('is fresh every time', async () => {
    const harness = openHarness();
    const first = await harness.request();
    const second = await harness.request();
    harness.rooms.session.cancelSignIn();
    for (const name of ['state', 'nonce', 'code_challenge', 'redirect_uri']) {
      expect(second.searchParams.get(name)).not.toBe(first.searchParams.get(name));
    }
  });

  it('has a page for its tab when it was cancelled, and uses nothing of it', async () => {
    const harness = openHarness();
    const request = await harness.request();
    harness.rooms.session.cancelSignIn();
    const callback = await signInOverHttp(request, { person: 'Ben Carter', synced: false });
    const before = sandbox.requests.length;
    const page = await fetch(callback);
    expect(page.status).toBe(410);
    expect(await page.text()).toContain('CareDesk is no longer waiting for this log-in');
    expect(sandbox.requests.length).toBe(before);
    expect(failureIn(harness.rooms)).toBeNull();
  });

  it('waits at the only listed port again right after a try that failed or was cancelled', async () => {
    const probe = openHarness();
    const free = new URL((await probe.request()).searchParams.get('redirect_uri') ?? '').port;
    probe.rooms.session.cancelSignIn();
    await probe.rooms.close();
    const harness = openHarness({
      redirectPorts: [Number(free) === 65_535 ? 49_151 : Number(free) + 1],
    });
    sandbox.faults.set('access-denied');
    for (let i = 0; i < 3; i++) {
      await harness.signIn('Ben Carter');
      expect(failureIn(harness.rooms)).toBe('SIGN_IN_REFUSED');
    }
    sandbox.faults.clear();
    await harness.request();
    harness.rooms.session.cancelSignIn();
    await harness.request();
    expect((await harness.signIn('Ben Carter')).kind).toBe('active');
    await harness.rooms.session.signOut('user');
    expect((await harness.signIn('Ben Carter')).kind).toBe('active');
  });

  it('uses the ports the policy lists', async () => {
    const probe = openHarness();
    const free = new URL((await probe.request()).searchParams.get('redirect_uri') ?? '').port;
    probe.rooms.session.cancelSignIn();
    const harness = openHarness({ redirectPorts: [Number(free)] });
    const { searchParams } = await harness.request();
    harness.rooms.session.cancelSignIn();
    expect(searchParams.get('redirect_uri')).toBe(`http://127.0.0.1:${free}/callback`);
  });
});

describe('signing in over real HTTP', () => {
  it.each([
    ['a device-bound passkey', false, 3],
    ['a synced passkey', true, 2],
  ])('with %s gives the level that came back', async (_case, synced, level) => {
    const harness = openHarness();
    const state = await harness.signIn('Ben Carter', synced);
    expect(state).toMatchObject({
      kind: 'active',
      person: { displayName: 'Ben Carter' },
      role: { name: 'Nurse Access Role' },
      assurance: { authenticator: level },
      canChangeRole: false,
      notice: null,
    });
    expect(harness.bringToFront).toHaveBeenCalledOnce();
    await harness.rooms.session.signOut('user');
    expect(await harness.keychain.accounts()).toEqual([]);
  });

  it('names the organisation of each role where userinfo does', async () => {
    const harness = openHarness();
    const state = await harness.signIn('Dilys Hughes');
    if (state.kind !== 'choosing-role') throw new Error(state.kind);
    expect(state.roles.length).toBe(12);
    const names = state.roles.map(({ organisation }) => organisation.name);
    expect(names).toContain(null);
    expect(names.some((name) => name !== null)).toBe(true);
  });

  it('offers only roles of organisations the policy allows', async () => {
    const all = await openHarness().signIn('Dr Amara Okafor');
    if (all.kind !== 'choosing-role') throw new Error(all.kind);
    const [first] = all.roles;
    const allowed = first?.organisation.odsCode ?? '';
    const some = await openHarness({ organisationOdsCodes: [allowed] }).signIn('Dr Amara Okafor');
    // One role is left at the first organisation, so it is chosen by itself.
    const offered = some.kind === 'active' ? [some.role] : [];
    expect(offered.length).toBeLessThan(all.roles.length);
    expect(new Set(offered.map(({ organisation }) => organisation.odsCode))).toEqual(
      new Set([allowed]),
    );
  });

  it('tells a person whose roles are all elsewhere where they are, and what is accepted', async () => {
    const state = await openHarness({ organisationOdsCodes: ['X99'] }).signIn('Ben Carter');
    expect(state).toMatchObject({
      kind: 'choosing-role',
      roles: [],
      elsewhere: {
        roles: [{ organisation: { name: 'RIVERSIDE MEDICAL PRACTICE', odsCode: 'A83008' } }],
        acceptedOdsCodes: ['X99'],
      },
    });
    const none = await openHarness({ organisationOdsCodes: ['X99'] }).signIn('Chloe Singh');
    expect(none).toMatchObject({ kind: 'choosing-role', roles: [], elsewhere: { roles: [] } });
  });

  it('names a role chosen at the provider that is not accepted here', async () => {
    const harness = openHarness({ roleSelection: 'provider', organisationOdsCodes: ['X99'] });
    await harness.signIn('Ben Carter');
    expect(harness.rooms.session.current()).toMatchObject({
      kind: 'signed-out',
      failure: { code: 'ROLE_NOT_ACCEPTED_HERE', detail: 'ODS code A83008' },
    });
  });

  it('takes the role chosen at the provider, and changes it there', async () => {
    const harness = openHarness({ roleSelection: 'provider' });
    const choose = async (request: URL, roleId: string) =>
      fetch(await signInOverHttp(request, { person: 'Dr Amara Okafor', synced: false, roleId }));
    const roles = personByName('Dr Amara Okafor')?.roles ?? [];
    const [first = '', second = ''] = roles.map(({ person_roleid }) => person_roleid);
    const request = await harness.request();
    expect(request.searchParams.get('scope')).toContain('selectedrole');
    await choose(request, first);
    await vi.waitFor(() =>
      expect(harness.rooms.session.current()).toMatchObject({
        kind: 'active',
        role: { id: first },
      }),
    );
    const asked = harness.opened.length;
    await harness.rooms.session.changeRole();
    await vi.waitFor(() => expect(harness.opened.length).toBe(asked + 1));
    const change = new URL(harness.opened.at(-1) ?? '');
    expect(change.searchParams.get('scope')).toContain('changedrole');
    await choose(change, second);
    await vi.waitFor(() =>
      expect(harness.rooms.session.current()).toMatchObject({
        kind: 'active',
        role: { id: second },
      }),
    );
  });

  it('refuses somebody whose identity is not verified to the level needed', async () => {
    const harness = openHarness();
    await harness.signIn('Ewan Grant');
    expect(failureIn(harness.rooms)).toBe('SIGN_IN_IDENTITY_NOT_VERIFIED');
  });

  it('the gateway then reads a patient, and reads nothing more after signing out', async () => {
    const harness = openHarness();
    await harness.signIn('Ben Carter');
    const ask = () =>
      harness.rooms.gateway(
        new Request(`http://caredesk/api/pds/Patient/${mainStoryPatient.nhsNumber}`),
      );
    const patient: unknown = await (await ask()).json();
    expect(patient).toMatchObject({ resourceType: 'Patient', id: mainStoryPatient.nhsNumber });
    await harness.rooms.session.signOut('user');
    expect((await ask()).status).toBe(401);
  });

  it('seven calls at once stay under the platform’s five a second', async () => {
    // Taken where they leave: how long each is on its way to the sandbox is the machine's affair.
    const left: number[] = [];
    const ownSandbox = await startSandbox();
    onTestFinished(ownSandbox.stop);
    const harness = openRoomsHarness(ownSandbox.policy, {
      fetch: (url, init) => {
        if (url.includes('/Patient/')) left.push(performance.now());
        return fetch(url, { ...init, redirect: 'error' });
      },
    });
    await harness.signIn('Ben Carter');
    const answers = await Promise.all(
      Array.from({ length: 7 }, () =>
        harness.rooms.gateway(
          new Request(`http://caredesk/api/pds/Patient/${mainStoryPatient.nhsNumber}`),
        ),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 7 }, () => 200));
    const sixthAfterFirst = left.slice(5).map((time, index) => time - (left[index] ?? time));
    expect(sixthAfterFirst.length).toBeGreaterThanOrEqual(2);
    for (const apart of sixthAfterFirst) expect(apart).toBeGreaterThan(1_000);
  });

  it('nothing published holds a secret', async () => {
    const harness = openHarness();
    await harness.signIn('Dr Amara Okafor');
    const published = JSON.stringify(harness.states);
    expect(published).toContain('Okafor');
    expect(sandbox.issuedSecrets().length).toBeGreaterThan(4);
    for (const { value } of sandbox.issuedSecrets()) expect(published).not.toContain(value);
  });
});

describe('an answer that is not right', () => {
  it.each<[FaultName, string]>([
    ['access-denied', 'SIGN_IN_REFUSED'],
    ['wrong-iss', 'SIGN_IN_ISSUER_MISMATCH'],
    ['code-replayed', 'SIGN_IN_CODE_REFUSED'],
    ['tampered-id-token', 'SIGN_IN_TOKEN_INVALID'],
    ['wrong-nonce', 'SIGN_IN_TOKEN_INVALID'],
    ['wrong-aud', 'SIGN_IN_TOKEN_INVALID'],
    ['extra-aud', 'SIGN_IN_TOKEN_INVALID'],
    ['alg-none', 'SIGN_IN_TOKEN_INVALID'],
    ['alg-hs256', 'SIGN_IN_TOKEN_INVALID'],
    ['alg-es256', 'SIGN_IN_TOKEN_INVALID'],
    ['unknown-kid', 'SIGN_IN_TOKEN_INVALID'],
    ['wrong-iss-claim', 'SIGN_IN_ISSUER_MISMATCH'],
    ['expired-id-token', 'SIGN_IN_CLOCK_WRONG'],
    ['future-nbf', 'SIGN_IN_CLOCK_WRONG'],
    ['missing-nonce', 'SIGN_IN_TOKEN_INVALID'],
    ['missing-iss-param', 'SIGN_IN_ISSUER_MISMATCH'],
    ['stale-auth-time', 'SIGN_IN_NOT_FRESH'],
    ['missing-auth-time', 'SIGN_IN_AUTH_TIME_NOT_TOLD'],
    ['low-acr', 'SIGN_IN_ASSURANCE_TOO_LOW'],
    ['token-html', 'NETWORK_LOG_IN_NEEDED'],
    ['token-302', 'NETWORK_LOG_IN_NEEDED'],
    ['jwks-html', 'NETWORK_LOG_IN_NEEDED'],
    ['userinfo-down', 'PROVIDER_UNREACHABLE'],
    ['wrong-sub', 'SIGN_IN_PERSON_MISMATCH'],
    ['low-assurance', 'SIGN_IN_IDENTITY_NOT_VERIFIED'],
    ['exchange-refused', 'TOKEN_EXCHANGE_REFUSED'],
    ['platform-down', 'TOKEN_EXCHANGE_UNREACHABLE'],
  ])('%s: %s, nothing kept, and the next attempt works', async (fault, code) => {
    const harness = openHarness();
    sandbox.faults.set(fault);
    await harness.signIn('Ben Carter');
    expect(failureIn(harness.rooms)).toBe(code);
    expect(await harness.keychain.accounts()).toEqual([]);
    sandbox.faults.clear();
    expect((await harness.signIn('Ben Carter')).kind).toBe('active');
  });

  it('a wrong state does not end the wait', async () => {
    const harness = openHarness();
    const request = await harness.request();
    sandbox.faults.set('wrong-state');
    const foreign = await signInOverHttp(request, { person: 'Ben Carter', synced: false });
    expect((await fetch(foreign)).status).toBe(400);
    expect(harness.rooms.session.current()).toMatchObject({
      kind: 'signing-in',
      attempt: { phase: 'waiting', notice: { code: 'SIGN_IN_ANSWER_NOT_OURS' } },
    });
    sandbox.faults.clear();
    await fetch(await signInOverHttp(request, { person: 'Ben Carter', synced: false }));
    await vi.waitFor(() => expect(harness.rooms.session.current().kind).toBe('active'));
  });

  it.each<[FaultName, string]>([
    ['provider-down', 'PROVIDER_UNREACHABLE'],
    ['discovery-html', 'NETWORK_LOG_IN_NEEDED'],
  ])('%s: %s, and discovery is tried again', async (fault, code) => {
    const harness = openHarness();
    sandbox.faults.set(fault);
    harness.rooms.session.startSignIn();
    await vi.waitFor(() => expect(failureIn(harness.rooms)).toBe(code), 5_000);
    sandbox.faults.clear();
    expect((await harness.signIn('Ben Carter')).kind).toBe('active');
  });

  it('a provider that does not answer can be cancelled at once', async () => {
    const harness = openHarness();
    sandbox.faults.set('provider-slow');
    harness.rooms.session.startSignIn();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(harness.rooms.session.current()).toMatchObject({ attempt: { phase: 'opening' } });
    harness.rooms.session.cancelSignIn();
    expect(failureIn(harness.rooms)).toBeNull();
    expect(harness.opened).toEqual([]);
  });

  it('a discovery document of another issuer is refused', async () => {
    const harness = openHarness({ issuer: sandbox.issuer.replace('localhost', '127.0.0.1') });
    harness.rooms.session.startSignIn();
    await vi.waitFor(() => expect(failureIn(harness.rooms)).toBe('PROVIDER_ISSUER_DIFFERS'), 5_000);
  });

  it('a policy that demands AAL3 refuses what came back as AAL2', async () => {
    const harness = openHarness({ assurance: 'AAL3' });
    const request = await harness.request();
    expect(request.searchParams.get('acr_values')).toBe('AAL3_ANY');
    // Somebody on the way asks the provider for less than CareDesk did.
    request.searchParams.set('acr_values', 'AAL2_OR_AAL3_ANY');
    await fetch(await signInOverHttp(request, { person: 'Ben Carter', synced: true }));
    await vi.waitFor(() => expect(failureIn(harness.rooms)).toBe('SIGN_IN_ASSURANCE_TOO_LOW'));
  });
});
