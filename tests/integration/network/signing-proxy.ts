import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** One request as the proxy saw it. */
export interface ProxiedRequest {
  /** `CONNECT localhost:443` or `GET http://localhost:80/path`. */
  readonly what: string;
  readonly signIn: 'none' | 'refused' | 'accepted';
}

export interface SigningProxy {
  readonly port: number;
  readonly seen: readonly ProxiedRequest[];
  close(): Promise<void>;
}

/** Starts an HTTP proxy on 127.0.0.1 that lets nobody through without a Basic sign-in (RFC 7617). */
export async function startSigningProxy(account: {
  readonly username: string;
  readonly password: string;
  readonly realm: string;
}): Promise<SigningProxy> {
  const accepted = `Basic ${Buffer.from(`${account.username}:${account.password}`).toString('base64')}`;
  const challenge = `Basic realm="${account.realm}"`;
  const seen: ProxiedRequest[] = [];
  const sockets = new Set<Duplex>();

  function lets(message: IncomingMessage): boolean {
    const given = message.headers['proxy-authorization'];
    const signIn = given === undefined ? 'none' : given === accepted ? 'accepted' : 'refused';
    seen.push({ what: `${message.method} ${message.url}`, signIn });
    return signIn === 'accepted';
  }

  const server = createServer((message, answer) => {
    if (lets(message)) {
      forward(message, answer);
      return;
    }
    answer.writeHead(407, { 'proxy-authenticate': challenge, 'content-type': 'text/html' });
    answer.end('<h1>Sign in to the network</h1>');
  });
  server.on('connect', (message: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (!lets(message)) {
      socket.end(
        `HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: ${challenge}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
      );
      return;
    }
    const target = new URL(`http://${message.url}`);
    const upstream = connect(Number(target.port || 80), target.hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    seen,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function forward(message: IncomingMessage, answer: ServerResponse): void {
  const { 'proxy-authorization': _, 'proxy-connection': __, ...headers } = message.headers;
  const upstream = request(message.url ?? '', { method: message.method, headers }, (from) => {
    answer.writeHead(from.statusCode ?? 502, from.headers);
    from.pipe(answer);
  });
  upstream.on('error', () => {
    answer.writeHead(502);
    answer.end();
  });
  message.pipe(upstream);
}
