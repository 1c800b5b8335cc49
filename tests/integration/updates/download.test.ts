import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DownloadProgress } from '../../../electron/updates/package-updater.ts';
import {
  impatientClock,
  never,
  openUpdateHarness,
  publisher,
  signedBy,
  type UpdateHarness,
} from './update-harness.ts';

let harness: UpdateHarness;
beforeEach(async () => {
  harness = await openUpdateHarness();
});
afterEach(() => harness.close());

const exe = 'caredesk-setup-1.1.0-x64.exe';

async function pending(): Promise<string[]> {
  const names = await readdir(join(harness.cache, 'pending')).catch(() => []);
  return names.filter((name) => name.endsWith('.exe'));
}

describe('a whole download', () => {
  test('brings the package and tells how far it is', async () => {
    const engine = await harness.offer();
    const told: DownloadProgress[] = [];
    await engine.download((progress) => told.push(progress), never);
    expect(await harness.isFetched(exe)).toBe(true);
    expect(told.at(-1)).toMatchObject({
      transferred: harness.files.exe.size,
      total: harness.files.exe.size,
    });
  });

  test('goes on where it was cut, if the file is still the same', async () => {
    const engine = await harness.offer();
    harness.host.cut(exe, 100_000, 30_000, 30_000, 30_000, 30_000);
    await engine.download(() => undefined, never);
    expect(await harness.isFetched(exe)).toBe(true);
    const asked = harness.host.requests.filter(({ name }) => name === exe);
    expect(asked.length).toBe(6);
    const last = harness.files.exe.size - 1;
    const from = asked.map(({ range }) =>
      /^bytes=(\d+)-(\d+)$/
        .exec(range ?? '')
        ?.slice(1)
        .map(Number),
    );
    expect(from[0]).toBeUndefined();
    expect(from[1]).toEqual([expect.any(Number), last]);
    expect(from[2]?.[0]).toBeGreaterThan(from[1]?.[0] ?? Number.NaN);
    expect(asked[1]?.ifRange).toMatch(/^"[0-9a-f]+"$/);
  });

  test('goes on after CareDesk was closed in the middle', async () => {
    const first = await harness.offer();
    const closing = new AbortController();
    const before = first.download(({ transferred }) => {
      if (transferred > 100_000) closing.abort(new Error('closing'));
    }, closing.signal);
    await expect(before).rejects.toThrow('closing');
    harness.host.sent.clear();
    const second = await harness.offer();
    const told: DownloadProgress[] = [];
    await second.download((progress) => told.push(progress), never);
    expect(await harness.isFetched(exe)).toBe(true);
    expect(told[0]?.transferred).toBeGreaterThan(100_000);
    expect(harness.host.sent.get(exe)).toBeLessThan(harness.files.exe.size - 100_000);
  });

  test('starts again when the server has another file meanwhile', async () => {
    const right = await harness.inFeed(exe);
    await writeFile(join(harness.folder, exe), Buffer.alloc(right.length, 7));
    harness.host.cut(exe, 100_000);
    // The second request finds the right file, with another ETag.
    let asked = 0;
    const mended = await harness.offer({
      fetch: async (url, init) => {
        if (String(url).endsWith(exe) && ++asked === 2) {
          await writeFile(join(harness.folder, exe), right);
        }
        return fetch(url, init);
      },
    });
    await mended.download(() => undefined, never);
    expect((await readFile(join(harness.cache, 'pending', exe))).equals(right)).toBe(true);
    expect(harness.host.sent.get(exe), 'the first part, and then all of it').toBe(
      100_000 + right.length,
    );
  });

  test('gives up when nothing more arrives, and keeps what has', async () => {
    const engine = await harness.offer();
    harness.host.cut(exe, 100_000, 0, 0, 0, 0);
    await expect(engine.download(() => undefined, never)).rejects.toMatchObject({
      code: 'UPDATE_DOWNLOAD_CUT',
    });
    harness.host.cut(exe);
    harness.host.sent.clear();
    await (await harness.offer()).download(() => undefined, never);
    expect(harness.host.sent.get(exe)).toBeLessThan(harness.files.exe.size);
  });

  test('can be given up even when nothing ever answers, and begun anew', async () => {
    const silent = vi.fn<typeof fetch>(() => new Promise(() => undefined));
    const engine = await harness.offer({
      fetch: (url, init) =>
        String(url).endsWith(exe) && silent.mock.calls.length === 0
          ? silent(url, init)
          : fetch(url, init),
    });
    const closing = new AbortController();
    const download = engine.download(() => undefined, closing.signal);
    await vi.waitFor(() => expect(silent).toHaveBeenCalledOnce());
    closing.abort(new Error('closing'));
    await expect(download).rejects.toThrow('closing');
    await engine.download(() => undefined, never);
    expect(await harness.isFetched(exe)).toBe(true);
  });

  test('works with a server that knows no ranges', async () => {
    harness.host.ignoreRanges();
    const engine = await harness.offer();
    harness.host.cut(exe, 100_000);
    await engine.download(() => undefined, never);
    expect(await harness.isFetched(exe)).toBe(true);
  });

  test('fetched before a restart, it is not fetched again but checked', async () => {
    await (await harness.offer()).download(() => undefined, never);
    harness.host.sent.clear();
    const run = vi.fn(signedBy(`CN=${publisher}`));
    await (await harness.offer({ run })).download(() => undefined, never);
    expect(harness.host.sent.get(exe)).toBeUndefined();
    expect(run).toHaveBeenCalledOnce();
  });
});

describe('what is fetched is refused', () => {
  test('with another content', async () => {
    const engine = await harness.offer();
    const body = await harness.inFeed(exe);
    body[1_000] = (body[1_000] ?? 0) ^ 1;
    await writeFile(join(harness.folder, exe), body);
    await expect(engine.download(() => undefined, never)).rejects.toMatchObject({
      code: 'UPDATE_HASH_WRONG',
    });
    expect(await pending()).toEqual([]);
    expect(await readdir(join(harness.cache, 'part'))).not.toContainEqual(
      expect.stringMatching(/part$/),
    );
  });

  test.each([
    ['longer', 1],
    ['shorter', -1],
  ])('announced %s than the feed says, before a byte is taken', async (_, by) => {
    const engine = await harness.offer();
    harness.host.answer(exe, (_request, response) => {
      response.writeHead(200, { 'content-length': harness.files.exe.size + by });
      response.flushHeaders();
    });
    await expect(engine.download(() => undefined, never)).rejects.toMatchObject({
      code: 'UPDATE_SIZE_WRONG',
    });
  });

  test('announced in words, which nobody is to read', async () => {
    const engine = await harness.offer({
      fetch: async (url, init) =>
        String(url).endsWith(exe)
          ? new Response('x', { headers: { 'content-length': 'Call 0800 111 and pay' } })
          : fetch(url, init),
    });
    await expect(engine.download(() => undefined, never)).rejects.toMatchObject({
      code: 'UPDATE_SIZE_WRONG',
      detail: `another length instead of ${harness.files.exe.size}`,
    });
  });

  test('longer than the feed says without having announced it', async () => {
    const engine = await harness.offer();
    let given = 0;
    harness.host.answer(exe, (_request, response) => {
      response.writeHead(200);
      const chunk = Buffer.alloc(100_000);
      const more = () => {
        given += chunk.length;
        if (given < 100_000_000 && !response.destroyed) response.write(chunk, more);
      };
      more();
    });
    await expect(engine.download(() => undefined, never)).rejects.toMatchObject({
      code: 'UPDATE_SIZE_WRONG',
    });
    expect(given).toBeLessThan(50_000_000);
  });

  test.each([
    ['somebody else’s signature', signedBy('CN=Somebody Else'), 'UPDATE_SIGNATURE_WRONG'],
    ['no signature', signedBy('', 2), 'UPDATE_SIGNATURE_WRONG'],
    [
      'a PowerShell that is blocked',
      () => Promise.reject(new Error('EACCES')),
      'UPDATE_SIGNATURE_NOT_CHECKED',
    ],
  ])('with %s', async (_, run, code) => {
    const engine = await harness.offer({ run });
    await expect(engine.download(() => undefined, never)).rejects.toMatchObject({ code });
    expect(await pending()).toEqual([]);
    await expect(engine.install()).rejects.toThrow('UPDATE_INSTALL_FAILED');
  });

  test('when it was changed between download and installation', async () => {
    const engine = await harness.offer();
    await engine.download(() => undefined, never);
    await writeFile(join(harness.cache, 'pending', exe), 'something else');
    await expect(engine.verify()).rejects.toMatchObject({ code: 'UPDATE_SIZE_WRONG' });
    await expect(engine.install()).rejects.toThrow('UPDATE_INSTALL_FAILED');
  });
});

describe('the bandwidth limit', () => {
  test('asks for time that adds up to the size', async () => {
    const waits: number[] = [];
    let now = 0;
    const engine = await harness.offer({
      bytesPerSecond: 50_000,
      fetch: inChunks(10_000),
      clock: {
        now: () => now,
        after(milliseconds, task) {
          // The allowance for a silent server never runs out here.
          if (milliseconds >= 60_000) return () => undefined;
          waits.push(milliseconds);
          now += milliseconds;
          return impatientClock.after(0, task);
        },
      },
    });
    await engine.download(() => undefined, never);
    const waited = waits.reduce((sum, wait) => sum + wait, 0);
    // One second's worth and the last chunk come free.
    const milliseconds = ((harness.files.exe.size - 50_000 - 10_000) / 50_000) * 1_000;
    expect(waited).toBeGreaterThan(milliseconds - 100);
    expect(waited).toBeLessThan(milliseconds + 300);
  });

  /** A network that brings bodies in chunks of one length. */
  function inChunks(length: number): typeof fetch {
    return async (url, init) => {
      const answer = await fetch(url, init);
      const body = Buffer.from(await answer.arrayBuffer());
      let at = 0;
      const chunks = new ReadableStream<Uint8Array>({
        pull(controller) {
          if (at >= body.length) return controller.close();
          controller.enqueue(body.subarray(at, at + length));
          at += length;
        },
      });
      return new Response(chunks, answer);
    };
  }
});
