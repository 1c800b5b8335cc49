import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync, gunzipSync, gzipSync, inflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { DownloadProgress } from '../../../electron/updates/package-updater.ts';
import { never, openUpdateHarness, type UpdateHarness } from './update-harness.ts';

let harness: UpdateHarness;
beforeEach(async () => {
  harness = await openUpdateHarness();
});
afterEach(() => harness.close());

const exe = 'caredesk-setup-1.1.0-x64.exe';
const appImage = 'caredesk-1.1.0-x64.AppImage';

function rangesOf(name: string): (string | null)[] {
  return harness.host.requests.filter((request) => request.name === name).map(({ range }) => range);
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
    await harness.keepInstaller();
    const engine = await harness.offer();
    const told: DownloadProgress[] = [];
    await engine.download((progress) => told.push(progress), never);
    expect(await harness.isFetched(exe)).toBe(true);
    expect(harness.host.sent.get(exe)).toBeLessThan(harness.files.exe.size / 2);
  });

  test('of an AppImage takes what changed only', async () => {
    const engine = await harness.offer({ kind: 'appimage' });
    await engine.download(() => undefined, never);
    expect(await harness.isFetched(appImage)).toBe(true);
    expect(harness.host.sent.get(appImage)).toBeLessThan(harness.files.appImage.size / 2);
  });

  test('goes on within a range that was cut', async () => {
    await harness.keepInstaller();
    const engine = await harness.offer();
    harness.host.cut(exe, 1_000);
    await engine.download(() => undefined, never);
    expect(await harness.isFetched(exe)).toBe(true);
    expect(harness.host.sent.get(exe)).toBeLessThan(harness.files.exe.size / 2);
  });

  test('follows no block map beside an installer that was changed', async () => {
    await harness.keepInstaller();
    const file = join(harness.folder, `${exe}.blockmap`);
    const [lie] = lies(gunzipSync(await readFile(file)));
    await writeFile(file, gzipSync(lie ?? ''));
    const engine = await harness.offer();
    await engine.download(() => undefined, never);
    expect(await harness.isFetched(exe)).toBe(true);
    expect(rangesOf(exe)).toEqual([null]);
  });

  test('follows no block map at the end of an AppImage that was changed', async () => {
    const right = await harness.inFeed(appImage);
    const at = right.length - 4 - right.readUInt32BE(right.length - 4);
    const blockMap = right.subarray(at, -4);
    // One that takes as many bytes, because the feed says how many there are.
    const lie = lies(inflateRawSync(blockMap))
      .map((text) => deflateRawSync(text, { level: 9 }))
      .find(({ length }) => length === blockMap.length);
    if (lie === undefined) throw new Error('No lie of the right length');
    const file = join(harness.folder, appImage);
    await writeFile(file, Buffer.concat([right.subarray(0, at), lie, right.subarray(-4)]));
    const engine = await harness.offer({
      kind: 'appimage',
      async fetch(url, init) {
        const isWhole = !new Headers(init?.headers).has('range');
        if (String(url).endsWith(appImage) && isWhole) await writeFile(file, right);
        return fetch(url, init);
      },
    });
    await engine.download(() => undefined, never);
    expect(await harness.isFetched(appImage)).toBe(true);
    expect(rangesOf(appImage)).toEqual([`bytes=${at}-${right.length - 1}`, null]);
  });

  test('survives a block map of the former package that was made up', async () => {
    await harness.keepInstaller();
    const name = 'caredesk-setup-1.0.0-x64.exe.blockmap';
    const right: { files: { sizes: number[] }[] } = JSON.parse(
      gunzipSync(await harness.inFeed(name)).toString('utf8'),
    );
    right.files[0]?.sizes.splice(0, 1, -5_000_000);
    await writeFile(join(harness.folder, name), gzipSync(JSON.stringify(right)));
    const engine = await harness.offer();
    await engine.download(() => undefined, never);
    expect(await harness.isFetched(exe)).toBe(true);
  });

  test('gives way to a whole one when the old installer is not what it should be', async () => {
    await harness.keepInstaller();
    await writeFile(join(harness.cache, 'installer.exe'), Buffer.alloc(harness.files.exe.size, 1));
    const engine = await harness.offer();
    await engine.download(() => undefined, never);
    expect(await harness.isFetched(exe)).toBe(true);
  });
});
