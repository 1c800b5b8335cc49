import { extname, join, resolve, sep } from 'node:path';
import { contentSecurityPolicy } from './content-security-policy.ts';

const mediaTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
};

/**
 * Answers a request for one of the window's own files: GET only, below `root` only, known types
 * only. Refuses with 405, 403, 404 and never says why.
 */
export async function answerAppFile(
  request: { readonly method: string; readonly url: string },
  root: string,
  readFile: (path: string) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<Response> {
  if (request.method !== 'GET') return refusal(405);
  const path = pathBelow(root, new URL(request.url).pathname);
  if (path === null) return refusal(403);
  const mediaType = mediaTypes[extname(path)];
  if (mediaType === undefined) return refusal(404);
  let content: Uint8Array<ArrayBuffer>;
  try {
    content = await readFile(path);
  } catch {
    return refusal(404);
  }
  return new Response(content, {
    headers: {
      'content-type': mediaType,
      'content-security-policy': contentSecurityPolicy,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  });
}

/** The file a path names, or null when the path is malformed or leaves the root. */
function pathBelow(root: string, pathname: string): string | null {
  let decoded: string;
  try {
    decoded = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (decoded.includes('\\') || decoded.includes('\0')) return null;
  if (decoded.split('/').includes('..')) return null;
  const path = resolve(join(root, decoded === '/' ? 'index.html' : decoded));
  return path.startsWith(resolve(root) + sep) ? path : null;
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: { 'x-content-type-options': 'nosniff' } });
}
