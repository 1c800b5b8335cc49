import { describe, expect, it } from 'vitest';
import { answerAppFile } from '../../../electron/window/app-files.ts';

const root = '/opt/caredesk/renderer';
const reads: string[] = [];

function ask(path: string, method = 'GET') {
  reads.length = 0;
  return answerAppFile({ method, url: `app://caredesk${path}` }, root, async (file) => {
    reads.push(file);
    if (file.endsWith('missing.js')) throw new Error('ENOENT');
    return new TextEncoder().encode('content');
  });
}

describe('the window’s own files', () => {
  it('serves the page with a policy that allows nothing unsafe', async () => {
    const response = await ask('/');
    expect(reads).toEqual([`${root}/index.html`]);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const csp = response.headers.get('content-security-policy') ?? '';
    expect(csp).toContain("default-src 'none'");
    expect(csp).toContain("script-src 'self'");
    expect(csp).toContain("connect-src 'self'");
    expect(csp).not.toMatch(/unsafe|http:|https:|\*|data:/);
  });

  it.each([
    '/..%2fmain%2fmain.js',
    '/assets/..%2f..%2f..%2fetc/passwd',
    '/%2e%2e%5cmain.js',
    '/a%00.js',
    '/%zz.js',
  ])('refuses %s without touching the disk', async (path) => {
    expect((await ask(path)).status).toBe(403);
    expect(reads).toEqual([]);
  });

  it('keeps dot segments that the URL parser resolves inside the root', async () => {
    await ask('/../../etc/app.js');
    expect(reads).toEqual([`${root}/etc/app.js`]);
  });

  it.each(['POST', 'PUT', 'HEAD'])('refuses %s', async (method) => {
    expect((await ask('/', method)).status).toBe(405);
  });

  it.each(['/missing.js', '/policy.json', '/assets/', '/assets/app.js.map'])(
    'answers 404 for %s',
    async (path) => {
      expect((await ask(path)).status).toBe(404);
    },
  );
});
