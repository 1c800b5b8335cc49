import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NetworkError } from '../../../electron/network/network-error.ts';
import { describeNetworkFailure } from '../../../electron/network/network-failure.ts';
import {
  type ProxyCredentials,
  type ProxySignIn,
  rememberProxySignIn,
} from '../../../electron/network/proxy-sign-in.ts';
import {
  bodyOf,
  fetchOverNode,
  type PathServer,
  signingIn,
  startPathServer,
} from './fetch-over-node.ts';
import { openNodeRequest } from './node-request.ts';
import { type SigningProxy, startSigningProxy } from './signing-proxy.ts';

let server: PathServer;
let proxy: SigningProxy;

beforeAll(async () => {
  server = await startPathServer();
  proxy = await startSigningProxy({ username: 'nurse', password: 'right', realm: 'Riverside' });
});

afterAll(async () => {
  await proxy.close();
  server.close();
});

describe('a proxy that wants a sign-in', () => {
  const nurse: ProxyCredentials = { username: 'nurse', password: 'right' };
  const through = (proxySignIn: ProxySignIn) =>
    fetchOverNode({
      openRequest: (options, listeners) => openNodeRequest(options, listeners, proxy.port),
      proxySignIn: signingIn(proxySignIn),
    });

  it('gets it, with the body sent again', async () => {
    const url = server.on('/proxied', async (message, answer) => answer.end(await bodyOf(message)));
    const asked: unknown[] = [];
    const answer = await through(async (...challenge) => {
      asked.push(challenge);
      return nurse;
    })(url, { method: 'POST', body: 'code=1' });
    expect(await answer.text()).toBe('code=1');
    const challenge = {
      isProxy: true,
      host: '127.0.0.1',
      port: proxy.port,
      realm: 'Riverside',
      scheme: 'basic',
    };
    expect(asked).toEqual([[challenge, null]]);
  });

  it('is not given by the next request what it has refused three times', async () => {
    const url = server.on('/refused', (_, answer) => answer.end());
    let typed = 0;
    const remembered = rememberProxySignIn(async () => {
      typed += 1;
      return { username: 'nurse', password: `wrong${typed}` };
    });
    const fetch = fetchOverNode({
      openRequest: (options, listeners) => openNodeRequest(options, listeners, proxy.port),
      proxySignIn: remembered.forPerson,
    });
    await expect(fetch(url)).rejects.toThrow(NetworkError);
    expect(typed).toBe(3);
    await expect(fetch(url)).rejects.toThrow(NetworkError);
    expect(typed).toBe(6);
  });

  it('is tried three times, telling what was refused, and then named', async () => {
    const url = server.on('/proxied', (_, answer) => answer.end());
    const before = proxy.seen.length;
    const refusals: (ProxyCredentials | null)[] = [];
    const error = await through(async (_, refused) => {
      refusals.push(refused);
      return { username: 'nurse', password: `wrong${refusals.length}` };
    })(url).catch((thrown: unknown) => thrown);
    expect(refusals.map((refused) => refused?.password)).toEqual([undefined, 'wrong1', 'wrong2']);
    expect(proxy.seen.slice(before).map(({ signIn }) => signIn)).toEqual([
      'none',
      'refused',
      'refused',
      'refused',
    ]);
    expect(error).toBeInstanceOf(NetworkError);
    expect(describeNetworkFailure(error)).toEqual({
      kind: 'proxy-sign-in',
      detail: `127.0.0.1:${proxy.port}`,
    });
    expect(String(error)).not.toMatch(/wrong|nurse/);
  });

  it.each<[string, ProxySignIn]>([
    ['is given up', async () => null],
    ['cannot be asked for', () => Promise.reject(new Error('no window'))],
  ])('fails by name when the sign-in %s; its page is never the answer', async (_, signIn) => {
    const url = server.on('/proxied', (__, answer) => answer.end());
    const error = await through(signIn)(url).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('net::ERR_PROXY_AUTH_REQUESTED');
  });

  it('may answer after the request was aborted', async () => {
    const url = server.on('/proxied', (_, answer) => answer.end());
    let type: (typed: ProxyCredentials) => void = () => {};
    const typed = new Promise<ProxyCredentials>((resolve) => {
      type = resolve;
    });
    const abort = new AbortController();
    const request = through(() => {
      abort.abort(new DOMException('the service took too long', 'TimeoutError'));
      return typed;
    })(url, { signal: abort.signal });
    await expect(request).rejects.toMatchObject({ name: 'TimeoutError' });
    const before = proxy.seen.length;
    type(nurse);
    await sleep(20);
    expect(proxy.seen.length).toBe(before);
  });

  it('ends with the person: an answer under way, and one not yet asked for', async () => {
    const url = server.on('/slow', (_, answer) => void answer.write('half of it'));
    const remembered = rememberProxySignIn(async () => nurse);
    let open: () => void = () => undefined;
    let doors: Promise<void> = Promise.resolve();
    const fetch = fetchOverNode({
      openRequest: (options, listeners) => openNodeRequest(options, listeners, proxy.port),
      proxySignIn: remembered.forPerson,
      ready: () => doors,
    });
    const body = (await fetch(url)).text();
    doors = new Promise((resolve) => {
      open = resolve;
    });
    const before = proxy.seen.length;
    const waiting = fetch(url);
    remembered.leave();
    await expect(body).rejects.toMatchObject({ name: 'AbortError' });
    open();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect(proxy.seen.length).toBe(before);
  });

  it('serves what is done after the person has left, and asks nobody for it', async () => {
    const url = server.on('/revoke', (_, answer) => answer.end('revoked'));
    let asked = 0;
    const remembered = rememberProxySignIn(async () => {
      asked += 1;
      return nurse;
    });
    const through = (proxySignIn: typeof remembered.forPerson) =>
      fetchOverNode({
        openRequest: (options, listeners) => openNodeRequest(options, listeners, proxy.port),
        proxySignIn,
      });
    const cleanup = through(remembered.forCleanup);
    expect(await describedFailure(cleanup(url))).toBe('proxy-sign-in');
    await (await through(remembered.forPerson)(url)).text();
    remembered.leave();
    expect(await (await cleanup(url)).text()).toBe('revoked');
    remembered.forgetLeft();
    expect(await describedFailure(cleanup(url))).toBe('proxy-sign-in');
    expect(asked).toBe(1);
  });

  it('is the only one: a server’s own challenge is given up and nobody asked', async () => {
    let asked = 0;
    const answers: unknown[][] = [];
    const challenged = fetchOverNode({
      proxySignIn: signingIn(async () => {
        asked++;
        return nurse;
      }),
      openRequest(options, listeners) {
        return openNodeRequest(options, {
          ...listeners,
          response(answer) {
            const challenge = { scheme: 'basic', host: '127.0.0.1', port: 80, realm: 'server' };
            listeners.login({ ...challenge, isProxy: false }, (...given) => answers.push(given));
            listeners.response(answer);
          },
        });
      },
    });
    const url = server.on('/401', (_, answer) => {
      answer.writeHead(401, { 'www-authenticate': 'Basic realm="server"' });
      answer.end();
    });
    expect((await challenged(url)).status).toBe(401);
    expect(answers).toEqual([[]]);
    expect(asked).toBe(0);
  });
});

function describedFailure(request: Promise<Response>): Promise<string | null> {
  return request.then(
    () => null,
    (error: unknown) => describeNetworkFailure(error)?.kind ?? null,
  );
}
