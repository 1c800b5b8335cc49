import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pack } from '../../../build/packaging/pack.ts';
import { writeSmallProject } from './small-project.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'reproducible-order-test-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(root, { recursive: true, force: true });
});

async function packedArchive(name: string, order: 'forwards' | 'backwards'): Promise<Buffer> {
  const folders = await writeSmallProject(join(root, name), order);
  const { folder } = await pack({
    target: { kind: 'dir', platform: 'linux', arch: 'x64' },
    ...folders,
    electronVersion: '45.4.1',
    win: {},
  });
  return readFile(join(folder, 'resources/app.asar'));
}

/** Has every folder list its entries backwards, as another file system may. */
function listFoldersBackwards(): { readonly count: () => number } {
  const readdir = fs.promises.readdir;
  let count = 0;
  const backwards = async (...args: Parameters<typeof readdir>) => {
    count += 1;
    return (await readdir(...args)).toReversed();
  };
  vi.spyOn(fs.promises, 'readdir').mockImplementation(backwards as typeof readdir);
  return { count: () => count };
}

it('packs the same archive from folders that list their files in another order', async () => {
  const hashOf = (archive: Buffer) => createHash('sha256').update(archive).digest('hex');
  const forwards = await packedArchive('one', 'forwards');
  const listing = listFoldersBackwards();
  const backwards = await packedArchive('two', 'backwards');
  expect(listing.count()).toBeGreaterThan(5);
  expect(hashOf(backwards)).toBe(hashOf(forwards));
}, 30_000);
