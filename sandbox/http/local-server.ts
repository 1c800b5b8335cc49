import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { ServerCertificate } from './private-ca.ts';

export interface LocalServer {
  readonly port: number;
  /** `http://localhost:<port>`, or https. */
  readonly origin: string;
  /** Drops open connections and stops listening. */
  stop(): Promise<void>;
}

export type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

const isLoopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

function createGuardedServer(handle: Handle, certificate: ServerCertificate | undefined): Server {
  const guarded = (request: IncomingMessage, response: ServerResponse): void => {
    // A page of another site that points its own name at 127.0.0.1 (DNS rebinding) stops here.
    if (!isLoopbackHost.test(request.headers.host ?? '')) {
      response.writeHead(421).end();
      return;
    }
    handle(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
  return certificate === undefined
    ? createServer(guarded)
    : createTlsServer({ ...certificate, minVersion: 'TLSv1.2' }, guarded);
}

/**
 * Serves `localhost` on both loopback addresses (a resolver may give either) and on nothing else;
 * over TLS when given a certificate.
 * @throws the listen error, for example EADDRINUSE, when `port` is taken.
 */
export async function startLocalServer(
  port: number,
  handle: Handle,
  certificate?: ServerCertificate,
): Promise<LocalServer> {
  const scheme = certificate === undefined ? 'http' : 'https';
  for (let attempt = 1; ; attempt++) {
    const v4 = createGuardedServer(handle, certificate);
    const v6 = createGuardedServer(handle, certificate);
    const chosen = await listen(v4, '127.0.0.1', port);
    const origin = `${scheme}://localhost:${chosen}`;
    try {
      await listen(v6, '::1', chosen);
    } catch (error) {
      const code = errorCode(error);
      if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') {
        return { port: chosen, origin, stop: () => close(v4) };
      }
      await close(v4);
      // An ephemeral port free on one loopback address may be taken on the other.
      if (code === 'EADDRINUSE' && port === 0 && attempt < 5) continue;
      throw error;
    }
    return {
      port: chosen,
      origin,
      stop: async () => {
        await Promise.all([close(v4), close(v6)]);
      },
    };
  }
}
