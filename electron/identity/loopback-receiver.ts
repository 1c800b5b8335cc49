import { timingSafeEqual } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { CareDeskError } from '../contract/caredesk-error.ts';
import { type LoopbackPage, loopbackHeaders, loopbackPage } from './loopback-page.ts';

export interface LoopbackReceiver {
  /** `http://127.0.0.1:<port>/callback`, to be sent in the authorization request. */
  readonly redirectUri: string;
  /** The first request that carries the expected `state`, as the address the browser asked for. */
  readonly answer: Promise<URL>;
  /** Stops listening and drops every connection. Harmless when called twice. */
  close(): void;
}

export interface LoopbackOptions {
  /** Name in the redirect URI; the address listened on is loopback in any case. */
  readonly host: '127.0.0.1' | 'localhost';
  readonly path: string;
  /** Ports to try in order; empty for any free one. */
  readonly ports: readonly number[];
  readonly expectedState: string;
  /** Called when an answer to somebody else's sign-in was turned away; the wait goes on. */
  onForeignAnswer(): void;
}

const finalPath = '/done';
/** Parameters that must not appear twice (RFC 6749 section 3.1). */
const singleParameters = ['state', 'code', 'error', 'iss'] as const;
/** Time for the browser to load the clean final page after the redirect. */
const lingerMilliseconds = 2_000;

/**
 * Listens on the loopback interface for one authorization response (RFC 8252 section 7.3). Only
 * a GET of the one path, with our own Host and the expected `state`, ends the wait; everything
 * else is answered and ignored.
 * @throws CareDeskError SIGN_IN_PORT_UNAVAILABLE when no address and port could be bound.
 */
export async function startLoopbackReceiver(options: LoopbackOptions): Promise<LoopbackReceiver> {
  let resolve: (answer: URL) => void = () => undefined;
  const answer = new Promise<URL>((settle) => {
    resolve = settle;
  });
  let finalPage: LoopbackPage | null = null;

  let origin = '';

  const server = createLoopbackServer((req, res) => {
    const verdict = judge(req, origin, options, finalPage !== null);
    switch (verdict.kind) {
      case 'answer': {
        finalPage = verdict.url.searchParams.has('error') ? 'not-signed-in' : 'signed-in';
        // A redirect takes the code out of the address bar and the browser's history.
        res.writeHead(302, { ...loopbackHeaders, location: finalPath }).end();
        resolve(verdict.url);
        return;
      }
      case 'final-page':
        send(res, finalPage === null ? 404 : 200, finalPage ?? 'not-found');
        if (finalPage !== null) setTimeout(close, lingerMilliseconds).unref();
        return;
      case 'foreign':
        send(res, 400, 'not-ours');
        options.onForeignAnswer();
        return;
      case 'refuse':
        send(res, verdict.status, 'not-found');
        return;
    }
  });
  const servers = [server];

  function close(): void {
    for (const each of servers) {
      each.close();
      each.closeAllConnections();
    }
  }

  await bind(server, options.ports);
  origin = originOf(server);
  if (options.host === 'localhost') {
    const { port } = new URL(origin);
    origin = `http://localhost:${port}`;
    const twin = createLoopbackServer((req, res) => void server.emit('request', req, res));
    // Browsers may take localhost for ::1; where that is not to be had they try 127.0.0.1.
    await listen(twin, '::1', Number(port)).then(
      () => servers.push(twin),
      () => undefined,
    );
  }
  return { redirectUri: `${origin}${options.path}`, answer, close };
}

function createLoopbackServer(handle: RequestListener): Server {
  const server = createServer({ maxHeaderSize: 16 * 1024, requestTimeout: 5_000 }, handle);
  server.maxConnections = 32;
  server.on('clientError', (_error, socket) => socket.destroy());
  return server;
}

type Verdict =
  | { readonly kind: 'answer'; readonly url: URL }
  | { readonly kind: 'final-page' }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'refuse'; readonly status: 400 | 404 | 405 | 421 };

function judge(
  request: IncomingMessage,
  origin: string,
  options: LoopbackOptions,
  answered: boolean,
): Verdict {
  // Exact Host: a page on another name that resolves to 127.0.0.1 is not the browser's redirect.
  if (`http://${request.headers.host ?? ''}` !== origin) return { kind: 'refuse', status: 421 };
  if (request.method !== 'GET') return { kind: 'refuse', status: 405 };
  const target = request.url ?? '';
  if (!target.startsWith('/') || !URL.canParse(target, origin)) {
    return { kind: 'refuse', status: 400 };
  }
  const url = new URL(`${origin}${target}`);
  if (url.pathname === finalPath && url.search === '') return { kind: 'final-page' };
  if (url.pathname !== options.path) return { kind: 'refuse', status: 404 };
  if (answered) return { kind: 'final-page' };
  const parameters = url.searchParams;
  if (!parameters.has('code') && !parameters.has('error') && !parameters.has('state')) {
    return { kind: 'refuse', status: 404 };
  }
  if (!equalInConstantTime(parameters.get('state') ?? '', options.expectedState)) {
    return { kind: 'foreign' };
  }
  if (singleParameters.some((name) => parameters.getAll(name).length > 1)) {
    return { kind: 'foreign' };
  }
  if (!parameters.has('code') && !parameters.has('error')) return { kind: 'foreign' };
  return { kind: 'answer', url };
}

function equalInConstantTime(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

function send(response: ServerResponse, status: number, page: LoopbackPage): void {
  response.writeHead(status, loopbackHeaders).end(loopbackPage(page));
}

function originOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') return '';
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

/** IPv4 first, IPv6 where the PC has no IPv4 loopback (RFC 8252 section 7.3). */
async function bind(server: Server, ports: readonly number[]): Promise<void> {
  let cause: unknown;
  for (const host of ['127.0.0.1', '::1']) {
    for (const port of ports.length === 0 ? [0] : ports) {
      try {
        await listen(server, host, port);
        return;
      } catch (error) {
        cause = error;
      }
    }
  }
  throw new CareDeskError('SIGN_IN_PORT_UNAVAILABLE', { cause });
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      // An error after listening (out of file handles, say) must not take the app down.
      server.on('error', () => undefined);
      resolve();
    });
  });
}
