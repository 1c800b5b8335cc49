import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that the system itself gives out (Linux, ip_local_port_range), which it may give to anybody. */
const lowest = 20_000;
const highest = 32_000;

async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  const listens = await new Promise<boolean>((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      // A machine without IPv6 has nobody on its ports.
      resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT'),
    );
    server.once('listening', () => resolve(true)).listen({ port, host, exclusive: true });
  });
  if (server.listening) await new Promise((resolve) => server.close(resolve));
  return listens;
}

/**
 * A port of both loopback addresses that nobody listens on, and that nobody is given by chance until
 * the test listens on it.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, highest);
    if ((await isFree(port, '127.0.0.1')) && (await isFree(port, '::1'))) return port;
  }
}
