import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Fetch } from '../../../electron/network/fetch.ts';
import type { OutgoingRequestOptions } from '../../../electron/network/request-fetch.ts';
import { bodyOf, fetchOverNode, type PathServer, startPathServer } from './fetch-over-node.ts';
import { openNodeRequest } from './node-request.ts';

let server: PathServer;

beforeAll(async () => {
  server = await startPathServer();
});

afterAll(() => server.close());

const fetch = fetchOverNode();

describe('a request', () => {
  it('carries method, headers and body in every form fetch takes', async () => {
    const url = server.on('/echo', async (message, answer) => {
      const { authorization, 'content-type': type } = message.headers;
      answer.end(
        JSON.stringify({
          method: message.method,
          authorization,
          type,
          body: await bodyOf(message),
        }),
      );
    });
    const sent = async (init: RequestInit) => (await fetch(url, init)).json();
    const form = new URLSearchParams({ grant_type: 'refresh_token', scope: 'a b' });
    expect(
      await sent({ method: 'post', body: form, headers: { Authorization: 'Bearer t' } }),
    ).toEqual({
      method: 'POST',
      authorization: 'Bearer t',
      type: 'application/x-www-form-urlencoded;charset=UTF-8',
      body: 'grant_type=refresh_token&scope=a+b',
    });
    const json = {
      method: 'PUT',
      headers: new Headers({ 'content-type': 'application/fhir+json' }),
    };
    expect(await sent({ ...json, body: '{"é":1}' })).toMatchObject({
      type: 'application/fhir+json',
      body: '{"é":1}',
    });
    expect(await sent({ ...json, body: new TextEncoder().encode('bytes') })).toMatchObject({
      body: 'bytes',
    });
    expect(await sent({ headers: [['Authorization', 'Bearer u']] })).toEqual({
      method: 'GET',
      authorization: 'Bearer u',
      body: '',
    });
  });

  it('leaves out the headers Chromium writes itself', async () => {
    const offered: OutgoingRequestOptions[] = [];
    const url = server.on('/headers', (_, answer) => answer.end());
    await fetchOverNode({
      openRequest(options, listeners) {
        offered.push(options);
        return openNodeRequest(options, listeners);
      },
    })(url, {
      headers: { Host: 'other', Origin: 'null', 'Content-Length': '3', 'X-Request-ID': 'r' },
    });
    expect(offered[0]?.headers).toEqual({ 'x-request-id': 'r' });
  });

  it('that cannot be made rejects, and is not sent', async () => {
    await expect(fetch('/relative')).rejects.toThrow(TypeError);
    await expect(fetch(`http://127.0.0.1/`, { headers: { a: 'b\nc' } })).rejects.toThrow(TypeError);
    await expect(fetch(`http://127.0.0.1/`, { body: 'x' })).rejects.toThrow(TypeError);
  });
});

describe('an answer', () => {
  it('has the status and every header, whatever the status', async () => {
    const url = server.on('/teapot', (_, answer) => {
      answer.writeHead(418, { 'x-one': ['a', 'b'], 'www-authenticate': 'Bearer' });
      answer.end('no');
    });
    const answer = await fetch(url);
    expect(answer.status).toBe(418);
    expect(answer.headers.get('x-one')).toBe('a, b');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(await answer.text()).toBe('no');
  });

  it.each([204, 304])('with status %d has no body', async (status) => {
    const url = server.on('/empty', (_, answer) => answer.writeHead(status).end());
    const answer = await fetch(url);
    expect(answer.status).toBe(status);
    expect(answer.body).toBeNull();
  });

  it('streams as it arrives', async () => {
    let goOn = () => {};
    const url = server.on('/stream', (_, answer) => {
      answer.write('first');
      goOn = () => answer.end('second');
    });
    const reader = (await fetch(url)).body?.getReader();
    const first = await reader?.read();
    expect(Buffer.from(first?.value ?? []).toString()).toBe('first');
    goOn();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('second');
    expect((await reader?.read())?.done).toBe(true);
  });

  it('comes whole when it is large', async () => {
    const large = Buffer.alloc(5_000_000, 'abcdefg');
    const url = server.on('/large', (_, answer) => answer.end(large));
    const received = Buffer.from(await (await fetch(url)).arrayBuffer());
    expect(received.equals(large)).toBe(true);
  });

  it('is read no faster than it is consumed', async () => {
    let pushed = 0;
    const long = Object.assign(
      new Readable({
        read() {
          pushed++;
          this.push(pushed < 2_000 ? Buffer.alloc(16_384) : null);
        },
      }),
      { statusCode: 200, rawHeaders: [] },
    );
    const answer = await answeredBy(long)('http://id.example/');
    await sleep(50);
    expect(pushed).toBeLessThan(20);
    const before = pushed;
    const reader = answer.body?.getReader();
    for (let read = 0; read < 30; read++) await reader?.read();
    expect(pushed).toBeGreaterThan(before + 20);
    await reader?.cancel();
  });

  it('that breaks off is an error, not a shorter answer', async () => {
    const url = server.on('/broken', (_, answer) => {
      answer.writeHead(200, { 'content-length': '100' });
      answer.write('only this');
      setTimeout(() => answer.destroy(), 20);
    });
    const answer = await fetch(url);
    await expect(answer.text()).rejects.toThrow();
  });

  it('that just closes is an error too', async () => {
    const closing = Object.assign(new Readable({ read() {} }), { statusCode: 200, rawHeaders: [] });
    const answer = await answeredBy(closing)('http://id.example/');
    closing.destroy();
    await expect(answer.text()).rejects.toThrow('net::ERR_CONNECTION_CLOSED');
  });

  it.each([99, 600, 999])('with status %d counts as the server’s own error', async (statusCode) => {
    const odd = Object.assign(Readable.from([Buffer.from('x')]), { statusCode, rawHeaders: [] });
    const answer = await answeredBy(odd)('http://id.example/');
    expect(answer.status).toBe(500);
    expect(await answer.text()).toBe('x');
  });

  it.each([
    ['a header name no answer can have', ['bad name', 'x']],
    ['an empty header name', ['', 'x']],
    ['a header value beyond Latin-1', ['x-place', 'snow \u2603']],
    ['a header value with NUL and line ends', ['x-place', 'a\u0000b\r\nc']],
    ['a header name without a value', ['x-place']],
  ])('with %s is read all the same', async (_, rawHeaders) => {
    const odd = Object.assign(Readable.from([Buffer.from('x')]), {
      statusCode: 200,
      rawHeaders: ['content-type', 'application/json', ...rawHeaders],
    });
    const answer = await answeredBy(odd)('http://id.example/');
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.text()).toBe('x');
  });

  it.each([
    [204, 'GET'],
    [205, 'GET'],
    [304, 'GET'],
    [200, 'HEAD'],
  ])(
    'with status %d to %s ends the request at a body it must not have',
    async (statusCode, method) => {
      const endless = Object.assign(
        new Readable({
          read() {
            setImmediate(() => this.push(Buffer.alloc(16_384)));
          },
        }),
        { statusCode, rawHeaders: [] },
      );
      const answer = await answeredBy(endless)('http://id.example/', { method });
      expect(answer.body).toBeNull();
      await vi.waitFor(() => expect(endless.destroyed).toBe(true));
    },
  );

  it('that redirects is refused, and the Location not asked', async () => {
    let asked = 0;
    server.on('/elsewhere', (_, answer) => {
      asked++;
      answer.end();
    });
    const url = server.on('/redirect', (_, answer) =>
      answer.writeHead(307, { location: '/elsewhere' }).end(),
    );
    await expect(fetch(url, { method: 'POST', body: 'token', redirect: 'follow' })).rejects.toThrow(
      'redirect',
    );
    expect(asked).toBe(0);
  });
});

/** A fetch whose every request is answered by the given stream. */
function answeredBy(answer: Readable & { statusCode: number; rawHeaders: string[] }): Fetch {
  return fetchOverNode({
    openRequest: (_, listeners) => ({
      end: () => queueMicrotask(() => listeners.response(answer)),
      abort: () => answer.destroy(),
    }),
  });
}
