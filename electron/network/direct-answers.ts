import type { Fetch } from './fetch.ts';
import { redirected, UnusableAnswer } from './unusable-answer.ts';

/** Bytes looked at to tell a page from data. */
const lookedAt = 1024;
/** What a page may be labelled as. Data that is not labelled at all is judged by who reads it. */
const textType = /^\s*(text\/|application\/(xhtml\+)?xml)/i;
const pageType = /^\s*(text\/html|application\/xhtml\+xml)\s*(;|$)/i;
const startOfPage =
  /^(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)*<(!doctype\s+html|html|head|body|script|meta|title)\b/i;

/**
 * The same fetch for a service that gives data and nothing else. A captive portal, a filter or a
 * proxy answers in its place with a redirect, 511 (RFC 6585 section 6) or a page that claims
 * success: none of these is the service's word. Redirects are never followed, so nothing that was
 * sent goes anywhere else.
 * @returns a fetch that also throws UnusableAnswer `log-in-page`
 */
export function withDirectAnswers(fetch: Fetch): Fetch {
  return async (url, init) => {
    const answer = await fetch(url, { ...init, redirect: 'manual' });
    if (answer.type === 'opaqueredirect' || isRedirect(answer.status)) {
      await drop(answer);
      throw redirected(locationOf(answer, url));
    }
    if (answer.status === 511) {
      await drop(answer);
      throw new UnusableAnswer('log-in-page', 'status 511');
    }
    const type = answer.headers.get('content-type') ?? '';
    return answer.ok && answer.body !== null && textType.test(type)
      ? withoutPage(answer, answer.body, type, url)
      : answer;
  };
}

/** Whether the first characters of a body are those of a page, not of data. */
export function isPage(start: string, type: string): boolean {
  const text = start.replace(/^\uFEFF/, '').trimStart();
  return startOfPage.test(text) || (pageType.test(type) && text !== '' && !/^[{[]/.test(text));
}

/** The error for a page in place of the answer of `url`. */
export function pageFrom(url: string): UnusableAnswer {
  return new UnusableAnswer('log-in-page', `page from ${new URL(url).hostname.slice(0, 100)}`);
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

function locationOf(answer: Response, url: string): string | null {
  const location = answer.headers.get('location');
  return location !== null && URL.canParse(location, url) ? new URL(location, url).href : null;
}

async function drop(answer: Response): Promise<void> {
  await answer.body?.cancel().catch(() => undefined);
}

async function withoutPage(
  answer: Response,
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  type: string,
  url: string,
): Promise<Response> {
  const reader = body.getReader();
  const first: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  let ended = false;
  while (!ended && length < lookedAt) {
    const { done, value } = await reader.read();
    ended = done;
    if (value === undefined) continue;
    first.push(value);
    length += value.byteLength;
    if (textOf(first).trim() !== '') break;
  }
  if (isPage(textOf(first), type)) {
    await reader.cancel().catch(() => undefined);
    throw pageFrom(url);
  }
  const { status, headers } = answer;
  return new Response(goOn(first, reader), { status, headers });
}

function textOf(chunks: readonly Uint8Array[]): string {
  return Buffer.concat(chunks).subarray(0, lookedAt).toString('utf8');
}

/** What has been read, then the rest of it. */
function goOn(
  first: Uint8Array<ArrayBuffer>[],
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    async pull(controller) {
      const looked = first.shift();
      if (looked !== undefined) {
        controller.enqueue(looked);
        return;
      }
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
