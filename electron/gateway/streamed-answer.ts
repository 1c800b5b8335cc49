import { requestIdHeader } from '../contract/gateway.ts';

/** Headers of an API's answer that the renderer may see. */
const passedHeaders = ['content-type', 'etag', 'retry-after', 'x-correlation-id'] as const;

/**
 * Passes an API's answer on as it arrives. Cancelling it (the page aborts its fetch, the window
 * closes) aborts the call to the API: Electron does not do that for a body handed through
 * (recipes: sign-in, section 4).
 */
export function streamedAnswer(
  upstream: Response,
  requestId: string,
  abort: AbortController,
): Response {
  const headers = new Headers({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    [requestIdHeader]: requestId,
  });
  for (const name of passedHeaders) {
    const value = upstream.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  const body = upstream.body === null ? null : cancellable(upstream.body, abort);
  return new Response(body, { status: upstream.status, headers });
}

function cancellable(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  abort: AbortController,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        controller.error(error);
      }
    },
    cancel(reason) {
      abort.abort(reason);
    },
  });
}
