import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { electronFor, unpackedVersion } from '../../../build/packaging/packaged-electron.ts';

// The Electron of this machine has no part in what a folder for Windows holds.
vi.mock('../../../build/electron-runtime/resolve-electron.ts', () => ({
  resolveElectron: async () => ({
    executable: '/nowhere/electron',
    version: '33.2.1',
    source: 'cypress',
    why: 'a test',
  }),
}));

const windows = { kind: 'nsis', platform: 'win32', arch: 'x64' } as const;
let root = '';
let unpacked = '';
let copy = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'packaged-electron-test-'));
  unpacked = join(root, 'unpacked');
  copy = join(root, 'copy');
  await mkdir(copy);
  const files = ['electron.exe', 'icudtl.dat', 'resources.pak', 'locales/en-GB.pak'];
  for (const name of [...files, 'resources/default_app.asar']) await write(name, name);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

async function write(name: string, text: string): Promise<void> {
  await mkdir(dirname(join(unpacked, name)), { recursive: true });
  await writeFile(join(unpacked, name), text);
}

describe('the Electron of a Windows package', () => {
  it('is downloaded, as package.json names it, unless a folder is named', async () => {
    vi.stubEnv('CAREDESK_WINDOWS_ELECTRON', '');
    expect(await electronFor(windows, '45.4.1', copy)).toEqual({
      versions: { electron: '45.4.1', chromium: null, node: null },
      folder: null,
    });
  });

  it('has the version that its own folder says, not the one that package.json names', async () => {
    await write('version', 'v32.1.0\n');
    vi.stubEnv('CAREDESK_WINDOWS_ELECTRON', unpacked);
    const { versions, folder } = await electronFor(windows, '45.4.1', copy);
    expect(versions.electron).toBe('32.1.0');
    expect(folder).toBe(copy);
    // What only development needs stays behind.
    expect(await readdir(copy)).not.toContain('version');
    expect(await readdir(join(copy, 'resources'))).toEqual([]);
  });

  it.each(['', 'latest', '45.4', '45.4.1 45.4.2'])(
    'is refused when its version file says %j',
    async (text) => {
      await write('version', text);
      await expect(unpackedVersion(unpacked)).rejects.toMatchObject({
        code: 'PACKAGING_RUNTIME_UNUSABLE',
      });
    },
  );

  it('is refused when its folder does not say its version, or holds no program', async () => {
    vi.stubEnv('CAREDESK_WINDOWS_ELECTRON', unpacked);
    const refused = { code: 'PACKAGING_RUNTIME_UNUSABLE' };
    await expect(electronFor(windows, '45.4.1', copy)).rejects.toMatchObject(refused);
    await write('version', '45.4.1');
    await rm(join(unpacked, 'electron.exe'));
    await expect(electronFor(windows, '45.4.1', copy)).rejects.toMatchObject(refused);
  });
});
