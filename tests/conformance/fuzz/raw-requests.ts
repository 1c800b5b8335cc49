import { connect } from 'node:net';
import fc from 'fast-check';

/** What a raw request is made of; `null` stands for what the true answer would have there. */
interface RawRequest {
  readonly method: string | null;
  readonly path: string | null;
  readonly query: string;
  readonly host: string | null;
  readonly headers: readonly string[];
  /** A line among the headers that is none. */
  readonly noise: string | null;
  readonly lineEnd: string | null;
  readonly body: string | null;
}

/** One request to write to a socket, made for a receiver by its port and expected state. */
export type WireText = (port: number, state: string) => Buffer;

const odd = fc.string({ unit: 'binary', maxLength: 40 });

/** Right most of the time, so that a request is wrong in one place rather than everywhere. */
function mostlyRight<T>(wrong: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: wrong });
}

const method = mostlyRight(
  fc.oneof(
    fc.constantFrom('POST', 'PUT', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT', 'PRI', 'get', ''),
    odd,
  ),
);
const path = mostlyRight(
  fc.oneof(
    fc.constantFrom('/', '/done', '/callback/', '//', '*', '/%', '/callback%00', 'http://x/c'),
    fc.webPath(),
    odd,
  ),
);
const host = mostlyRight(
  fc.oneof(
    fc.constantFrom('localhost', 'attacker.example', '127.0.0.1', '[::1]', '', '127.0.0.1:0'),
    odd,
  ),
);
/** Never the state by itself with a code: whoever has that is who CareDesk waits for. */
const query = fc.oneof(
  fc.constantFrom('code=x', 'error=access_denied', 'state=', 'code=x&state=', 'code=x&state=%'),
  fc.nat(42).map((length) => `code=x&state=PREFIX${length}`),
  fc.nat(42).map((at) => `code=x&state=CHANGED${at}`),
  fc.constantFrom('code=x&state=STATE&state=y', 'code=x&code=y&state=STATE', 'state=STATE'),
  fc.constantFrom('code=x&iss=a&iss=b&state=STATE', 'error=x&error=y&state=STATE'),
  fc.constantFrom('code=x&State=STATE', 'code=x&state[]=STATE', 'code=x&state=STATE%00'),
  fc.webQueryParameters().map((parameters) => `code=x&state=${parameters}`),
  odd,
);
const header = fc.oneof(
  fc.constantFrom('Cookie: state=STATE', 'Origin: null', 'Connection: upgrade', 'Expect: x'),
  fc.constantFrom('Transfer-Encoding: chunked', 'Content-Length: 5', 'Content-Length: -1'),
  fc
    .tuple(fc.stringMatching(/^[A-Za-z-]{1,20}$/), fc.stringMatching(/^[ -~]{0,40}$/))
    .map(([name, value]) => `X-${name}: ${value}`),
);
const shaped: fc.Arbitrary<RawRequest> = fc.record({
  method,
  path,
  query,
  host,
  headers: fc.array(header, { maxLength: 2 }),
  noise: mostlyRight(odd),
  lineEnd: mostlyRight(fc.constantFrom('\n', '\r', '')),
  body: mostlyRight(odd),
});

function wireText(request: RawRequest): WireText {
  return (port, state) => {
    const lineEnd = request.lineEnd ?? '\r\n';
    const query = request.query
      .replaceAll('STATE', state)
      .replace(/PREFIX(\d+)/, (_, length) => state.slice(0, Number(length)))
      .replace(/CHANGED(\d+)/, (_, at) => changedAt(state, Number(at)));
    const lines = [
      `${request.method ?? 'GET'} ${request.path ?? '/callback'}?${query} HTTP/1.1`,
      `Host: ${request.host ?? `127.0.0.1:${port}`}`,
      ...request.headers.map((line) => line.replace('STATE', state)),
      ...(request.noise === null ? [] : [request.noise]),
      '',
      request.body ?? '',
    ];
    return Buffer.from(lines.join(lineEnd), 'latin1');
  };
}

function changedAt(state: string, at: number): string {
  return `${state.slice(0, at)}${state[at] === 'x' ? 'y' : 'x'}${state.slice(at + 1)}`;
}

/** Requests that are nearly right, wrong in one or several places, or noise. None may be taken. */
export const rawRequests: fc.Arbitrary<WireText> = fc.oneof(
  { weight: 8, arbitrary: shaped.map(wireText) },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => (): Buffer => Buffer.from(bytes)),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 15_000, max: 40_000 }).map(
      (length) =>
        (port: number): Buffer =>
          Buffer.from(
            `GET /callback?${'a'.repeat(length)} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`,
          ),
    ),
  },
);

/** Writes bytes to a loopback port and resolves with the status line once the other side closes. */
export function exchangeRaw(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ host: '127.0.0.1', port }, () => socket.end(bytes));
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => {
      answer += chunk;
    });
    // The receiver may end the connection before everything is written.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(answer.split('\r\n', 1)[0] ?? ''));
  });
}
