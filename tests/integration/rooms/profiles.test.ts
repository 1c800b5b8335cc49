import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { exportPKCS8 } from 'jose';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../electron/ground/clock.ts';
import { provision } from '../../../electron/identity/provisioned-secrets.ts';
import { createChunkedSecret } from '../../../electron/keychain/chunked-secret.ts';
import type { Keychain } from '../../../electron/keychain/keychain.ts';
import { mainStoryPatient } from '../../../sandbox/apis/pds/story-patients.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/sandbox.ts';
import { freePort } from '../free-port.ts';
import { clientKeyPair } from '../sandbox/client-keys.ts';
import { createJarFetch } from '../sandbox/cookie-jar.ts';
import { createPrivateCaFetch } from '../sandbox/private-ca-fetch.ts';
import { failureIn, openRoomsHarness, type RoomsHarness } from './rooms-harness.ts';

const running: Sandbox[] = [];

async function start(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  running.push(sandbox);
  return sandbox;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.stop()));
});

function provisionInto(keychain: Keychain, file: unknown) {
  let writes = 0;
  const secret = (name: string) => createChunkedSecret(keychain, name, () => `w${++writes}`);
  return provision(JSON.stringify(file), {
    clientSecret: secret('client-secret'),
    clientKey: secret('client-key'),
  });
}

async function readPatient(harness: RoomsHarness): Promise<number> {
  const request = new Request(`http://caredesk/api/pds/Patient/${mainStoryPatient.nhsNumber}`);
  return (await harness.rooms.gateway(request)).status;
}

describe('a confidential client', () => {
  it.each(['RS256', 'RS512', 'PS256'] as const)(
    'signs in, exchanges and refreshes with private_key_jwt (%s)',
    async (algorithm) => {
      const key = await clientKeyPair(algorithm);
      const sandbox = await start({
        clientAuthentication: 'private_key_jwt',
        clientJwks: { keys: [key.publicJwk] },
      });
      const harness = openRoomsHarness({
        ...sandbox.policy,
        clientAuthentication: 'private_key_jwt',
      });
      const pem = await exportPKCS8(key.privateKey);
      await provisionInto(harness.clientKeychain, {
        clientKey: { pem, keyId: key.kid, algorithm },
      });
      expect((await harness.signIn('Ben Carter')).kind).toBe('active');
      sandbox.faults.set('pds-401');
      expect(await readPatient(harness)).toBe(200);
    },
  );

  it.each(['client_secret_basic', 'client_secret_post'] as const)(
    'signs in with %s',
    async (method) => {
      const sandbox = await start({ clientAuthentication: method, clientSecret: 's3cret:&=+%' });
      const harness = openRoomsHarness({ ...sandbox.policy, clientAuthentication: method });
      await provisionInto(harness.clientKeychain, { clientSecret: 's3cret:&=+%' });
      expect((await harness.signIn('Ben Carter')).kind).toBe('active');
    },
  );

  it('is told by name when it has not been provisioned, and when it is not accepted', async () => {
    const sandbox = await start({ clientAuthentication: 'client_secret_post', clientSecret: 'a' });
    const harness = openRoomsHarness({
      ...sandbox.policy,
      clientAuthentication: 'client_secret_post',
    });
    harness.rooms.session.startSignIn();
    await vi.waitFor(() => expect(failureIn(harness.rooms)).toBe('CLIENT_NOT_PROVISIONED'));
    await provisionInto(harness.clientKeychain, { clientSecret: 'wrong' });
    await harness.signIn('Ben Carter');
    expect(failureIn(harness.rooms)).toBe('SIGN_IN_CLIENT_REFUSED');
  });
});

/**
 * A relay as a supplier would run it, reduced to its one duty: it adds the client's secret to token
 * requests. It never sees the code verifier's use, the id token's check or the person.
 */
async function startRelay(sandbox: Sandbox, secret: string) {
  const targets: Record<string, string> = {
    '/cis2/token': `${sandbox.issuer}/access_token`,
    '/platform/token': `${sandbox.apiOrigin}/oauth2/token`,
  };
  const seen: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    seen.push(`${request.url} ${form.get('grant_type')}`);
    form.set('client_secret', secret);
    const answer = await fetch(targets[request.url ?? ''] ?? '', { method: 'POST', body: form });
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'application/json',
    });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, seen, close: () => server.close() };
}

describe('a client behind a relay', () => {
  it('holds no secret of its own, and signs in and refreshes all the same', async () => {
    const sandbox = await start({ clientAuthentication: 'client_secret_post', clientSecret: 'r' });
    const relay = await startRelay(sandbox, 'r');
    try {
      const harness = openRoomsHarness({
        ...sandbox.policy,
        clientAuthentication: 'relay',
        relayUrl: relay.url,
      });
      expect((await harness.signIn('Ben Carter')).kind).toBe('active');
      sandbox.faults.set('pds-401');
      expect(await readPatient(harness)).toBe(200);
      expect(await harness.clientKeychain.accounts()).toEqual([]);
      expect(relay.seen).toEqual([
        '/cis2/token authorization_code',
        '/platform/token urn:ietf:params:oauth:grant-type:token-exchange',
        '/platform/token refresh_token',
      ]);
    } finally {
      relay.close();
    }
  });
});

describe('the API platform’s combined sign-in', () => {
  async function openCombined(options: SandboxOptions = {}) {
    const sandbox = await start({
      profile: 'api-platform',
      clientAuthentication: 'client_secret_post',
      clientSecret: 'hush',
      ...options,
    });
    const harness = openRoomsHarness({
      ...sandbox.policy,
      clientAuthentication: 'client_secret_post',
    });
    await provisionInto(harness.clientKeychain, { clientSecret: 'hush' });
    return { sandbox, harness };
  }

  it.each(['127.0.0.1', 'localhost'])(
    'works with the exact redirect URI that is registered, by %s',
    async (host) => {
      const redirectUri = `http://${host}:${await freePort()}/callback`;
      const { harness, sandbox } = await openCombined({ redirectUris: [redirectUri] });
      const state = await harness.signIn('Ben Carter');
      expect(state).toMatchObject({ kind: 'active', assurance: { authenticator: 3 } });
      const request = new URL(harness.opened[0] ?? '');
      expect(request.searchParams.get('redirect_uri')).toBe(redirectUri);
      expect(request.searchParams.has('code_challenge')).toBe(false);
      sandbox.faults.set('pds-401');
      expect(await readPatient(harness)).toBe(200);
    },
  );
});

describe('refreshing', () => {
  it('keeps the old refresh token when none comes back', async () => {
    const sandbox = await start({});
    const harness = openRoomsHarness(sandbox.policy);
    await harness.signIn('Ben Carter');
    sandbox.faults.set('refresh-without-new-token');
    for (let i = 0; i < 2; i++) {
      sandbox.faults.set('pds-401');
      expect(await readPatient(harness)).toBe(200);
    }
  });

  it.each(['refresh-refused', 'refresh-empty-body-401'] as const)(
    'ends the session once when it is refused (%s)',
    async (fault) => {
      const sandbox = await start({});
      const harness = openRoomsHarness(sandbox.policy);
      await harness.signIn('Ben Carter');
      sandbox.faults.set(fault);
      sandbox.faults.set('pds-401');
      expect(await readPatient(harness)).toBe(401);
      await vi.waitFor(() =>
        expect(harness.rooms.session.current()).toMatchObject({ reason: 'session-expired' }),
      );
      expect(await harness.keychain.accounts()).toEqual([]);
    },
  );
});

describe('the provider’s keys, clock and certificates', () => {
  it('follows a key rotation, also one just before signing', async () => {
    const sandbox = await start({});
    const harness = openRoomsHarness(sandbox.policy);
    await harness.signIn('Ben Carter');
    await harness.rooms.session.signOut('user');
    await sandbox.rotateKeys();
    expect((await harness.signIn('Ben Carter')).kind).toBe('active');
  });

  it('accepts an audience given as a list', async () => {
    const sandbox = await start({});
    sandbox.faults.set('aud-array');
    expect((await openRoomsHarness(sandbox.policy).signIn('Ben Carter')).kind).toBe('active');
  });

  it.each([-600, 600])('works with a PC whose clock is %i s off', async (seconds) => {
    const sandbox = await start({ clockSkewSeconds: seconds });
    expect((await openRoomsHarness(sandbox.policy).signIn('Ben Carter')).kind).toBe('active');
  });

  it.each([
    [-20 * 60_000, 'this PC is 20 minutes behind'],
    [5 * 60 * 60_000, 'this PC is 5 hours ahead'],
  ])(
    'names the clock of the PC when it is further off, until it is mended',
    async (off, detail) => {
      const sandbox = await start({});
      let wrong = off;
      const harness = openRoomsHarness(sandbox.policy, {
        clock: { ...systemClock, now: () => Date.now() + wrong },
      });
      for (let i = 0; i < 2; i++) {
        harness.rooms.session.startSignIn();
        await vi.waitFor(
          () =>
            expect(harness.rooms.session.current()).toMatchObject({
              kind: 'signed-out',
              failure: { code: 'SIGN_IN_CLOCK_WRONG', detail },
            }),
          5_000,
        );
        expect(harness.opened).toEqual([]);
      }
      wrong = 0;
      expect((await harness.signIn('Ben Carter')).kind).toBe('active');
    },
  );

  const hourAgo = () => new Date(Date.now() - 3_600_000).toUTCString();
  it.each<[string, (url: string, init: RequestInit) => Record<string, string> | null]>([
    [
      'a cache that keeps discovery and says nothing of it',
      (url) => (url.includes('/.well-known/') ? { date: hourAgo() } : null),
    ],
    [
      'a cache that keeps all it may, and says how long',
      (_, { method }) => (method === 'POST' ? null : { date: hourAgo(), age: '3600' }),
    ],
    [
      'a cache that keeps discovery and keys, and says nothing of it',
      (url) => (/\/\.well-known\/|jwk_uri$/.test(url) ? { date: hourAgo() } : null),
    ],
    [
      'one address whose clock is an hour ahead',
      (url) =>
        url.includes('/.well-known/')
          ? { date: new Date(Date.now() + 3_600_000).toUTCString(), 'cache-control': 'no-store' }
          : null,
    ],
  ])('signs in through %s', async (_case, changed) => {
    const sandbox = await start({});
    const harness = openRoomsHarness(sandbox.policy, {
      fetch: async (url, init = {}) => {
        const answer = await fetch(url, { ...init, redirect: 'manual' });
        const headers = new Headers(answer.headers);
        for (const [name, value] of Object.entries(changed(url, init) ?? {}))
          headers.set(name, value);
        return new Response(answer.body, { status: answer.status, headers });
      },
    });
    expect((await harness.signIn('Ben Carter')).kind).toBe('active');
  });

  it('signs in behind a private CA that the PC trusts, and not behind one it does not', async () => {
    const sandbox = await start({ tls: true });
    const ca = await readFile(sandbox.caFile ?? '', 'utf8');
    const send = createPrivateCaFetch(ca);
    const trusting = openRoomsHarness(sandbox.policy, {
      fetch: (url, init) => send(new URL(url), init),
      browser: createJarFetch(send),
    });
    expect((await trusting.signIn('Ben Carter')).kind).toBe('active');
    const strict = openRoomsHarness(sandbox.policy);
    strict.rooms.session.startSignIn();
    await vi.waitFor(() => expect(failureIn(strict.rooms)).toBe('NETWORK_CERTIFICATE_NOT_TRUSTED'));
  });
});

describe('signing out at the provider', () => {
  it('revokes what it can and sends the browser to sign out, where that is announced', async () => {
    const sandbox = await start({ signOutAtProvider: true });
    const harness = openRoomsHarness(sandbox.policy);
    await harness.signIn('Ben Carter');
    await harness.rooms.session.signOut('user');
    expect(harness.rooms.session.current()).toMatchObject({ browserSession: 'ending' });
    const address = new URL(harness.opened.at(-1) ?? '');
    expect(address.origin).toBe(new URL(sandbox.issuer).origin);
    expect(address.searchParams.has('id_token_hint')).toBe(false);
  });

  it('says that the browser may still be signed in where it is not', async () => {
    const sandbox = await start({});
    const harness = openRoomsHarness(sandbox.policy);
    await harness.signIn('Ben Carter');
    const opened = harness.opened.length;
    await harness.rooms.session.signOut('user');
    expect(harness.rooms.session.current()).toMatchObject({ browserSession: 'may-remain' });
    expect(harness.opened.length).toBe(opened);
  });
});
