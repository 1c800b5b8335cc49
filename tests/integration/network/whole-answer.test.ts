import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withDirectAnswers } from '../../../electron/network/direct-answers.ts';
import { describeNetworkFailure } from '../../../electron/network/network-failure.ts';
import { withWholeAnswers } from '../../../electron/network/whole-answer.ts';
import { fetchOverNode, type PathServer, startPathServer } from './fetch-over-node.ts';

const limit = 64 * 1024;
/** Node's fetch unpacks bodies, as Chromium does; ours over Node's http streams them as they come. */
const overNode = withWholeAnswers(withDirectAnswers(fetch), limit);
const ours = withWholeAnswers(withDirectAnswers(fetchOverNode()), limit);

let server: PathServer;

beforeAll(async () => {
  server = await startPathServer();
});

afterAll(() => server.close());

async function failureOf(asked: Promise<Response>) {
  return asked.then(
    () => null,
    (error: unknown) => describeNetworkFailure(error),
  );
}

describe('the length of an answer', () => {
  it.each<[string, string, (bytes: Buffer) => Buffer]>([
    ['as it is', 'identity', (bytes) => bytes],
    ['packed with gzip', 'gzip', (bytes) => gzipSync(bytes)],
    [
      'packed with brotli',
      'br',
      (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
    ],
  ])('is counted %s, and to the byte', async (_case, encoding, pack) => {
    const answering = (bytes: number) =>
      server.on(`/${encoding}-${bytes}`, (_, answer) =>
        answer.writeHead(200, { 'content-encoding': encoding }).end(pack(Buffer.alloc(bytes, ' '))),
      );
    expect((await (await overNode(answering(limit))).arrayBuffer()).byteLength).toBe(limit);
    expect(await failureOf(overNode(answering(limit + 1)))).toEqual({
      kind: 'too-long',
      detail: `more than ${limit} bytes`,
    });
    expect(await failureOf(overNode(answering(200 * limit)))).toMatchObject({ kind: 'too-long' });
  });

  it('ends the request at the limit when the answer has no end', async () => {
    let closed: () => void = () => undefined;
    const gone = new Promise<void>((resolve) => {
      closed = resolve;
    });
    const url = server.on('/endless', (_, answer) => {
      const timer = setInterval(() => answer.write(Buffer.alloc(16_384)), 1);
      answer.on('close', () => {
        clearInterval(timer);
        closed();
      });
    });
    expect(await failureOf(ours(url))).toMatchObject({ kind: 'too-long' });
    await gone;
  });

  it('is all there within the deadline, or the request ends: a byte now and then is no answer', async () => {
    const url = server.on('/drip', (_, answer) => {
      const timer = setInterval(() => answer.write(' '), 20);
      answer.on('close', () => clearInterval(timer));
    });
    const started = performance.now();
    const failure = await failureOf(ours(url, { signal: AbortSignal.timeout(300) }));
    expect(failure).toMatchObject({ kind: 'timeout' });
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});

describe('data under any label', () => {
  const json = { name: 'Zoë' };
  const read = async (type: string | null, body: string | Buffer, status = 200) => {
    const url = server.on('/labelled', (_, answer) => {
      if (type !== null) answer.setHeader('content-type', type);
      answer.writeHead(status).end(body);
    });
    return ours(url);
  };
  const text = JSON.stringify(json);

  it.each([
    null,
    '',
    'text/plain',
    'text/html',
    'application/octet-stream',
    'Application/JSON ; charset=UTF-8',
    'application/json;charset=nonsense',
    ';;',
  ])('is JSON labelled %j', async (type) => {
    const answer = await read(type, text);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual(json);
  });

  it('may begin with a byte order mark and blank lines', async () => {
    expect(await (await read('application/json', `\uFEFF\r\n${text}`)).json()).toEqual(json);
  });

  it('may be in the charset it names, or in UTF-8 whatever it names', async () => {
    const latin1 = 'application/json; charset=ISO-8859-1';
    expect(await (await read(latin1, Buffer.from(text, 'latin1'))).json()).toEqual(json);
    expect(await (await read(latin1, text)).json()).toEqual(json);
  });

  it('keeps the label of what is no JSON', async () => {
    const answer = await read('application/jwt', 'e30.e30.');
    expect(answer.headers.get('content-type')).toBe('application/jwt');
    expect(await answer.text()).toBe('e30.e30.');
  });
});

describe('a network in between', () => {
  let other: Server;
  const asked: string[] = [];

  beforeAll(async () => {
    other = createServer((message, answer) => {
      asked.push(message.url ?? '');
      answer.end('{}');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => other.close());

  it.each<[string, number, Record<string, string>, string]>([
    ['a page', 200, { 'content-type': 'text/html' }, '<!DOCTYPE html><form>'],
    ['a fragment of a page', 200, { 'content-type': 'text/html' }, 'Please log in'],
    ['a page without a label', 200, {}, '\n<HTML><body>'],
    ['a page labelled as JSON', 200, { 'content-type': 'application/json' }, '<!-- x --><html>'],
    ['a page after a comment and a mark', 200, {}, '\uFEFF<!-- portal --><!doctype html>'],
    [
      'an XHTML page',
      203,
      { 'content-type': 'application/xhtml+xml' },
      '<?xml version="1.0"?><html/>',
    ],
    ['status 511', 511, { 'content-type': 'application/json' }, '{}'],
    ['a redirect without an address', 302, {}, ''],
    ['a choice of addresses', 300, { 'content-type': 'text/html' }, '<html>'],
  ])('is told by %s', async (_case, status, headers, body) => {
    const url = server.on('/portal', (_, answer) => answer.writeHead(status, headers).end(body));
    for (const fetched of [overNode, ours]) {
      expect(await failureOf(fetched(url))).toMatchObject({ kind: 'log-in-page' });
    }
  });

  it.each([301, 302, 303, 307, 308])(
    'is told by a redirect with %d, which is not followed',
    async (status) => {
      const { port } = other.address() as AddressInfo;
      const location = `http://localhost:${port}/log-in?next=x`;
      const url = server.on('/moved', (_, answer) => answer.writeHead(status, { location }).end());
      for (const fetched of [overNode, ours]) {
        const init = { method: 'POST', body: 'secret', headers: { authorization: 'Bearer t' } };
        expect(await failureOf(fetched(url, init))).toEqual({
          kind: 'log-in-page',
          detail: 'redirect to localhost',
        });
      }
      expect(asked).toEqual([]);
    },
  );

  it.each<[number, string, string]>([
    [401, 'text/html', '<html>no'],
    [503, 'text/html', '<html>busy'],
    [200, 'application/xml', '<Patient xmlns="http://hl7.org/fhir"/>'],
    [200, 'text/plain', 'soon'],
  ])('is not told by %d %s', async (status, type, body) => {
    const url = server.on('/other', (_, answer) =>
      answer.writeHead(status, { 'content-type': type }).end(body),
    );
    for (const fetched of [overNode, ours]) {
      const answer = await fetched(url);
      expect(answer.status).toBe(status);
      expect(await answer.text()).toBe(body);
    }
  });
});
