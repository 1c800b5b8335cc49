import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync, gunzipSync, gzipSync, inflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DownloadProgress } from '../../../electron/updates/package-updater.ts';
import type { UpdateEngine } from '../../../electron/updates/update-engine.ts';
import {
  type EngineChoice,
  impatientClock,
  never,
  openUpdateDesk,
  publisher,
  signedBy,
  type UpdateDesk,
} from './update-desk.ts';

let desk: UpdateDesk;
beforeEach(async () => {
  desk = await openUpdateDesk();
});
afterEach(() => desk.close());

const exe = 'caredesk-setup-1.1.0-x64.exe';
const appImage = 'caredesk-1.1.0-x64.AppImage';

async function offered(choice: EngineChoice = {}): Promise<UpdateEngine> {
  await desk.publish({ platform: choice.kind === 'appimage' ? 'linux-x64' : 'win32' });
  const engine = desk.open(choice);
  expect(await engine.isOffered(await engine.fetchFeed(null, never))).toBe(true);
  return engine;
}

async function fetched(name: string): Promise<Buffer> {
  return readFile(join(desk.cache, 'pending', name));
}

async function inFeed(name: string): Promise<Buffer> {
  return readFile(join(desk.folder, name));
}

async function isFetched(name: string): Promise<boolean> {
  return (await fetched(name)).equals(await inFeed(name));
}

function rangesOf(name: string): (string | null)[] {
  return desk.host.requests.filter((request) => request.name === name).map(({ range }) => range);
}

/** Block maps that are in order but for the checksum of one block. */
function lies(json: Buffer): string[] {
  const text = json.toString('utf8');
  const { files }: { files: { checksums: string[] }[] } = JSON.parse(text);
  return files.flatMap(({ checksums }) =>
    checksums.map((checksum) => text.replace(checksum, [...checksum].reverse().join(''))),
  );
}

async function pending(): Promise<string[]> {
  const names = await readdir(join(desk.cache, 'pending')).catch(() => []);
  return names.filter((name) => name.endsWith('.exe'));
}

describe('a whole download', () => {
  test('brings the package and tells how far it is', async () => {
    const engine = await offered();
    const told: DownloadProgress[] = [];
    await engine.download((progress) => told.push(progress), never);
    expect(await isFetched(exe)).toBe(true);
    expect(told.at(-1)).toMatchObject({
      transferred: desk.files.exe.size,
      total: desk.files.exe.size,
    });
  });

  test('goes on where it was cut, if the file is still the same', async () => {
    const engine = await offered();
    desk.host.cut(exe, 100_000, 30_000, 30_000, 30_000, 30_000);
    await engine.download(() => undefined, never);
    expect(await isFetched(exe)).toBe(true);
    const asked = desk.host.requests.filter(({ name }) => name === exe);
    expect(asked.length).toBe(6);
    const last = desk.files.exe.size - 1;
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
    const first = await offered();
    const closing = new AbortController();
    const before = first.download(({ transferred }) => {
      if (transferred > 100_000) closing.abort(new Error('closing'));
    }, closing.signal);
    await expect(before).rejects.toThrow('closing');
    desk.host.sent.clear();
    const second = await offered();
    const told: DownloadProgress[] = [];
    await second.download((progress) => told.push(progress), never);
    expect(await isFetched(exe)).toBe(true);
    expect(told[0]?.transferred).toBeGreaterThan(100_000);
    expect(desk.host.sent.get(exe)).toBeLessThan(desk.files.exe.size - 100_000);
  });

  test('starts again when the server has another file meanwhile', async () => {
    const right = await inFeed(exe);
    await writeFile(join(desk.folder, exe), Buffer.alloc(right.length, 7));
    desk.host.cut(exe, 100_000);
    // The second request finds the right file, with another ETag.
    let asked = 0;
    const mended = await offered({
      fetch: async (url, init) => {
        if (String(url).endsWith(exe) && ++asked === 2) {
          await writeFile(join(desk.folder, exe), right);
        }
        return fetch(url, init);
      },
    });
    await mended.download(() => undefined, never);
    expect((await fetched(exe)).equals(right)).toBe(true);
    expect(desk.host.sent.get(exe), 'the first part, and then all of it').toBe(
      100_000 + right.length,
    );
  });

  test('gives up when nothing more arrives, and keeps what has', async () => {
    const engine = await offered();
    desk.host.cut(exe, 100_000, 0, 0, 0, 0);
    await expect(engine.download(() => undefined, never)).rejects.toMatchObject({
      code: 'UPDATE_DOWNLOAD_CUT',
    });
    desk.host.cut(exe);
    desk.host.sent.clear();
    await (await offered()).download(() => undefined, never);
    expect(desk.host.sent.get(exe)).toBeLessThan(desk.files.exe.size);
  });

  test('can be given up even when nothing ever answers, and begun anew', async () => {
    const silent = vi.fn<typeof fetch>(() => new Promise(() => undefined));
    const engine = await offered({
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
    expect(await isFetched(exe)).toBe(true);
  });

  test('works with a server that knows no ranges', async () => {
    desk.host.ignoreRanges();
    const engine = await offered();
    desk.host.cut(exe, 100_000);
    await engine.download(() => undefined, never);
    expect(await isFetched(exe)).toBe(true);
  });

  test('fetched before a restart, it is not fetched again but checked', async () => {
    await (await offered()).download(() => undefined, never);
    desk.host.sent.clear();
    const run = vi.fn(signedBy(`CN=${publisher}`));
    await (await offered({ run })).download(() => undefined, never);
    expect(desk.host.sent.get(exe)).toBeUndefined();
    expect(run).toHaveBeenCalledOnce();
  });
});

describe('what is fetched is refused', () => {
  test('with another content', async () => {
    const engine = await offered();
    const body = await inFeed(exe);
    body[1_000] = (body[1_000] ?? 0) ^ 1;
    await writeFile(join(desk.folder, exe), body);
    await expect(engine.download(() => undefined, never)).rejects.toMatchObject({
      code: 'UPDATE_HASH_WRONG',
    });
    expect(await pending()).toEqual([]);
    expect(await readdir(join(desk.cache, 'part'))).not.toContainEqual(
      expect.stringMatching(/part$/),
    );
  });

  test.each([
    ['longer', 1],
    ['shorter', -1],
  ])('announced %s than the feed says, before a byte is taken', async (_, by) => {
    const engine = await offered();
    desk.host.answer(exe, (_request, response) => {
      response.writeHead(200, { 'content-length': desk.files.exe.size + by });
      response.flushHeaders();
    });
    await expect(engine.download(() => undefined, never)).rejects.toMatchObject({
      code: 'UPDATE_SIZE_WRONG',
    });
  });

  test('longer than the feed says without having announced it', async () => {
    const engine = await offered();
    let given = 0;
    desk.host.answer(exe, (_request, response) => {
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
    const engine = await offered({ run });
    await expect(engine.download(() => undefined, never)).rejects.toMatchObject({ code });
    expect(await pending()).toEqual([]);
    await expect(engine.install()).rejects.toThrow('UPDATE_INSTALL_FAILED');
  });

  test('when it was changed between download and installation', async () => {
    const engine = await offered();
    await engine.download(() => undefined, never);
    await writeFile(join(desk.cache, 'pending', exe), 'something else');
    await expect(engine.verify()).rejects.toMatchObject({ code: 'UPDATE_SIZE_WRONG' });
    await expect(engine.install()).rejects.toThrow('UPDATE_INSTALL_FAILED');
  });
});

describe('a differential download', () => {
  test('of an installer takes what changed only', async () => {
    await desk.keepInstaller();
    const engine = await offered();
    const told: DownloadProgress[] = [];
    await engine.download((progress) => told.push(progress), never);
    expect(await isFetched(exe)).toBe(true);
    expect(desk.host.sent.get(exe)).toBeLessThan(desk.files.exe.size / 2);
  });

  test('of an AppImage takes what changed only', async () => {
    const engine = await offered({ kind: 'appimage' });
    await engine.download(() => undefined, never);
    expect(await isFetched(appImage)).toBe(true);
    expect(desk.host.sent.get(appImage)).toBeLessThan(desk.files.appImage.size / 2);
  });

  test('goes on within a range that was cut', async () => {
    await desk.keepInstaller();
    const engine = await offered();
    desk.host.cut(exe, 1_000);
    await engine.download(() => undefined, never);
    expect(await isFetched(exe)).toBe(true);
    expect(desk.host.sent.get(exe)).toBeLessThan(desk.files.exe.size / 2);
  });

  test('follows no block map beside an installer that was changed', async () => {
    await desk.keepInstaller();
    const file = join(desk.folder, `${exe}.blockmap`);
    const [lie] = lies(gunzipSync(await readFile(file)));
    await writeFile(file, gzipSync(lie ?? ''));
    const engine = await offered();
    await engine.download(() => undefined, never);
    expect(await isFetched(exe)).toBe(true);
    expect(rangesOf(exe)).toEqual([null]);
  });

  test('follows no block map at the end of an AppImage that was changed', async () => {
    const right = await inFeed(appImage);
    const at = right.length - 4 - right.readUInt32BE(right.length - 4);
    const blockMap = right.subarray(at, -4);
    // One that takes as many bytes, because the feed says how many there are.
    const lie = lies(inflateRawSync(blockMap))
      .map((text) => deflateRawSync(text, { level: 9 }))
      .find(({ length }) => length === blockMap.length);
    if (lie === undefined) throw new Error('No lie of the right length');
    const file = join(desk.folder, appImage);
    await writeFile(file, Buffer.concat([right.subarray(0, at), lie, right.subarray(-4)]));
    const engine = await offered({
      kind: 'appimage',
      async fetch(url, init) {
        const isWhole = !new Headers(init?.headers).has('range');
        if (String(url).endsWith(appImage) && isWhole) await writeFile(file, right);
        return fetch(url, init);
      },
    });
    await engine.download(() => undefined, never);
    expect(await isFetched(appImage)).toBe(true);
    expect(rangesOf(appImage)).toEqual([`bytes=${at}-${right.length - 1}`, null]);
  });

  test('survives a block map of the former package that was made up', async () => {
    await desk.keepInstaller();
    const name = 'caredesk-setup-1.0.0-x64.exe.blockmap';
    const right: { files: { sizes: number[] }[] } = JSON.parse(
      gunzipSync(await inFeed(name)).toString('utf8'),
    );
    right.files[0]?.sizes.splice(0, 1, -5_000_000);
    await writeFile(join(desk.folder, name), gzipSync(JSON.stringify(right)));
    const engine = await offered();
    await engine.download(() => undefined, never);
    expect(await isFetched(exe)).toBe(true);
  });

  test('gives way to a whole one when the old installer is not what it should be', async () => {
    await desk.keepInstaller();
    await writeFile(join(desk.cache, 'installer.exe'), Buffer.alloc(desk.files.exe.size, 1));
    const engine = await offered();
    await engine.download(() => undefined, never);
    expect(await isFetched(exe)).toBe(true);
  });
});

describe('the bandwidth limit', () => {
  test('asks for time that adds up to the size', async () => {
    const waits: number[] = [];
    let now = 0;
    const engine = await offered({
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
    const milliseconds = ((desk.files.exe.size - 50_000 - 10_000) / 50_000) * 1_000;
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
