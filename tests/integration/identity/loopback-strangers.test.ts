import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type LoopbackReceiver,
  startLoopbackReceiver,
} from '../../../electron/identity/loopback-receiver.ts';

// What browsers, security software and other programs on a PC send to ports of 127.0.0.1.

const state = 'q6mJ1Zc3pM5h0aXkq3gR0w';
const onForeignAnswer = vi.fn();
let receiver: LoopbackReceiver;
let port = 0;

beforeEach(async () => {
  onForeignAnswer.mockClear();
  receiver = await startLoopbackReceiver({
    host: '127.0.0.1',
    path: '/callback',
    ports: [],
    expectedState: state,
    onForeignAnswer,
  });
  port = Number(new URL(receiver.redirectUri).port);
});

afterEach(async () => {
  const callback = `${receiver.redirectUri}?code=true&state=${state}`;
  const { status } = await fetch(callback, { redirect: 'manual' });
  receiver.close();
  // Whatever came before, the true answer is still taken.
  expect(status).toBe(302);
});

/** Everything that comes back for these bytes, and how the connection ended. */
function sent(bytes: string | Buffer): Promise<{ text: string; end: 'closed' | 'reset' }> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let end: 'closed' | 'reset' = 'closed';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => {
      end = 'reset';
    });
    socket.on('close', () => resolve({ text: Buffer.concat(chunks).toString('latin1'), end }));
  });
}

const lines = (...text: string[]) =>
  [...text, '', ''].join('\r\n').replaceAll('HOST', `127.0.0.1:${port}`);

describe('what a browser on a PC sends to 127.0.0.1', () => {
  it.each<[string, number, string[]]>([
    ['the icon of a tab', 404, ['GET /favicon.ico HTTP/1.1', 'Host: HOST']],
    [
      'developer tools',
      404,
      ['GET /.well-known/appspecific/com.chrome.devtools.json HTTP/1.1', 'Host: HOST'],
    ],
    ['a change of password', 404, ['GET /.well-known/change-password HTTP/1.1', 'Host: HOST']],
    [
      'a preflight for a private network',
      405,
      [
        'OPTIONS /callback HTTP/1.1',
        'Host: HOST',
        'Origin: https://page.example',
        'Access-Control-Request-Method: GET',
        'Access-Control-Request-Private-Network: true',
      ],
    ],
    ['HEAD', 405, ['HEAD /callback HTTP/1.1', 'Host: HOST']],
    [
      'a WebSocket',
      404,
      [
        'GET / HTTP/1.1',
        'Host: HOST',
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
        'Sec-WebSocket-Version: 13',
      ],
    ],
    [
      'an upgrade to HTTP/2',
      404,
      [
        'GET / HTTP/1.1',
        'Host: HOST',
        'Connection: Upgrade, HTTP2-Settings',
        'Upgrade: h2c',
        'HTTP2-Settings: AAMAAABk',
      ],
    ],
    ['HTTP/2 at once', 400, ['PRI * HTTP/2.0', '', 'SM']],
    ['CONNECT', 405, ['CONNECT page.example:443 HTTP/1.1', 'Host: page.example:443']],
    ['TRACE', 405, ['TRACE / HTTP/1.1', 'Host: HOST']],
    ['no Host', 421, ['GET /callback HTTP/1.1']],
    ['HTTP/1.0', 421, ['GET /callback HTTP/1.0']],
    ['another Host', 421, ['GET /callback HTTP/1.1', 'Host: page.example']],
    ['two Hosts', 421, ['GET /callback HTTP/1.1', 'Host: HOST', 'Host: page.example']],
    ['an expectation nobody knows', 404, ['GET / HTTP/1.1', 'Host: HOST', 'Expect: x']],
    ['SMTP', 400, ['EHLO page.example']],
    ['a header without end', 431, ['GET / HTTP/1.1', `Cookie: ${'a'.repeat(20_000)}`]],
  ])('%s: answered with %d and a closed connection', async (_case, status, text) => {
    const { text: answer, end } = await sent(lines(...text));
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(end).toBe('closed');
    expect(answer.toLowerCase()).toContain('connection: close');
    expect(answer.toLowerCase()).not.toContain('access-control-allow');
    expect(onForeignAnswer).not.toHaveBeenCalled();
    if (!text[0]?.startsWith('HEAD')) expect(answer).toContain('<h1>');
    if (status === 405 && !text[0]?.startsWith('CONNECT'))
      expect(answer).toMatch(/^allow: GET\r$/im);
  });

  it('a form: read to its end, so that the answer arrives', async () => {
    const body = 'a'.repeat(300_000);
    const status = await new Promise((resolve, reject) => {
      const posted = request(
        { port, host: '127.0.0.1', method: 'POST', path: '/callback' },
        (answer) => {
          answer.resume();
          answer.on('end', () => resolve(answer.statusCode));
        },
      );
      posted.on('error', reject).end(body);
    });
    expect(status).toBe(405);
  });

  it('a form without end: answered once it is longer than any', async () => {
    const head = lines('POST /callback HTTP/1.1', 'Host: HOST', 'Content-Length: 100000000');
    expect((await sent(head + 'a'.repeat(2_000_000))).text).toMatch(/^HTTP\/1\.1 405 |^$/);
  });

  it('a TLS hello: refused in TLS, at once', async () => {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false });
    const [error] = await once(socket, 'error');
    expect(error).toMatchObject({ code: 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE' });
  });

  it.each([
    ['nothing at all', ''],
    ['half a request', 'GET /callback HT'],
  ])('%s: told that it took too long', async (_case, text) => {
    const { text: answer, end } = await sent(text);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(end).toBe('closed');
  });
});

describe('more connections than any browser makes', () => {
  it('the oldest that has said nothing goes, and the newcomer is served', async () => {
    const sockets: Socket[] = [];
    const closed: number[] = [];
    for (let i = 0; i < 300; i++) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined).on('close', () => closed.push(i));
      sockets.push(socket);
      await once(socket, 'connect');
    }
    const answer = await fetch(`http://127.0.0.1:${port}/favicon.ico`);
    expect(answer.status).toBe(404);
    await vi.waitFor(() => expect(closed.length).toBeGreaterThanOrEqual(45));
    expect(closed.slice(0, 44)).toEqual(Array.from({ length: 44 }, (_, i) => i));
    expect(sockets.at(-1)?.destroyed).toBe(false);
    for (const socket of sockets) socket.destroy();
  });
});
