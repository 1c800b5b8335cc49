import { EventEmitter } from 'node:events';
import type { RequestOptions } from 'node:http';
import { Readable } from 'node:stream';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { checkBlockMap, checkedEmbeddedBlockMap, isEmbeddedBlockMap } from './block-map.ts';
import { type FeedFile, longestBlockMap } from './feed-format.ts';
import { downloadPackage } from './package-download.ts';
import { type BodyDependencies, resumableBody } from './resumable-body.ts';

/** The download that the requests belong to. */
export interface CurrentDownload {
  readonly file: FeedFile;
  /** Folder for what has arrived of a whole package. */
  readonly partFolder: string;
  readonly signal: AbortSignal;
}

interface Progress {
  readonly total: number;
  readonly delta: number;
  readonly transferred: number;
  readonly percent: number;
  readonly bytesPerSecond: number;
}

interface DownloadOptions {
  onProgress?(progress: Progress): void;
}

/** What electron-updater reads of an answer. */
interface UpdaterAnswer extends Readable {
  statusCode?: number;
  statusMessage?: string;
  headers?: Record<string, string>;
}

/**
 * Makes electron-updater's requests with CareDesk's own fetch (system proxy, proxy sign-in, trust
 * store, no redirects), within the bandwidth limit and going on after a cut. It has the methods of
 * the library's `HttpExecutor` that its updaters call for a download.
 */
export class UpdaterRequests {
  private readonly dependencies: BodyDependencies;
  private current: CurrentDownload | null = null;

  constructor(dependencies: BodyDependencies) {
    this.dependencies = dependencies;
  }

  /** Requests are made for this download from now on; without one there are none. */
  serve(download: CurrentDownload | null): void {
    this.current = download;
  }

  /** A whole package, to be put at `destination`. */
  async download(url: URL, destination: string, options: DownloadOptions): Promise<string> {
    const { file, partFolder, signal } = this.served();
    let before = 0;
    await downloadPackage(this.dependencies, {
      url: url.href,
      file,
      folder: partFolder,
      destination,
      signal,
      onProgress(transferred) {
        const percent = (transferred / file.size) * 100;
        const delta = transferred - before;
        before = transferred;
        options.onProgress?.({ total: file.size, transferred, delta, percent, bytesPerSecond: 0 });
      },
    });
    return destination;
  }

  /**
   * The block map of the package, or that of the one before.
   * @throws CareDeskError UPDATE_DOWNLOAD_CUT, UPDATE_SIZE_WRONG, UPDATE_HASH_WRONG
   */
  async downloadToBuffer(url: URL): Promise<Buffer> {
    const { file, signal } = this.served();
    const answer = await this.dependencies.fetch(url.href, {
      headers: { accept: '*/*' },
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(120_000)]),
    });
    const reader = answer.body?.getReader();
    if (answer.status !== 200 || reader === undefined) {
      await reader?.cancel();
      throw new CareDeskError('UPDATE_DOWNLOAD_CUT', { detail: `answer ${answer.status}` });
    }
    const chunks: Uint8Array[] = [];
    let length = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return checkBlockMap(Buffer.concat(chunks), url, file);
      length += value.byteLength;
      if (length > longestBlockMap) {
        await reader.cancel();
        throw new CareDeskError('UPDATE_SIZE_WRONG', { detail: 'block map' });
      }
      await this.dependencies.bandwidth.take(value.byteLength, signal);
      chunks.push(value);
    }
  }

  /** One range of a package, as the differential download asks for it. */
  createRequest(options: RequestOptions, onAnswer: (answer: Readable) => void): UpdaterRequest {
    const { file, signal } = this.served();
    return new UpdaterRequest((own) => {
      const range = /^bytes=(\d+)-(\d+)$/.exec(rangeOf(options));
      if (range === null) throw new TypeError('only ranges are asked for');
      const wanted = { start: Number(range[1]), end: Number(range[2]) + 1 };
      const fetched = resumableBody(this.dependencies, {
        ...wanted,
        url: addressOf(options),
        isWhole: false,
        entityTag: null,
        signal: AbortSignal.any([signal, own]),
      });
      const body = isEmbeddedBlockMap(wanted, file)
        ? checkedEmbeddedBlockMap(fetched, file)
        : fetched;
      // The answer is known to be 206 with this range when its first byte comes; else it fails.
      const answer: UpdaterAnswer = Readable.from(body, { objectMode: false });
      answer.statusCode = 206;
      answer.statusMessage = 'Partial Content';
      answer.headers = {};
      onAnswer(answer);
    });
  }

  addErrorAndTimeoutHandlers(request: UpdaterRequest, reject: (error: Error) => void): void {
    request.on('error', reject);
  }

  private served(): CurrentDownload {
    if (this.current === null) throw new Error('no download is under way');
    return this.current;
  }
}

/** What electron-updater needs of a request. */
class UpdaterRequest extends EventEmitter {
  private readonly send: (signal: AbortSignal) => void;
  private readonly controller = new AbortController();

  constructor(send: (signal: AbortSignal) => void) {
    super();
    this.send = send;
  }

  end(): void {
    try {
      this.send(this.controller.signal);
    } catch (error) {
      this.emit('error', error);
    }
  }

  abort(): void {
    this.controller.abort();
  }
}

function rangeOf({ headers }: RequestOptions): string {
  const range: unknown = headers === undefined ? undefined : Reflect.get(headers, 'range');
  return typeof range === 'string' ? range : '';
}

function addressOf({ protocol, hostname, port, path }: RequestOptions): string {
  const host = port === undefined || port === null ? hostname : `${hostname}:${port}`;
  return new URL(path ?? '/', `${protocol}//${host}`).href;
}
