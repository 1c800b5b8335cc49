import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** What a proxy decides about a request: let through, or answered 407 with this challenge. */
export type Verdict =
  | { readonly kind: 'through' }
  | { readonly kind: 'challenge'; readonly challenge: string };

export interface ProxyServerOptions {
  /** Judges every request, `CONNECT` or plain; `connection` stays the same while it is kept alive. */
  judge(message: IncomingMessage, connection: Duplex): Verdict;
  /** Hosts that only the proxy knows, and the port on 127.0.0.1 they really are. */
  readonly hosts?: Readonly<Record<string, number>>;
}

export interface ProxyServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Starts an HTTP proxy on 127.0.0.1. Connections are kept alive after a 407, as NTLM needs. */
export async function startProxyServer({
  judge,
  hosts = {},
}: ProxyServerOptions): Promise<ProxyServer> {
  const sockets = new Set<Duplex>();

  const place = ({ hostname, port }: URL): { host: string; port: number } => {
    const known = hosts[hostname];
    if (known !== undefined) return { host: '127.0.0.1', port: known };
    return { host: hostname, port: Number(port === '' ? 80 : port) };
  };

  const server = createServer((message, answer) => {
    const verdict = judge(message, message.socket);
    if (verdict.kind === 'through') {
      forward(message, answer, place(new URL(message.url ?? '')));
      return;
    }
    answer.writeHead(407, {
      'proxy-authenticate': verdict.challenge,
      'content-type': 'text/html',
    });
    answer.end('<h1>Sign in to the network</h1>');
  });
  server.on('connect', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
    const verdict = judge(message, socket);
    if (verdict.kind === 'challenge') {
      socket.write(
        `HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: ${verdict.challenge}\r\nContent-Length: 0\r\n\r\n`,
      );
      // Node lets go of a connection that asks for a tunnel: handed back for the next try.
      if (head.length > 0) socket.unshift(head);
      server.emit('connection', socket);
      return;
    }
    const upstream = connect(place(new URL(`http://${message.url}`)), () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  });
  server.on('connection', (socket: Duplex) => {
    if (sockets.has(socket)) return;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function forward(
  message: IncomingMessage,
  answer: ServerResponse,
  { host, port }: { readonly host: string; readonly port: number },
): void {
  const { 'proxy-authorization': _, 'proxy-connection': __, ...headers } = message.headers;
  const { pathname, search } = new URL(message.url ?? '');
  const upstream = request(
    { host, port, path: pathname + search, method: message.method, headers },
    (from) => {
      answer.writeHead(from.statusCode ?? 502, from.headers);
      from.pipe(answer);
    },
  );
  upstream.on('error', () => {
    answer.writeHead(502);
    answer.end();
  });
  message.pipe(upstream);
}
