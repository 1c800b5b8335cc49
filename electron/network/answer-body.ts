import type { Readable } from 'node:stream';
import { NetworkError } from './network-error.ts';

/**
 * The body of an answer as fetch has it. Read only as fast as it is consumed; an answer that breaks
 * off is an error, never a shorter answer. Cancelling the stream ends the request.
 */
export function answerBody(
  answer: Readable,
  request: { readonly end: () => void; readonly onSettled: () => void },
): ReadableStream<Uint8Array> {
  let settled = false;
  /** Runs `tell` when it is the first word on how the body ended. */
  function settle(tell: () => void): void {
    if (settled) return;
    settled = true;
    request.onSettled();
    tell();
  }
  return new ReadableStream<Uint8Array>({
    start(controller) {
      answer.on('data', (chunk: Buffer) => {
        if (settled) return;
        controller.enqueue(new Uint8Array(chunk));
        if ((controller.desiredSize ?? 0) <= 0) answer.pause();
      });
      answer.on('end', () => settle(() => controller.close()));
      answer.on('error', (error) => settle(() => controller.error(error)));
      answer.on('close', () =>
        settle(() => controller.error(new NetworkError('ERR_CONNECTION_CLOSED'))),
      );
      answer.pause();
    },
    pull() {
      answer.resume();
    },
    cancel() {
      settle(request.end);
    },
  });
}
