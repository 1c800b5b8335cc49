import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { loopbackHeaders, loopbackPage } from './loopback-page.ts';

/** An http server on this PC's loopback addresses and nowhere else. */
export interface LoopbackServer {
  /** As the browser names it, for example `http://127.0.0.1:49152`. */
  readonly origin: string;
  readonly port: number;
  /** Whether it alone keeps the process running. */
  keepsRunning(does: 'yes' | 'no'): void;
  /** Stops listening and drops every connection; resolves when the port is free. */
  close(): Promise<void>;
}

/** Connections at once. Beyond, the oldest one that has not said what it wants goes. */
const mostConnections = 256;
/** Bytes of a body that are waited for, so that the answer is not lost to a connection reset. */
const longestBody = 1024 * 1024;
/** A fatal TLS alert, “handshake failure” (RFC 8446 section 6.2), in a record every client reads. */
const tlsAlert = Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x28]);
const tlsHandshake = 0x16;

/**
 * Starts one on the first of these ports that is free; on any when there are none.
 * @param host name the browser will use
 * @param handle gives every request its answer
 * @throws CareDeskError SIGN_IN_PORT_UNAVAILABLE, which names the ports, when none could be bound
 */
export async function startLoopbackServer(
  host: '127.0.0.1' | 'localhost',
  ports: readonly number[],
  handle: RequestListener,
): Promise<LoopbackServer> {
  const connections = new Set<Socket>();
  const servers = {
    v4: createLoopbackServer(handle, connections),
    v6: createLoopbackServer(handle, connections),
  };
  const origin = await bind(servers, host, ports);
  const both = Object.values(servers);
  return {
    origin,
    port: Number(new URL(origin).port),
    keepsRunning(does) {
      for (const server of both) does === 'yes' ? server.ref() : server.unref();
    },
    async close() {
      const closed = both.map((server) => new Promise((resolve) => server.close(resolve)));
      for (const socket of connections) socket.destroy();
      await Promise.all(closed);
    },
  };
}

function createLoopbackServer(handle: RequestListener, connections: Set<Socket>): Server {
  const understood = new WeakSet<Socket>();
  // Checked every second: Node's own 30 would let idle connections stay that long.
  const server = createServer(
    {
      maxHeaderSize: 16 * 1024,
      headersTimeout: 2_000,
      requestTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
      // A request without Host gets a page as well.
      requireHostHeader: false,
    },
    (request, response) => {
      understood.add(request.socket);
      afterBody(request, () => handle(request, response));
    },
  );
  server.on('connection', (socket) => {
    connections.add(socket);
    socket.on('close', () => connections.delete(socket));
    if (connections.size <= mostConnections) return;
    const oldest = [...connections].find((each) => !understood.has(each)) ?? [...connections][0];
    oldest?.destroy();
  });
  server.on('connect', (_request, socket) => refuse(socket, 405));
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('clientError', (error, socket) => refuseUnread(error, socket));
  return server;
}

/** Runs `answer` when the body of a request has arrived, or is longer than anybody's. */
function afterBody(request: IncomingMessage, answer: () => void): void {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (encoding === undefined && (length === undefined || length === '0')) {
    answer();
    return;
  }
  let received = 0;
  let answered = false;
  const once = () => {
    if (answered) return;
    answered = true;
    answer();
  };
  request.on('end', once).on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received > longestBody) once();
  });
}

/** Words for what is no request: a TLS hello gets an alert, all else a page. */
function refuseUnread(error: Error, socket: Duplex): void {
  const code = 'code' in error ? error.code : null;
  const packet = 'rawPacket' in error && Buffer.isBuffer(error.rawPacket) ? error.rawPacket : null;
  if (packet?.[0] === tlsHandshake) socket.end(tlsAlert);
  else if (code === 'ERR_HTTP_REQUEST_TIMEOUT') refuse(socket, 408);
  else if (code === 'HPE_HEADER_OVERFLOW') refuse(socket, 431);
  else refuse(socket, 400);
}

/** Answers on a connection that Node has given up, and ends it. */
function refuse(socket: Duplex, status: 400 | 405 | 408 | 431): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const page = loopbackPage('not-found');
  const headers = { ...loopbackHeaders, 'content-length': String(Buffer.byteLength(page)) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.on('error', () => undefined);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', page].join('\r\n'));
}

/** Sends one of the pages; a method that is not allowed learns which is (RFC 9110 section 15.5.6). */
export function sendPage(
  response: ServerResponse,
  status: number,
  page: Parameters<typeof loopbackPage>[0],
): void {
  const allow: Readonly<Record<string, string>> = status === 405 ? { allow: 'GET' } : {};
  response.writeHead(status, { ...loopbackHeaders, ...allow }).end(loopbackPage(page));
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
async function bind(
  servers: Servers,
  host: '127.0.0.1' | 'localhost',
  ports: readonly number[],
): Promise<string> {
  const ephemeral: readonly number[] = Array.from({ length: ephemeralAttempts }, () => 0);
  let cause: unknown;
  for (const port of ports.length === 0 ? ephemeral : ports) {
    try {
      return host === 'localhost'
        ? await bindBoth(servers, port)
        : await bindAddress(servers, port);
    } catch (error) {
      cause = error;
    }
  }
  const detail = ports.length === 0 ? {} : { detail: `port ${ports.join(', ')}`.slice(0, 200) };
  throw new CareDeskError('SIGN_IN_PORT_UNAVAILABLE', { cause, ...detail });
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
