import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NetworkProbe, startNetworkProbe } from '../harness/network-probe/network-probe.ts';
import { type RawServer, startRawServer } from '../integration/network/raw-server.ts';

let server: RawServer;
let probe: NetworkProbe;

beforeAll(async () => {
  server = await startRawServer();
  probe = await startNetworkProbe(['--no-proxy-server']);
});

afterAll(async () => {
  await probe?.close();
  server?.close();
});

let count = 0;
/** What CareDesk's fetch in Chromium makes of exactly these bytes. */
async function made(answer: Parameters<RawServer['on']>[1]) {
  return (await probe.fetch(server.on(`/${count++}`, answer))).answer;
}

describe('an answer as networks really send it', () => {
  const json = '{"a":1}';
  const ok = { kind: 'answer', status: 200, body: json };

  it.each<[string, string[]]>([
    ['a Latin-1 byte in a header', ['Via: 1.1 caf\u00e9-proxy']],
    ['UTF-8 in a header', [`X-Trust: ${Buffer.from('St Bartholomew’s').toString('latin1')}`]],
    ['control characters in a header', ['X-Filter: a\u0001b\u001b[0m\u007f']],
    ['a header without a value', ['X-Empty:', 'Set-Cookie:']],
    ['a header twice', ['X-Twice: a', 'X-Twice: b', 'Cache-Control: no-store', 'Cache-Control: ']],
    [
      'odd cookies',
      ['Set-Cookie: \u00e9=;;;=;', 'Set-Cookie: a=b; Expires=never', 'Set-Cookie: ='],
    ],
    ['a header name that is none', ['Bad Name: x', 'X-\u00e9: y', ': z', 'no colon at all']],
    ['names in every case', ['CONTENT-language: en', 'x-LOWER: y']],
    ['a folded header', ['X-Folded: a', '\tb']],
    ['an odd type', ['Content-Type: ;;charset="\u00e9"', 'Content-Type: APPLICATION/JSON']],
    ['an encoding nobody knows', ['Content-Encoding: x-trust']],
  ])('is read with %s', async (_case, headers) => {
    const lines = ['HTTP/1.1 200 OK', ...headers, `Content-Length: ${json.length}`, '', json];
    expect(await made(lines.join('\r\n'))).toEqual(ok);
  });

  it.each<[string, string | Buffer]>([
    ['a status text beyond ASCII', `HTTP/1.1 200 tr\u00e8s bien\r\n\r\n${json}`],
    ['no status text', `HTTP/1.1 200\r\n\r\n${json}`],
    ['an answer of HTTP/1.0', `HTTP/1.0 200 OK\r\n\r\n${json}`],
    ['line ends without CR', `HTTP/1.1 200 OK\nX-A: b\n\n${json}`],
    [
      '103 before it',
      `HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 200 OK\r\n\r\n${json}`,
    ],
    [
      'chunks with extensions and a trailer',
      `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7;a="b"\r\n${json}\r\n0\r\nX-T: \u00e9\r\n\r\n`,
    ],
    [
      'both a length and chunks',
      `HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n${json}\r\n0\r\n\r\n`,
    ],
    [
      'gzip',
      Buffer.concat([
        Buffer.from('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n'),
        gzipSync(json),
      ]),
    ],
  ])('is read with %s', async (_case, bytes) => {
    expect(await made(bytes)).toEqual(ok);
  });

  it.each([204, 205, 304])('is empty with status %d, whatever follows', async (status) => {
    const answer = await made(`HTTP/1.1 ${status} X\r\nContent-Length: 7\r\n\r\n${json}`);
    expect(answer).toEqual({ kind: 'answer', status, body: '' });
  });

  it('counts as the server’s error with a status that is none', async () => {
    expect(await made(`HTTP/1.1 999 Denied\r\n\r\n${json}`)).toEqual({ ...ok, status: 500 });
  });

  it('is an error when it is shorter than it says', async () => {
    expect(await made(`HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n${json}`)).toMatchObject({
      kind: 'failure',
      cause: { kind: 'unreachable' },
    });
  });

  it.each(['https://wifi.example/log-in', '/log-in', 'data:text/html,hi', 'javascript:1', ''])(
    'that redirects to “%s” is a network that wants a log-in',
    async (location) => {
      const bytes = `HTTP/1.1 302 Found\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`;
      const answer = await made(bytes);
      // A redirect to nowhere is an answer without a Location, which direct-answers.ts judges.
      if (location === '') expect(answer).toMatchObject({ kind: 'answer', status: 302 });
      else expect(answer).toMatchObject({ kind: 'failure', cause: { kind: 'log-in-page' } });
    },
  );
});
