import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { basename, join } from 'node:path';
import { PassThrough, Transform } from 'node:stream';

export interface FeedServer {
  /** Address of the folder. */
  readonly address: string;
  /** Bytes sent of each file since `forget`. */
  sent(): ReadonlyMap<string, number>;
  /** Requests of any kind since `forget`. */
  requests(): number;
  forget(): void;
  /** Changes one byte in every answer with a part of a package, or no more. */
  spoilPackages(isOn: boolean): void;
  close(): Promise<void>;
}

/** Serves a folder as a static web server does, with ranges (RFC 9110 section 14). */
export async function serveFeed(folder: string): Promise<FeedServer> {
  let sent = new Map<string, number>();
  let requests = 0;
  let isSpoiling = false;
  const server = createServer((request, response) => {
    requests += 1;
    const name = basename(new URL(request.url ?? '/', 'http://feed').pathname);
    answer(name, request.headers.range, response).catch(() => response.writeHead(404).end());
  });

  async function answer(
    name: string,
    range: string | undefined,
    response: ServerResponse,
  ): Promise<void> {
    const { size } = await stat(join(folder, name));
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
    const start = Number(from ?? 0);
    const end = to === undefined || to === '' ? size - 1 : Math.min(Number(to), size - 1);
    response.writeHead(from === undefined ? 200 : 206, {
      'content-length': end - start + 1,
      'accept-ranges': 'bytes',
      ...(from === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${size}` }),
    });
    sent.set(name, (sent.get(name) ?? 0) + end - start + 1);
    createReadStream(join(folder, name), { start, end })
      .pipe(isSpoiling && name.endsWith('.AppImage') ? spoil() : new PassThrough())
      .pipe(response);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = bound !== null && typeof bound === 'object' ? bound.port : 0;
  return {
    address: `http://127.0.0.1:${port}/`,
    sent: () => sent,
    requests: () => requests,
    forget() {
      sent = new Map();
      requests = 0;
    },
    spoilPackages(isOn) {
      isSpoiling = isOn;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Flips one bit of the first byte that passes. */
function spoil(): Transform {
  let isDone = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const copy = Buffer.from(chunk);
      if (!isDone) copy[0] = (copy[0] ?? 0) ^ 1;
      isDone = true;
      done(null, copy);
    },
  });
}
