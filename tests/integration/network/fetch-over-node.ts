import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fetch } from '../../../electron/network/fetch.ts';
import type { ProxySignIn, RequestSignIn } from '../../../electron/network/proxy-sign-in.ts';
import {
  createRequestFetch,
  type RequestFetchDependencies,
} from '../../../electron/network/request-fetch.ts';
import { openNodeRequest } from './node-request.ts';

/** The fetch under test over Node's http; nobody signs in at a proxy unless said otherwise. */
export function fetchOverNode(others: Partial<RequestFetchDependencies> = {}): Fetch {
  return createRequestFetch({
    openRequest: openNodeRequest,
    proxySignIn: signingIn(async () => null),
    untrustedIssuer: () => null,
    proxyOf: async () => null,
    ...others,
  });
}

/** Signs every request in by asking `signIn`, and remembers nothing. */
export function signingIn(signIn: ProxySignIn): () => RequestSignIn {
  return () => ({ signIn, drop: () => undefined, ended: null });
}

type Handler = (message: IncomingMessage, answer: ServerResponse) => unknown;

export interface PathServer {
  /** Answers a path from now on. Gives its address. */
  on(path: string, handler: Handler): string;
  close(): void;
}

/** Starts an http server on 127.0.0.1 whose paths each test defines. */
export async function startPathServer(): Promise<PathServer> {
  const handlers = new Map<string, Handler>();
  const server = createServer((message, answer) => {
    const handler = handlers.get(message.url ?? '');
    if (handler === undefined) answer.writeHead(404).end();
    else void handler(message, answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    on(path, handler) {
      handlers.set(path, handler);
      return `http://127.0.0.1:${port}${path}`;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The whole body a server was sent. */
export async function bodyOf(message: IncomingMessage): Promise<string> {
  return Buffer.concat(await message.toArray()).toString();
}
