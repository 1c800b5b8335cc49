import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NetworkProbe, startNetworkProbe } from '../harness/network-probe/network-probe.ts';
import { type PathServer, startPathServer } from '../integration/network/fetch-over-node.ts';
import { type ProxyServer, startProxyServer } from '../integration/network/proxy-server.ts';

// Chromium's own log shows whom it would give the sign-in of the system. That Windows then gives a
// ticket, and an NTLM answer without a password, only a PC in a domain can show.
const listed = 'sso.trust.test';
const unlisted = 'other.trust.test';
const asksTheSystem = 'AUTH_LIBRARY_INIT_SEC_CTX';

describe('the sign-in of the system (Negotiate)', () => {
  const cookies: (string | undefined)[] = [];
  let server: PathServer;
  let port: string;
  let proxy: ProxyServer;
  let probe: NetworkProbe;

  beforeAll(async () => {
    server = await startPathServer();
    const challenge = (scheme: string) => (_: unknown, answer: ServerResponse) =>
      answer.writeHead(401, { 'www-authenticate': scheme }).end('who are you?');
    port = new URL(server.on('/negotiate', challenge('Negotiate'))).port;
    server.on('/ntlm', challenge('NTLM'));
    server.on('/basic', challenge('Basic realm="server"'));
    server.on('/cookie', (message, answer) => {
      cookies.push(message.headers.cookie);
      answer.writeHead(200, { 'set-cookie': 'id=1; Max-Age=600' }).end('set');
    });
    proxy = await startProxyServer({
      judge: () => ({ kind: 'challenge', challenge: 'Negotiate' }),
    });
    probe = await startNetworkProbe([
      `--host-resolver-rules=MAP ${listed} 127.0.0.1, MAP ${unlisted} 127.0.0.1`,
    ]);
    await probe.allowIntegratedSignIn([listed]);
  });

  afterAll(async () => {
    await probe?.close();
    await proxy?.close();
    server?.close();
  });

  it.each([
    [listed, true],
    [unlisted, false],
  ])('is offered to the server %s: %s', async (host, offered) => {
    const events = await probe.eventsDuring(async () => {
      const { answer, asked } = await probe.fetch(`http://${host}:${port}/negotiate`);
      expect(answer).toMatchObject({ kind: 'answer', status: 401 });
      expect(asked).toEqual([]);
    });
    expect(events.has(asksTheSystem)).toBe(offered);
  });

  it('is taken back with the list', async () => {
    await probe.allowIntegratedSignIn([]);
    const events = await probe.eventsDuring(() =>
      probe.fetch(`http://${listed}:${port}/negotiate`),
    );
    expect(events.has(asksTheSystem)).toBe(false);
    await probe.allowIntegratedSignIn([listed]);
  });

  it('is offered to every proxy, with an empty list', async () => {
    await probe.allowIntegratedSignIn([]);
    await probe.setProxy({ proxyRules: `127.0.0.1:${proxy.port}` });
    const events = await probe.eventsDuring(async () => {
      const { answer } = await probe.fetch(`http://${unlisted}:${port}/negotiate`);
      expect(answer).toMatchObject({ kind: 'failure', cause: { kind: 'proxy-sign-in' } });
    });
    expect(events.has(asksTheSystem)).toBe(true);
    await probe.setProxy({ mode: 'direct' });
    await probe.allowIntegratedSignIn([listed]);
  });

  it.each(['ntlm', 'basic'])('makes nobody type a password for a server (%s)', async (scheme) => {
    const { answer, asked } = await probe.fetch(`http://${listed}:${port}/${scheme}`);
    expect(answer).toMatchObject({ kind: 'answer', status: 401 });
    expect(asked).toEqual([]);
  });

  it.each([listed, unlisted])('brings no cookies with it: %s', async (host) => {
    cookies.splice(0);
    await probe.fetch(`http://${host}:${port}/cookie`);
    await probe.fetch(`http://${host}:${port}/cookie`);
    expect(cookies).toEqual([undefined, undefined]);
    expect(await probe.cookieCount()).toBe(0);
  });
});
