import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync, gunzipSync, gzipSync, inflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DownloadProgress } from '../../../electron/updates/package-updater.ts';
import { never, openUpdateDesk, type UpdateDesk } from './update-desk.ts';

let desk: UpdateDesk;
beforeEach(async () => {
  desk = await openUpdateDesk();
});
afterEach(() => desk.close());

const exe = 'caredesk-setup-1.1.0-x64.exe';
const appImage = 'caredesk-1.1.0-x64.AppImage';

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

describe('a differential download', () => {
  test('of an installer takes what changed only', async () => {
    await desk.keepInstaller();
    const engine = await desk.offer();
    const told: DownloadProgress[] = [];
    await engine.download((progress) => told.push(progress), never);
    expect(await desk.isFetched(exe)).toBe(true);
    expect(desk.host.sent.get(exe)).toBeLessThan(desk.files.exe.size / 2);
  });

  test('of an AppImage takes what changed only', async () => {
    const engine = await desk.offer({ kind: 'appimage' });
    await engine.download(() => undefined, never);
    expect(await desk.isFetched(appImage)).toBe(true);
    expect(desk.host.sent.get(appImage)).toBeLessThan(desk.files.appImage.size / 2);
  });

  test('goes on within a range that was cut', async () => {
    await desk.keepInstaller();
    const engine = await desk.offer();
    desk.host.cut(exe, 1_000);
    await engine.download(() => undefined, never);
    expect(await desk.isFetched(exe)).toBe(true);
    expect(desk.host.sent.get(exe)).toBeLessThan(desk.files.exe.size / 2);
  });

  test('follows no block map beside an installer that was changed', async () => {
    await desk.keepInstaller();
    const file = join(desk.folder, `${exe}.blockmap`);
    const [lie] = lies(gunzipSync(await readFile(file)));
    await writeFile(file, gzipSync(lie ?? ''));
    const engine = await desk.offer();
    await engine.download(() => undefined, never);
    expect(await desk.isFetched(exe)).toBe(true);
    expect(rangesOf(exe)).toEqual([null]);
  });

  test('follows no block map at the end of an AppImage that was changed', async () => {
    const right = await desk.inFeed(appImage);
    const at = right.length - 4 - right.readUInt32BE(right.length - 4);
    const blockMap = right.subarray(at, -4);
    // One that takes as many bytes, because the feed says how many there are.
    const lie = lies(inflateRawSync(blockMap))
      .map((text) => deflateRawSync(text, { level: 9 }))
      .find(({ length }) => length === blockMap.length);
    if (lie === undefined) throw new Error('No lie of the right length');
    const file = join(desk.folder, appImage);
    await writeFile(file, Buffer.concat([right.subarray(0, at), lie, right.subarray(-4)]));
    const engine = await desk.offer({
      kind: 'appimage',
      async fetch(url, init) {
        const isWhole = !new Headers(init?.headers).has('range');
        if (String(url).endsWith(appImage) && isWhole) await writeFile(file, right);
        return fetch(url, init);
      },
    });
    await engine.download(() => undefined, never);
    expect(await desk.isFetched(appImage)).toBe(true);
    expect(rangesOf(appImage)).toEqual([`bytes=${at}-${right.length - 1}`, null]);
  });

  test('survives a block map of the former package that was made up', async () => {
    await desk.keepInstaller();
    const name = 'caredesk-setup-1.0.0-x64.exe.blockmap';
    const right: { files: { sizes: number[] }[] } = JSON.parse(
      gunzipSync(await desk.inFeed(name)).toString('utf8'),
    );
    right.files[0]?.sizes.splice(0, 1, -5_000_000);
    await writeFile(join(desk.folder, name), gzipSync(JSON.stringify(right)));
    const engine = await desk.offer();
    await engine.download(() => undefined, never);
    expect(await desk.isFetched(exe)).toBe(true);
  });

  test('gives way to a whole one when the old installer is not what it should be', async () => {
    await desk.keepInstaller();
    await writeFile(join(desk.cache, 'installer.exe'), Buffer.alloc(desk.files.exe.size, 1));
    const engine = await desk.offer();
    await engine.download(() => undefined, never);
    expect(await desk.isFetched(exe)).toBe(true);
  });
});
