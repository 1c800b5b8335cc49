import { exportPKCS8 } from 'jose';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { provision } from '../../../electron/identity/provisioned-secrets.ts';
import { createChunkedSecret } from '../../../electron/keychain/chunked-secret.ts';
import { mainStoryPatient } from '../../../sandbox/apis/pds/story-patients.ts';
import { clientRegistration } from '../../../sandbox/client-registration.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/sandbox.ts';
import { clientKeyPair } from '../sandbox/client-keys.ts';
import { createJarFetch, type Fetch } from '../sandbox/cookie-jar.ts';
import { openPasskeyPage } from '../sandbox/software-authenticator.ts';
import { openRoomsHarness, type RoomsHarness } from './rooms-harness.ts';

const running: Sandbox[] = [];
/** Milliseconds within which the provider has heard of a sign-out. */
const timeout = 5_000;

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()));
});

/** A trust's own provider: refresh tokens that rotate, userinfo, revocation and end-session. */
async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ profile: 'oidc', signOutAtProvider: true, ...options });
  running.push(sandbox);
  return sandbox;
}

async function readPatient(harness: RoomsHarness): Promise<number> {
  const address = `http://caredesk/api/pds/Patient/${mainStoryPatient.nhsNumber}`;
  return (await harness.rooms.gateway(new Request(address))).status;
}

function lastIssued(sandbox: Sandbox, kind: 'refresh-token' | 'access-token'): string {
  return sandbox.issuedSecrets().findLast((secret) => secret.kind === kind)?.value ?? '';
}

/** Uses a refresh token as somebody who has stolen it would. */
async function refreshElsewhere(sandbox: Sandbox, token: string): Promise<unknown> {
  const answer = await fetch(`${sandbox.issuer}/access_token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: token,
      client_id: clientRegistration.clientId,
    }),
  });
  return answer.json();
}

async function statusOfUserinfo(sandbox: Sandbox, accessToken: string): Promise<number> {
  const headers = { authorization: `Bearer ${accessToken}` };
  return (await fetch(`${sandbox.issuer}/userinfo`, { headers })).status;
}

/** Opens the sign-out address and agrees, as the person would. */
async function signOutInBrowser(browser: Fetch, address: URL): Promise<void> {
  const html = await (await browser(address)).text();
  const [, action = ''] = /action="([^"]+)"/.exec(html) ?? [];
  const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(html) ?? [];
  await browser(new URL(action), {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ xsrf, logout: 'yes' }),
  });
}

/** What the provider says to a request that must not ask the person anything. */
async function askSilently(request: URL, browser: Fetch): Promise<string> {
  request.searchParams.set('prompt', 'none');
  const { callback } = await openPasskeyPage(request, browser);
  return callback?.searchParams.get('error') ?? 'signed in';
}

describe('signing in at an organisation’s own provider', () => {
  it('gives the APIs its access token, without a token exchange', async () => {
    const sandbox = await start();
    const harness = openRoomsHarness(sandbox.policy);
    expect(await harness.signIn('Ben Carter')).toMatchObject({
      kind: 'active',
      person: { displayName: 'Ben Carter' },
      role: { name: 'Nurse Access Role' },
      assurance: { authenticator: 3 },
    });
    const { searchParams } = new URL(harness.opened[0] ?? '');
    expect(searchParams.get('scope')?.split(' ')).toContain('offline_access');
    expect(searchParams.get('code_challenge_method')).toBe('S256');
    expect(await readPatient(harness)).toBe(200);
    expect(sandbox.requests.filter(({ server }) => server === 'platform')).toEqual([]);
    expect(sandbox.requests.some(({ path }) => path.endsWith('/userinfo'))).toBe(true);
  });

  it('reads nothing with tokens of a provider the APIs do not trust', async () => {
    const sandbox = await start({ profile: 'cis2' });
    const harness = openRoomsHarness({ ...sandbox.policy, profile: 'oidc' });
    expect((await harness.signIn('Ben Carter')).kind).toBe('active');
    expect(await readPatient(harness)).toBe(401);
  });

  it.each(['RS256', 'PS256'] as const)(
    'authenticates by private_key_jwt (%s), also to refresh and to revoke',
    async (algorithm) => {
      const key = await clientKeyPair(algorithm);
      const sandbox = await start({
        clientAuthentication: 'private_key_jwt',
        clientJwks: { keys: [key.publicJwk] },
      });
      const harness = openRoomsHarness(sandbox.policy);
      const pem = await exportPKCS8(key.privateKey);
      const secret = (name: string) =>
        createChunkedSecret(harness.clientKeychain, name, () => 'w1');
      await provision(JSON.stringify({ clientKey: { pem, keyId: key.kid, algorithm } }), {
        clientSecret: secret('client-secret'),
        clientKey: secret('client-key'),
      });
      expect((await harness.signIn('Ben Carter')).kind).toBe('active');
      const first = lastIssued(sandbox, 'refresh-token');
      sandbox.faults.set('pds-401');
      expect(await readPatient(harness)).toBe(200);
      expect(lastIssued(sandbox, 'refresh-token')).not.toBe(first);
      const accessToken = lastIssued(sandbox, 'access-token');
      expect(await statusOfUserinfo(sandbox, accessToken)).toBe(200);
      await harness.rooms.session.signOut('user');
      await vi.waitFor(
        async () => expect(await statusOfUserinfo(sandbox, accessToken)).toBe(401),
        timeout,
      );
    },
  );
});

describe('refreshing at an organisation’s own provider', () => {
  it('takes every new refresh token in turn', async () => {
    const sandbox = await start();
    const harness = openRoomsHarness(sandbox.policy);
    await harness.signIn('Ben Carter');
    const issued = new Set([lastIssued(sandbox, 'refresh-token')]);
    for (let time = 0; time < 3; time++) {
      sandbox.faults.set('pds-401');
      expect(await readPatient(harness)).toBe(200);
      issued.add(lastIssued(sandbox, 'refresh-token'));
    }
    expect(issued.size).toBe(4);
    expect(issued).not.toContain('');
  });

  it('ends the session when a refresh token was used by somebody else', async () => {
    const sandbox = await start();
    const harness = openRoomsHarness(sandbox.policy);
    await harness.signIn('Ben Carter');
    const stolen = lastIssued(sandbox, 'refresh-token');
    expect(await refreshElsewhere(sandbox, stolen)).toHaveProperty('access_token');
    sandbox.faults.set('pds-401');
    expect(await readPatient(harness)).toBe(401);
    await vi.waitFor(
      () => expect(harness.rooms.session.current()).toMatchObject({ reason: 'session-expired' }),
      timeout,
    );
    expect(await harness.keychain.accounts()).toEqual([]);
  });
});

describe('signing out at an organisation’s own provider', () => {
  it('revokes the tokens, there and for the APIs', async () => {
    const sandbox = await start();
    const harness = openRoomsHarness(sandbox.policy);
    await harness.signIn('Ben Carter');
    expect(await readPatient(harness)).toBe(200);
    const refreshToken = lastIssued(sandbox, 'refresh-token');
    const accessToken = lastIssued(sandbox, 'access-token');
    await harness.rooms.session.signOut('user');
    await vi.waitFor(
      async () => expect(await statusOfUserinfo(sandbox, accessToken)).toBe(401),
      timeout,
    );
    expect(await refreshElsewhere(sandbox, refreshToken)).toMatchObject({ error: 'invalid_grant' });
    const atApi = await fetch(
      `${sandbox.apiOrigin}/personal-demographics/FHIR/R4/Patient/${mainStoryPatient.nhsNumber}`,
      {
        headers: {
          authorization: `Bearer ${accessToken}`,
          'x-request-id': crypto.randomUUID(),
        },
      },
    );
    expect(atApi.status).toBe(401);
    expect(await harness.keychain.accounts()).toEqual([]);
  });

  it('ends the session of the browser, by an address that names nobody', async () => {
    const sandbox = await start();
    const browser = createJarFetch();
    const harness = openRoomsHarness(sandbox.policy, { browser });
    await harness.signIn('Ben Carter');
    const request = new URL(harness.opened[0] ?? '');
    expect(await askSilently(request, browser)).toBe('signed in');
    await harness.rooms.session.signOut('user');
    expect(harness.rooms.session.current()).toMatchObject({ browserSession: 'ending' });
    const address = new URL(harness.opened.at(-1) ?? '');
    expect(Object.fromEntries(address.searchParams)).toEqual({
      client_id: clientRegistration.clientId,
    });
    for (const { value } of sandbox.issuedSecrets()) expect(address.href).not.toContain(value);
    await signOutInBrowser(browser, address);
    expect(await askSilently(request, browser)).toBe('login_required');
  });
});
