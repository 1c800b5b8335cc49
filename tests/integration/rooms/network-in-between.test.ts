import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Fetch } from '../../../electron/network/fetch.ts';
import { mainStoryPatient } from '../../../sandbox/apis/pds/story-patients.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { failureIn, openRoomsHarness, type RoomsHarness } from './rooms-harness.ts';

let sandbox: Sandbox;
const harnesses: RoomsHarness[] = [];

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterEach(() => Promise.all(harnesses.splice(0).map(({ rooms }) => rooms.close())));
afterAll(() => sandbox.stop());

type Portal = () => Response | Promise<Response>;

const page = { headers: { 'content-type': 'text/html' } };
const json = { headers: { 'content-type': 'application/json' } };

const portals: readonly [string, Portal][] = [
  ['a page', () => new Response('<!doctype html><h1>Guest Wi-Fi</h1>', page)],
  ['a page labelled as JSON', () => new Response('<html><body>Log in</body></html>', json)],
  [
    'a redirect',
    () => new Response(null, { status: 302, headers: { location: 'http://wifi.example/' } }),
  ],
  ['status 511', () => new Response('<html>', { status: 511, ...page })],
];
/** A network that answers one address in place of the service. */
function openHarness(isMeant: (url: string, init: RequestInit) => boolean, answer: Portal) {
  let isOpen = false;
  const passed: Fetch = (url, init) => fetch(url, { ...init, redirect: 'manual' });
  const harness = openRoomsHarness(sandbox.policy, {
    fetch: async (url, init = {}) => {
      if (isOpen || !isMeant(url, init)) return passed(url, init);
      return abortable(answer, init.signal ?? null);
    },
  });
  harnesses.push(harness);
  return {
    ...harness,
    logInToTheNetwork: () => {
      isOpen = true;
    },
  };
}

async function abortable(answer: Portal, signal: AbortSignal | null): Promise<Response> {
  const response = await answer();
  return new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
    resolve(response);
  });
}

async function signInFails(harness: RoomsHarness, code: string): Promise<void> {
  const opened = harness.opened.length;
  harness.rooms.session.startSignIn();
  await vi.waitFor(
    () => expect(harness.opened.length > opened || failureIn(harness.rooms) === code).toBe(true),
    5_000,
  );
  if (harness.opened.length > opened) {
    harness.rooms.session.cancelSignIn();
    await harness.signIn('Ben Carter');
  }
  expect(failureIn(harness.rooms)).toBe(code);
}

const endpoints: readonly [string, (url: string, init: RequestInit) => boolean][] = [
  ['discovery', (url) => url.includes('/.well-known/')],
  ['the keys', (url) => url.includes('/connect/jwk_uri')],
  ['the token endpoint', (url) => url.endsWith('/access_token')],
  ['userinfo', (url) => url.endsWith('/userinfo')],
  ['the exchange', (url) => url.endsWith('/oauth2/token')],
];

describe.each(endpoints)('a network that wants a log-in, at %s', (_endpoint, isMeant) => {
  it.each(portals)('is told as what it is when it answers with %s', async (_case, answer) => {
    const harness = openHarness(isMeant, answer);
    await signInFails(harness, 'NETWORK_LOG_IN_NEEDED');
    expect(await harness.keychain.accounts()).toEqual([]);
    harness.logInToTheNetwork();
    expect((await harness.signIn('Ben Carter')).kind).toBe('active');
  });

  it('does not cost the memory of the PC when it answers without end', async () => {
    let sent = 0;
    const harness = openHarness(isMeant, () => {
      const body = new ReadableStream({
        pull(controller) {
          sent += 65_536;
          controller.enqueue(new Uint8Array(65_536).fill(32));
        },
      });
      return new Response(body, json);
    });
    await signInFails(harness, 'NETWORK_ANSWER_TOO_LONG');
    expect(sent).toBeLessThan(8 * 1024 * 1024);
  });
});

describe('a network that wants a log-in in the midst of work', () => {
  // An API's answer is handed on as it arrives, so its label is believed; the page reads what it is.
  const labelled = portals.filter(([name]) => name !== 'a page labelled as JSON');

  it.each(labelled)('is told at an API that answers with %s', async (_case, answer) => {
    const harness = openHarness((url) => url.includes('/Patient/'), answer);
    await harness.signIn('Ben Carter');
    const response = await harness.rooms.gateway(
      new Request(`http://caredesk/api/pds/Patient/${mainStoryPatient.nhsNumber}`),
    );
    expect(await response.text()).toContain('NETWORK_LOG_IN_NEEDED');
    expect(failureIn(harness.rooms)).toBe('active');
  });

  it.each(portals)(
    'does not end the session where tokens are refreshed, with %s',
    async (_case, answer) => {
      await refreshesThrough(answer, 'NETWORK_LOG_IN_NEEDED');
    },
  );

  it.each([400, 401, 403, 502])('nor does a page with status %d', async (status) => {
    await refreshesThrough(() => new Response('<html>Blocked</html>', { status, ...page }), null);
  });

  /** A refresh that meets this answer tells `code` (null for any), and the next one works. */
  async function refreshesThrough(answer: Portal, code: string | null): Promise<void> {
    let isIn = false;
    const harness = openHarness((url) => isIn && url.endsWith('/oauth2/token'), answer);
    await harness.signIn('Ben Carter');
    isIn = true;
    const read = () =>
      harness.rooms.gateway(
        new Request(`http://caredesk/api/pds/Patient/${mainStoryPatient.nhsNumber}`),
      );
    sandbox.faults.set('pds-401');
    const failed = await read();
    expect(failed.status).toBe(502);
    expect(await failed.text()).toContain(code ?? '');
    expect(failureIn(harness.rooms)).toBe('active');
    harness.logInToTheNetwork();
    // The sandbox takes five calls a second of all tests together.
    await vi.waitFor(async () => expect((await read()).status).toBe(200), {
      timeout: 4_000,
      interval: 400,
    });
  }
});
