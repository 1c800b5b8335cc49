import { requestIdHeader } from '../contract/gateway.ts';
import type { Clock } from '../ground/clock.ts';
import { UnusableAnswer } from '../network/unusable-answer.ts';
import type { PassingRule } from './services.ts';
import { wholeAnswer } from './whole-answer.ts';

/** Headers of an API's answer that the renderer may see. */
const passedHeaders = ['etag', 'retry-after', 'x-correlation-id'] as const;

/** Bytes of an answer, unpacked: more than a thousand patients. */
const longestAnswer = 16 * 1024 * 1024;

/** Ends a wait that takes too long; every sign of life starts it anew. */
export interface IdleTimeout {
  renew(): void;
  end(): void;
}

/**
 * Calls `onTooLong` after so many milliseconds without a sign of life.
 * @param onEnd called when the wait ends in any way, so that nothing of the call is left
 */
export function createIdleTimeout(
  clock: Pick<Clock, 'after'>,
  milliseconds: number,
  onTooLong: () => void,
  onEnd: () => void,
): IdleTimeout {
  let stop = clock.after(milliseconds, onTooLong);
  return {
    renew() {
      stop();
      stop = clock.after(milliseconds, onTooLong);
    },
    end() {
      stop();
      onEnd();
    },
  };
}

/**
 * Passes an API's answer on as it arrives. Cancelling it (the page aborts its fetch, the window
 * closes) aborts the call to the API: Electron does not do that for a body handed through. Aborting
 * the call ends the body with an error, and so does a body that is longer than any true one.
 *
 * @param passing what of it may pass, where not all may; it then passes at its end
 * @throws UnusableAnswer `too-long` when the answer says so itself
 */
export function streamedAnswer(
  upstream: Response,
  requestId: string,
  abort: AbortController,
  idleTimeout: IdleTimeout,
  passing?: { readonly rule: PassingRule; readonly search: URLSearchParams },
): Response {
  if (Number(upstream.headers.get('content-length') ?? 0) > longestAnswer) {
    abort.abort();
    throw tooLong();
  }
  const headers = new Headers({
    'content-type': passedType(upstream.headers.get('content-type')),
    // Data, whatever it claims to be: it is served from the window's own origin.
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    [requestIdHeader]: requestId,
  });
  for (const name of passedHeaders) {
    const value = upstream.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (upstream.body === null) idleTimeout.end();
  const body = upstream.body === null ? null : cancellable(upstream.body, abort, idleTimeout);
  const passed =
    body === null || passing === undefined
      ? body
      : body.pipeThrough(wholeAnswer(passing.rule, passing.search));
  return new Response(passed, { status: upstream.status, headers });
}

/** JSON stays JSON; a page of HTML becomes text, which no reader takes for a page. */
function passedType(type: string | null): string {
  return type !== null && /^application\/([a-z0-9.+-]+\+)?json\s*(;|$)/i.test(type)
    ? type
    : 'text/plain; charset=utf-8';
}

function tooLong(): UnusableAnswer {
  return new UnusableAnswer('too-long', `more than ${longestAnswer} bytes`);
}

function cancellable(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  abort: AbortController,
  idleTimeout: IdleTimeout,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  let length = 0;
  return new ReadableStream({
    start(controller) {
      abort.signal.addEventListener('abort', () => {
        idleTimeout.end();
        controller.error(abort.signal.reason);
        reader.cancel().catch(() => undefined);
      });
    },
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (abort.signal.aborted) return;
        idleTimeout.renew();
        if (done) {
          idleTimeout.end();
          controller.close();
          return;
        }
        length += value.byteLength;
        if (length <= longestAnswer) controller.enqueue(value);
        else abort.abort(tooLong());
      } catch (error) {
        idleTimeout.end();
        if (!abort.signal.aborted) controller.error(error);
      }
    },
    cancel(reason) {
      idleTimeout.end();
      abort.abort(reason);
    },
  });
}
