import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export interface RawServer {
  /** Answers a path with exactly these bytes, and closes. Gives its address. */
  on(path: string, answer: string | Buffer | ((socket: Socket) => void)): string;
  close(): void;
}

/** A server on 127.0.0.1 that sends what it is told, whether HTTP allows it or not. */
export async function startRawServer(): Promise<RawServer> {
  const answers = new Map<string, string | Buffer | ((socket: Socket) => void)>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    let received = '';
    socket.on('data', (chunk) => {
      const before = received;
      received += chunk.toString('latin1');
      if (before.includes('\r\n\r\n') || !received.includes('\r\n\r\n')) return;
      const answer = answers.get(received.split(' ')[1] ?? '');
      if (typeof answer === 'function') answer(socket);
      else socket.end(typeof answer === 'string' ? Buffer.from(answer, 'latin1') : (answer ?? ''));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  return {
    on(path, answer) {
      answers.set(path, answer);
      return `http://127.0.0.1:${port}${path}`;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
