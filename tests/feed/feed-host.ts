import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { basename, join } from 'node:path';

/** One request as the host saw it. */
export interface SeenRequest {
  readonly name: string;
  readonly range: string | null;
  readonly ifRange: string | null;
}

export interface FeedHost {
  /** Address of the folder. */
  readonly url: string;
  readonly requests: SeenRequest[];
  /** Bytes of bodies sent, by file. */
  readonly sent: Map<string, number>;
  /** Cuts the connection after so many bytes of a file, once for every number given. */
  cut(name: string, ...bytes: number[]): void;
  /** Answers a file with something else; null puts it right again. */
  answer(name: string, answer: Answer | null): void;
  /** Answers ranges with the whole file, as simple servers do. */
  ignoreRanges(): void;
  close(): Promise<void>;
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Serves a folder as a static web server does: ETag, Range and If-Range of RFC 9110. */
export async function hostFeed(folder: string): Promise<FeedHost> {
  const requests: SeenRequest[] = [];
  const sent = new Map<string, number>();
  const cuts = new Map<string, number[]>();
  const answers = new Map<string, Answer>();
  let hasRanges = true;

  async function serve(
    name: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const file = await readFile(join(folder, name));
    const etag = `"${createHash('sha256').update(file).digest('hex').slice(0, 16)}"`;
    const { range, 'if-range': ifRange } = request.headers;
    const isSame = ifRange === undefined || ifRange === etag;
    const [, from, to] = (hasRanges && isSame && /^bytes=(\d+)-(\d+)$/.exec(range ?? '')) || [];
    const headers = { etag, 'accept-ranges': hasRanges ? 'bytes' : 'none' };
    if (from === undefined || to === undefined) {
      response.writeHead(200, { ...headers, 'content-length': file.length });
      send(name, file, response);
      return;
    }
    const start = Number(from);
    if (start >= file.length) {
      response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end();
      return;
    }
    const part = file.subarray(start, Number(to) + 1);
    response.writeHead(206, {
      ...headers,
      'content-length': part.length,
      'content-range': `bytes ${start}-${start + part.length - 1}/${file.length}`,
    });
    send(name, part, response);
  }

  function send(name: string, body: Buffer, response: ServerResponse): void {
    const cut = cuts.get(name)?.shift();
    const given = cut === undefined ? body : body.subarray(0, cut);
    sent.set(name, (sent.get(name) ?? 0) + given.length);
    if (cut === undefined) response.end(given);
    // A moment later, so that what was sent has arrived.
    else response.write(given, () => setTimeout(() => response.socket?.destroy(), 100));
  }

  const server = createServer((request, response) => {
    const name = basename(new URL(request.url ?? '/', 'http://feed').pathname);
    requests.push({
      name,
      range: request.headers.range ?? null,
      ifRange: request.headers['if-range']?.toString() ?? null,
    });
    const answer = answers.get(name);
    if (answer !== undefined) answer(request, response);
    else serve(name, request, response).catch(() => response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = bound !== null && typeof bound === 'object' ? bound.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    requests,
    sent,
    cut: (name, ...bytes) => cuts.set(name, bytes),
    answer(name, answer) {
      if (answer === null) answers.delete(name);
      else answers.set(name, answer);
    },
    ignoreRanges() {
      hasRanges = false;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
