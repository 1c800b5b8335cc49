import type { PassingRule } from './services.ts';

/**
 * Holds an answer back until it is complete and then lets pass what a rule allows. What is too long
 * or no JSON passes as nothing: the page takes an empty answer for one it could not read, and what
 * cannot be read cannot be judged.
 */
export function wholeAnswer(
  rule: PassingRule,
  search: URLSearchParams,
): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  return new TransformStream({
    transform(chunk, controller) {
      length += chunk.byteLength;
      if (length > rule.largest) {
        chunks.length = 0;
        controller.terminate();
      } else chunks.push(chunk);
    },
    flush(controller) {
      const passed = passedText(chunks, rule, search);
      if (passed !== '') controller.enqueue(new TextEncoder().encode(passed));
    },
  });
}

function passedText(
  chunks: readonly Uint8Array[],
  rule: PassingRule,
  search: URLSearchParams,
): string {
  try {
    const body: unknown = JSON.parse(new TextDecoder().decode(Buffer.concat(chunks)));
    return JSON.stringify(rule.passed(body, search)) ?? '';
  } catch {
    return '';
  }
}
