import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

export interface StaticHost {
  readonly url: string;
  /** Bytes of bodies sent so far, by file name. */
  readonly sent: Map<string, number>;
  close(): Promise<void>;
}

/** Serves a folder as any static host does: whole files, and single ranges (RFC 9110 section 14). */
export async function serveFolder(folder: string): Promise<StaticHost> {
  const sent = new Map<string, number>();
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '/', 'http://host').pathname.slice(1);
    readFile(join(folder, name)).then(
      (bytes) => {
        const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
        const start = Number(range?.[1] ?? 0);
        const end = Math.min(Number(range?.[2] ?? bytes.length - 1), bytes.length - 1);
        const body = bytes.subarray(start, end + 1);
        sent.set(name, (sent.get(name) ?? 0) + body.length);
        response.writeHead(range === null ? 200 : 206, {
          'content-length': body.length,
          ...(range === null ? {} : { 'content-range': `bytes ${start}-${end}/${bytes.length}` }),
        });
        response.end(body);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    sent,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
