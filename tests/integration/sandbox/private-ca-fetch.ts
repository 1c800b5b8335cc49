import { request } from 'node:https';
import type { Fetch } from './cookie-jar.ts';

/** A `fetch` over TLS that trusts one certification authority. @param ca PEM */
export function createPrivateCaFetch(ca: string): Fetch {
  return (url, init = {}) =>
    new Promise((resolve, reject) => {
      const { method = 'GET', body } = init;
      const headers = Object.fromEntries(new Headers(init.headers));
      if (body instanceof URLSearchParams) {
        headers['content-type'] = 'application/x-www-form-urlencoded';
      }
      const sent = request(url, { method, headers, ca }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () => {
          const { rawHeaders, statusCode: status = 0 } = answer;
          const received = new Headers();
          for (let i = 0; i < rawHeaders.length; i += 2) {
            received.append(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '');
          }
          const content = chunks.length === 0 ? null : Buffer.concat(chunks);
          resolve(new Response(content, { status, headers: received }));
        });
      });
      sent.on('error', reject);
      sent.end(body === undefined || body === null ? undefined : String(body));
    });
}
