import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyRuntime } from '../../../build/packaging/copy-runtime.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'copy-runtime-test-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function runtimeWith(files: readonly string[]): Promise<string> {
  const folder = join(root, 'runtime');
  for (const file of files) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), file, { mode: file === 'electron' ? 0o755 : 0o644 });
  }
  return folder;
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

const shipped = [
  'LICENSE',
  'LICENSES.chromium.html',
  'electron',
  'icudtl.dat',
  'locales/en-GB.pak',
  'resources.pak',
];

describe('copying a runtime to pack', () => {
  it('keeps all but what only development needs', async () => {
    const runtime = await runtimeWith([
      ...shipped,
      'version',
      'resources/default_app.asar',
      'resources/app/main.js',
      'resources/app/package.json',
    ]);
    const target = join(root, 'copy');
    await copyRuntime(join(runtime, 'electron'), target);

    expect(await filesOf(target)).toEqual(shipped);
    expect((await stat(join(target, 'electron'))).mode & 0o111).not.toBe(0);
    expect(await filesOf(runtime)).toContain('resources/app/main.js');
  });

  it('refuses an executable with no distribution beside it', async () => {
    const runtime = await runtimeWith(['electron']);
    await expect(copyRuntime(join(runtime, 'electron'), join(root, 'copy'))).rejects.toMatchObject({
      code: 'PACKAGING_RUNTIME_UNUSABLE',
    });
  });

  it('refuses an executable of another name, which electron-builder would not find', async () => {
    const runtime = await runtimeWith([...shipped, 'resources/app/main.js', 'my-electron']);
    await expect(
      copyRuntime(join(runtime, 'my-electron'), join(root, 'copy')),
    ).rejects.toMatchObject({ code: 'PACKAGING_RUNTIME_UNUSABLE' });
  });
});
