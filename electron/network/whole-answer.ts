import { isPage, pageFrom } from './direct-answers.ts';
import type { Fetch } from './fetch.ts';
import { UnusableAnswer } from './unusable-answer.ts';

/**
 * The whole body of an answer, counted as it arrives and after decompression: one that goes on
 * beyond the limit is dropped there, however small it was on its way.
 * @param longest bytes
 * @throws UnusableAnswer `too-long`; what the body fails with
 */
export async function readAtMost(answer: Response, longest: number): Promise<Buffer<ArrayBuffer>> {
  const reader = answer.body?.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (reader !== undefined) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.byteLength;
    if (length > longest) {
      await reader.cancel().catch(() => undefined);
      throw new UnusableAnswer('too-long', `more than ${longest} bytes`);
    }
    chunks.push(value);
  }
  return Buffer.concat(chunks);
}

/**
 * The same fetch, answering when the whole body is there: a deadline given as the signal then covers
 * all of it, a byte each half second as well. JSON is told by what it is, not by how it is labelled:
 * a type that is missing, or written in another case, costs nobody the answer, and a page that
 * claims success is one under any label.
 * @param longest bytes
 * @returns a fetch that also throws UnusableAnswer
 */
export function withWholeAnswers(fetch: Fetch, longest: number): Fetch {
  return async (url, init) => {
    const answer = await fetch(url, init);
    if (answer.body === null) return answer;
    const bytes = await readAtMost(answer, longest);
    const { status } = answer;
    const headers = new Headers(answer.headers);
    // They told of the body as it was on its way.
    headers.delete('content-encoding');
    headers.delete('content-length');
    const type = headers.get('content-type') ?? '';
    const json = jsonOf(bytes, type);
    if (json === null && answer.ok && isPage(bytes.toString('utf8'), type)) throw pageFrom(url);
    if (json === null) return new Response(bytes, { status, headers });
    headers.set('content-type', 'application/json');
    return new Response(json, { status, headers });
  };
}

/** The text of a JSON object or list, or null when the body is something else. */
function jsonOf(bytes: Buffer, type: string): string | null {
  const text = decoded(bytes, type);
  if (!/^\s*[{[]/.test(text)) return null;
  try {
    JSON.parse(text);
    return text;
  } catch {
    return null;
  }
}

/** JSON is UTF-8 (RFC 8259 section 8.1); another charset counts where it is named and UTF-8 fails. */
function decoded(bytes: Buffer, type: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const label = /;\s*charset\s*=\s*"?([\w-]+)/i.exec(type)?.[1] ?? 'utf-8';
    return decoderOf(label).decode(bytes);
  }
}

function decoderOf(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch {
    return new TextDecoder('utf-8');
  }
}
