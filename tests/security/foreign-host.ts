import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** A host of somebody else's on this PC: every connection and every datagram to it is noticed. */
export interface ForeignHost {
  readonly port: number;
  /** Connections and datagrams that arrived. */
  arrivals(): number;
  close(): Promise<void>;
}

/** Listens on the same port of 127.0.0.1 for TCP and UDP, and answers HTTP to everybody. */
export async function openForeignHost(): Promise<ForeignHost> {
  let arrivals = 0;
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    arrivals += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', () =>
      socket.end(
        'HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 7\r\n\r\nreached',
      ),
    );
  });
  tcp.listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  const address = tcp.address();
  if (address === null || typeof address === 'string') throw new Error('No port to listen on');
  const { port } = address;
  const udp = createSocket('udp4');
  udp.on('message', () => {
    arrivals += 1;
  });
  udp.bind(port, '127.0.0.1');
  await once(udp, 'listening');
  return {
    port,
    arrivals: () => arrivals,
    async close() {
      for (const socket of sockets) socket.destroy();
      udp.close();
      tcp.close();
    },
  };
}
