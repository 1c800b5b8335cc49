import { CareDeskError } from '../ground/caredesk-error.ts';
import type { Clock } from '../ground/clock.ts';
import { pause } from '../ground/pause.ts';
import { withDirectAnswers } from '../network/direct-answers.ts';
import type { Fetch } from '../network/fetch.ts';
import { networkFailureOf } from '../network/network-failure.ts';
import type { Bandwidth } from './bandwidth.ts';

export interface BodyDependencies {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly bandwidth: Bandwidth;
}

export interface WantedBytes {
  readonly url: string;
  /** First byte wanted. */
  readonly start: number;
  /** The byte after the last one wanted. */
  readonly end: number;
  /** Whether the bytes from 0 to `end` are the whole file, so that it may be asked for as such. */
  readonly isWhole: boolean;
  /** ETag the first bytes came with, when they came earlier; null otherwise. */
  readonly entityTag: string | null;
  /** Told the file's strong ETag when there is one. */
  onEntityTag?(entityTag: string): Promise<void>;
  /** The server has another file than before: what has arrived is worth nothing. */
  onRestart?(): Promise<void>;
  readonly signal: AbortSignal;
}

/** Milliseconds without a byte after which a connection counts as cut. */
const stallAllowance = 60_000;
/** Milliseconds before trying again; when they have all passed without a byte, it is given up. */
const pauses = [1_000, 5_000, 15_000];

/**
 * Bytes of a file. After a cut the rest is asked for (Range and If-Range, RFC 9110 section 14.2 and
 * 13.1.5), again and again as long as something arrives in between. Never gives more than asked.
 * @throws CareDeskError UPDATE_SIZE_WRONG, UPDATE_DOWNLOAD_CUT, NETWORK_LOG_IN_NEEDED; the signal's reason when aborted
 */
export async function* resumableBody(
  dependencies: BodyDependencies,
  wanted: WantedBytes,
): AsyncGenerator<Buffer, void, undefined> {
  const { clock, bandwidth } = dependencies;
  const { end, signal } = wanted;
  let at = wanted.start;
  let entityTag = wanted.entityTag;
  let failed = 0;
  while (at < end) {
    try {
      const answer = await ask(dependencies.fetch, wanted, at, entityTag);
      if (answer.status === 200 && at > 0) {
        if (wanted.onRestart === undefined) {
          await answer.body?.cancel();
          throw new CareDeskError('UPDATE_DOWNLOAD_CUT', { detail: 'no ranges' });
        }
        await wanted.onRestart();
        at = 0;
      }
      const newTag = answer.headers.get('etag');
      // A weak tag does not say that the bytes are the same (RFC 9110 section 8.8.1).
      entityTag = newTag?.startsWith('"') === true ? newTag : null;
      if (entityTag !== null) await wanted.onEntityTag?.(entityTag);
      await checkLength(answer, at, end);
      for await (const chunk of unstalled(answer, clock, signal)) {
        if (at + chunk.length > end) throw new CareDeskError('UPDATE_SIZE_WRONG');
        await bandwidth.take(chunk.length, signal);
        at += chunk.length;
        failed = 0;
        yield chunk;
      }
      if (at < end) throw new Error('the connection was cut');
    } catch (cause) {
      signal.throwIfAborted();
      if (cause instanceof CareDeskError) throw cause;
      if (networkFailureOf(cause) === 'log-in-page') {
        throw new CareDeskError('NETWORK_LOG_IN_NEEDED', { cause });
      }
      const wait = pauses[failed++];
      if (wait === undefined) throw new CareDeskError('UPDATE_DOWNLOAD_CUT', { cause });
      await pause(clock, wait, signal);
    }
  }
}

async function ask(
  fetch: Fetch,
  { url, end, isWhole, signal }: WantedBytes,
  at: number,
  entityTag: string | null,
): Promise<Response> {
  const isPart = !isWhole || at > 0;
  const answer = await withDirectAnswers(fetch)(url, {
    headers: {
      accept: '*/*',
      // Lengths and ranges are of the file itself.
      'accept-encoding': 'identity',
      ...(isPart ? { range: `bytes=${at}-${end - 1}` } : {}),
      ...(isPart && at > 0 && entityTag !== null ? { 'if-range': entityTag } : {}),
    },
    signal,
  });
  if (answer.status === 200 && isWhole) return answer;
  if (answer.status === 206 && isPart) {
    const range = /^bytes (\d+)-/.exec(answer.headers.get('content-range') ?? '');
    if (range?.[1] === String(at)) return answer;
  }
  await answer.body?.cancel();
  if (answer.status === 416) throw new CareDeskError('UPDATE_SIZE_WRONG', { detail: 'too short' });
  if (answer.status >= 500 || answer.status === 429) throw new Error(`answer ${answer.status}`);
  throw new CareDeskError('UPDATE_DOWNLOAD_CUT', { detail: `answer ${answer.status}` });
}

/** A length that is announced and wrong is refused before a byte is fetched. */
async function checkLength(answer: Response, at: number, end: number): Promise<void> {
  const announced = answer.headers.get('content-length');
  if (announced === null || answer.headers.has('content-encoding')) return;
  if (Number(announced) === end - at) return;
  await answer.body?.cancel();
  // A person reads it, and the host wrote it.
  const length = /^\d{1,15}$/.test(announced) ? announced : 'another length';
  throw new CareDeskError('UPDATE_SIZE_WRONG', { detail: `${length} instead of ${end - at}` });
}

/** The body's chunks; a server that says nothing for too long counts as gone. */
async function* unstalled(
  answer: Response,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  const reader = answer.body?.getReader();
  if (reader === undefined) return;
  try {
    for (;;) {
      signal.throwIfAborted();
      const { done, value } = await readOrStall(reader, clock);
      if (done) return;
      yield Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function readOrStall(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  clock: Clock,
): Promise<ReadableStreamReadResult<Uint8Array>> {
  return new Promise((resolve, reject) => {
    const stop = clock.after(stallAllowance, () => reject(new Error('nothing arrives')));
    reader.read().then(resolve, reject).finally(stop);
  });
}
