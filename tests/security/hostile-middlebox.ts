import { once } from 'node:events';
import { createServer, type OutgoingHttpHeaders } from 'node:http';

/** What a middlebox does to an answer on its way. */
export interface Tampering {
  readonly status?: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: string;
}

/** A box on the way to the platform that can change the answers of its APIs. */
export interface HostileMiddlebox {
  readonly origin: string;
  /** Names the platform behind it; before that it answers nothing but 502. */
  forwardTo(origin: string): void;
  /** From now on; null lets everything through as it is. */
  tamper(how: Tampering | null): void;
  close(): Promise<void>;
}

export async function startHostileMiddlebox(): Promise<HostileMiddlebox> {
  let target: string | null = null;
  let tampering: Tampering | null = null;
  const server = createServer(async (request, response) => {
    if (target === null) {
      response.writeHead(502).end();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) {
      if (typeof value === 'string' && !/^(host|connection|content-length)$/.test(name)) {
        headers.set(name, value);
      }
    }
    const answer = await fetch(new URL(request.url ?? '/', target), {
      method: request.method ?? 'GET',
      headers,
      redirect: 'manual',
      ...(body.length === 0 ? {} : { body }),
    });
    const text = Buffer.from(await answer.arrayBuffer());
    const isApi = (request.url ?? '').includes('/Patient');
    const change = isApi ? tampering : null;
    response.writeHead(change?.status ?? answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'application/json',
      ...change?.headers,
    });
    response.end(change?.body ?? text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port to listen on');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    forwardTo(origin) {
      target = origin;
    },
    tamper(how) {
      tampering = how;
    },
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
