import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type LoopbackReceiver,
  startLoopbackReceiver,
} from '../../../electron/identity/loopback-receiver.ts';

const state = 'q6mJ1Zc3pM5h0aXkq3gR0w';
let receiver: LoopbackReceiver | null = null;

async function start(
  options: { ports?: readonly number[]; host?: '127.0.0.1' | 'localhost' } = {},
) {
  const onForeignAnswer = vi.fn();
  receiver = await startLoopbackReceiver({
    host: options.host ?? '127.0.0.1',
    path: '/callback',
    ports: options.ports ?? [],
    expectedState: state,
    onForeignAnswer,
  });
  const origin = new URL(receiver.redirectUri).origin;
  const get = (path: string, init: RequestInit = {}) =>
    fetch(`${origin}${path}`, { redirect: 'manual', ...init });
  return { receiver, origin, get, onForeignAnswer };
}

/** One request with exactly these words on the wire. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

afterEach(() => {
  receiver?.close();
  receiver = null;
});

describe('the loopback receiver', () => {
  it('gives the answer that carries our state and takes the code out of the address bar', async () => {
    const { receiver: r, get } = await start();
    const response = await get(`/callback?code=abc&state=${state}&extra=ignored`);
    expect(response.status).toBe(302);
    expect(response.headers.get('location')).toBe('/done');
    const answer = await r.answer;
    expect(answer.searchParams.get('code')).toBe('abc');
    const page = await get('/done');
    const text = await page.text();
    expect(page.status).toBe(200);
    expect(text).toContain('You can close this tab and go back to CareDesk');
    expect(text).not.toContain('abc');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('passes the provider’s error on when it carries our state', async () => {
    const { receiver: r, get } = await start();
    await get(`/callback?error=access_denied&state=${state}`);
    expect((await r.answer).searchParams.get('error')).toBe('access_denied');
    expect(await (await get('/done')).text()).toContain('You are not logged in');
  });

  it('listens on a loopback address and nowhere else', async () => {
    const { origin } = await start();
    expect(origin).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const outside = Object.values(networkInterfaces())
      .flat()
      .find((address) => address?.family === 'IPv4' && !address.internal);
    if (outside === undefined) return;
    await expect(fetch(`http://${outside.address}:${new URL(origin).port}/`)).rejects.toThrow();
  });

  it.each([
    ['a wrong state', `/callback?code=abc&state=${state}x`],
    ['no state', '/callback?code=abc'],
    ['an empty state', '/callback?code=abc&state='],
    ['an error without our state', '/callback?error=access_denied'],
    ['two states', `/callback?code=abc&state=${state}&state=other`],
    ['two codes', `/callback?code=abc&code=def&state=${state}`],
    ['two issuers', `/callback?code=abc&iss=a&iss=b&state=${state}`],
    ['our state and nothing else', `/callback?state=${state}`],
  ])('turns %s away, says so, and goes on waiting', async (_case, path) => {
    const { receiver: r, get, onForeignAnswer } = await start();
    expect((await get(path)).status).toBe(400);
    expect(onForeignAnswer).toHaveBeenCalledOnce();
    await get(`/callback?code=the-true-one&state=${state}`);
    expect((await r.answer).searchParams.get('code')).toBe('the-true-one');
  });

  it.each([
    ['a favicon', 'GET', '/favicon.ico', 404],
    ['another path', 'GET', `/callback/x?code=a&state=${state}`, 404],
    ['a bare visit', 'GET', '/callback', 404],
    ['the final page too early', 'GET', '/done', 404],
    ['a form post', 'POST', `/callback?code=a&state=${state}`, 405],
    ['a preflight', 'OPTIONS', `/callback?code=a&state=${state}`, 405],
  ])('ignores %s', async (_case, method, path, status) => {
    const { receiver: r, get, onForeignAnswer } = await start();
    expect((await get(path, { method })).status).toBe(status);
    expect(onForeignAnswer).not.toHaveBeenCalled();
    await get(`/callback?code=true&state=${state}`);
    expect((await r.answer).searchParams.get('code')).toBe('true');
  });

  it.each(['localhost', 'attacker.example', '127.0.0.1', '127.0.0.1.attacker.example'])(
    'refuses the host %s (DNS rebinding)',
    async (host) => {
      const { receiver: r, origin, get } = await start();
      const status = await new Promise<number | undefined>((resolve, reject) => {
        request(`${origin}/callback?code=a&state=${state}`, { headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
      expect(status).toBe(421);
      await get(`/callback?code=true&state=${state}`);
      expect((await r.answer).searchParams.get('code')).toBe('true');
    },
  );

  it.each([
    'GET http://evil.example/ HTTP/1.1\r\nHost: HOST\r\n\r\n',
    'GET // HTTP/1.1\r\nHost: HOST\r\n\r\n',
    'GET * HTTP/1.1\r\nHost: HOST\r\n\r\n',
    'nonsense\r\n\r\n',
    `GET /callback?${'a'.repeat(20_000)} HTTP/1.1\r\nHost: HOST\r\n\r\n`,
    '\u0000\u0001\u0002',
  ])('survives malformed request %#', async (text) => {
    const { receiver: r, origin, get } = await start();
    const url = new URL(origin);
    expect(await raw(Number(url.port), text.replace('HOST', url.host))).not.toMatch(
      /^HTTP\/1.1 (200|302)/,
    );
    await get(`/callback?code=true&state=${state}`);
    expect((await r.answer).searchParams.get('code')).toBe('true');
  });

  it('takes the first answer only', async () => {
    const { receiver: r, get } = await start();
    await get(`/callback?code=first&state=${state}`);
    const second = await get(`/callback?code=second&state=${state}`);
    expect(second.status).toBe(200);
    expect((await r.answer).searchParams.get('code')).toBe('first');
  });

  it('goes by the name localhost where a provider demands it, on both loopback addresses', async () => {
    const { receiver: r, origin, get } = await start({ host: 'localhost' });
    expect(r.redirectUri).toMatch(/^http:\/\/localhost:\d+\/callback$/);
    const { port } = new URL(origin);
    expect((await fetch(`http://127.0.0.1:${port}/callback`)).status).toBe(421);
    await get(`/callback?code=true&state=${state}`);
    expect((await r.answer).searchParams.get('code')).toBe('true');
    r.close();
    await expect(fetch(`http://[::1]:${port}/`)).rejects.toThrow();
  });

  it('does not go by localhost where somebody else holds the other loopback address', async () => {
    const stranger = createServer();
    await new Promise<void>((resolve) => stranger.listen(0, '::1', resolve));
    const address = stranger.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    try {
      await expect(start({ host: 'localhost', ports: [port] })).rejects.toMatchObject({
        code: 'SIGN_IN_PORT_UNAVAILABLE',
      });
    } finally {
      stranger.close();
    }
  });

  it('is gone after close', async () => {
    const { receiver: r, get } = await start();
    r.close();
    r.close();
    await expect(get('/callback')).rejects.toThrow();
  });

  it('tries the listed ports in order, and tells when none is free', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    const takenV6 = createServer();
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    await new Promise<void>((resolve) => {
      takenV6.once('listening', resolve).once('error', () => resolve());
      takenV6.listen(port, '::1');
    });
    try {
      await expect(start({ ports: [port] })).rejects.toMatchObject({
        code: 'SIGN_IN_PORT_UNAVAILABLE',
      });
      const free = await start();
      const freePort = Number(new URL(free.origin).port);
      free.receiver.close();
      const { origin } = await start({ ports: [port, freePort] });
      expect(new URL(origin).port).toBe(String(freePort));
    } finally {
      taken.close();
      takenV6.close();
    }
  });
});
