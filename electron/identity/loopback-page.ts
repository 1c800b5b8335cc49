import { createHash } from 'node:crypto';

export type LoopbackPage = 'signed-in' | 'not-signed-in' | 'ended' | 'not-ours' | 'not-found';

const words: Record<LoopbackPage, { title: string; text: string }> = {
  'signed-in': {
    title: 'Go back to CareDesk',
    text: 'You can close this tab and go back to CareDesk.',
  },
  'not-signed-in': {
    title: 'You are not logged in',
    text: 'CareDesk tells you what to do next. You can close this tab and go back to CareDesk.',
  },
  ended: {
    title: 'CareDesk is no longer waiting for this log-in',
    text:
      'You cancelled it, started another one, or it took too long. You are not logged in to CareDesk by it. ' +
      'Close this tab. If you are leaving this PC, close all browser windows first.',
  },
  'not-ours': {
    title: 'This answer was not used',
    text: 'It does not belong to the log-in that CareDesk is waiting for. Close this tab and go back to CareDesk.',
  },
  'not-found': {
    title: 'Nothing to see here',
    text: 'This address is used by CareDesk while you log in. You can close this tab.',
  },
};

const style =
  'body{margin:0;background:#f0f4f5;color:#212b32;font:19px/1.5 Arial,sans-serif}' +
  'header{background:#005eb8;color:#fff;padding:16px 32px;font-weight:700}' +
  'main{max-width:640px;margin:48px auto;padding:32px;background:#fff;border:1px solid #d8dde0}' +
  'h1{margin:0 0 16px;font-size:32px;line-height:1.25}p{margin:0}';

const styleHash = createHash('sha256').update(style).digest('base64');

/** Headers of every answer the loopback receiver gives: nothing kept, nothing loaded, no referrer. */
export const loopbackHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'content-type': 'text/html; charset=utf-8',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  connection: 'close',
};

/** The page the browser shows at the end. It holds fixed words only: nothing from the request. */
export function loopbackPage(page: LoopbackPage): string {
  const { title, text } = words[page];
  return (
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    `<title>${title}</title><style>${style}</style></head>` +
    `<body><header>CareDesk</header><main><h1>${title}</h1><p>${text}</p></main></body></html>`
  );
}
