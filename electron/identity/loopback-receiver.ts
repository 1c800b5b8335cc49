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

  const handle: RequestListener = (req, res) => {
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
  };
  const servers = { v4: createLoopbackServer(handle), v6: createLoopbackServer(handle) };

  function close(): void {
    for (const server of Object.values(servers)) {
      server.close();
      server.closeAllConnections();
    }
  }

  origin = await bind(servers, options);
  return { redirectUri: `${origin}${options.path}`, answer, close };
}

function createLoopbackServer(handle: RequestListener): Server {
  // Checked every second: Node's own 30 would let idle connections hold up the redirect that long.
  const server = createServer(
    {
      maxHeaderSize: 16 * 1024,
      headersTimeout: 2_000,
      requestTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
    },
    handle,
  );
  server.maxConnections = 256;
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

interface Servers {
  readonly v4: Server;
  readonly v6: Server;
}

/** Ports tried when any will do and the name `localhost` needs the same one twice. */
const ephemeralAttempts = 5;

/**
 * Binds one of the ports and gives the origin. By address: IPv4 first, IPv6 where the PC has no
 * IPv4 loopback (RFC 8252 section 7.3). By the name `localhost`: both, because a browser may take
 * either, and whoever holds the other one would get the code.
 */
async function bind(servers: Servers, options: LoopbackOptions): Promise<string> {
  const ephemeral: readonly number[] = Array.from({ length: ephemeralAttempts }, () => 0);
  let cause: unknown;
  for (const port of options.ports.length === 0 ? ephemeral : options.ports) {
    try {
      return options.host === 'localhost'
        ? await bindBoth(servers, port)
        : await bindAddress(servers, port);
    } catch (error) {
      cause = error;
    }
  }
  throw new CareDeskError('SIGN_IN_PORT_UNAVAILABLE', { cause });
}

async function bindAddress({ v4, v6 }: Servers, port: number): Promise<string> {
  try {
    return `http://127.0.0.1:${await listen(v4, '127.0.0.1', port)}`;
  } catch (error) {
    if (!hasNoSuchFamily(error)) throw error;
    return `http://[::1]:${await listen(v6, '::1', port)}`;
  }
}

async function bindBoth({ v4, v6 }: Servers, port: number): Promise<string> {
  let bound: number | null = null;
  try {
    bound = await listen(v4, '127.0.0.1', port);
  } catch (error) {
    if (!hasNoSuchFamily(error)) throw error;
  }
  try {
    return `http://localhost:${await listen(v6, '::1', bound ?? port)}`;
  } catch (error) {
    if (bound !== null && hasNoSuchFamily(error)) return `http://localhost:${bound}`;
    await new Promise((resolve) => v4.close(resolve));
    throw error;
  }
}

/** The PC has no loopback address of this family, as opposed to somebody else holding it. */
function hasNoSuchFamily(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT';
}

/** @returns the port listened on */
function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      // An error after listening (out of file handles, say) must not take the app down.
      server.on('error', () => undefined);
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });
}
