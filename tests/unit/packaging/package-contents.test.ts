import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import asar from '@electron/asar';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  contentFaults,
  type PackageContents,
  readPackage,
} from '../../../build/packaging/package-contents.ts';

const linux = { platform: 'linux', arch: 'x64' } as const;
const native = 'node_modules/keytar/prebuilds/linux-x64/keytar.node';
const packed = [
  'package.json',
  'build.json',
  'native-modules.json',
  'out/main/main.js',
  'out/keychain/keychain.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
  'out/renderer/stopped.html',
  'out/renderer/assets/index-0g6jQFd6.js',
  'node_modules/keytar/package.json',
  'node_modules/keytar/LICENSE.md',
];
const complete: PackageContents = {
  archive: [
    ...packed.map((path) => ({ path, isUnpacked: false })),
    { path: native, isUnpacked: true },
  ],
  folder: [
    'caredesk',
    'caredesk-admin',
    'libffmpeg.so',
    'LICENSE.electron.txt',
    'LICENSES.chromium.html',
    'locales/en-GB.pak',
    'locales/en-US.pak',
    'resources/app.asar',
    `resources/app.asar.unpacked/${native}`,
  ],
};

function withArchived(path: string, isUnpacked = false): PackageContents {
  return { ...complete, archive: [...complete.archive, { path, isUnpacked }] };
}

describe('the contents of a package', () => {
  it('are accepted when they are exactly what runs', () => {
    expect(contentFaults(complete, linux)).toEqual([]);
  });

  it.each([
    'sandbox/cis2/provider.ts',
    'tests/unit/rbac/roles.test.ts',
    'electron/main.ts',
    'out/main/main.js.map',
    'out/renderer/assets/index-0g6jQFd6.js.map',
    'out/test-results/e2e.json',
    'out/sandbox-passkeys.json',
    'node_modules/keytar/src/main.cc',
    'node_modules/node-addon-api/napi.h',
    'node_modules/keytar/prebuilds/win32-x64/keytar.node',
  ])('are refused with %s in the archive', (path) => {
    expect(contentFaults(withArchived(path), linux)).toEqual([`app.asar holds ${path}`]);
  });

  it.each([...packed.filter((path) => !path.startsWith('out/renderer/assets/')), native])(
    'are refused without %s in the archive',
    (missing) => {
      const archive = complete.archive.filter(({ path }) => path !== missing);
      expect(contentFaults({ ...complete, archive }, linux)).toEqual([`app.asar lacks ${missing}`]);
    },
  );

  it('are refused when the native module is another processor’s', () => {
    expect(contentFaults(complete, { ...linux, arch: 'arm64' })).toContain(
      `app.asar holds ${native}`,
    );
  });

  it('are refused when code lies outside the archive, or the native module inside', () => {
    const swapped = complete.archive.map(({ path, isUnpacked }) => ({
      path,
      isUnpacked: path === 'out/main/main.js' ? true : path === native ? false : isUnpacked,
    }));
    expect(contentFaults({ ...complete, archive: swapped }, linux)).toEqual([
      'out/main/main.js is outside app.asar',
      `${native} is inside app.asar: it cannot load`,
    ]);
  });

  it.each([
    'resources/app/main.js',
    'resources/default_app.asar',
    'resources/policy.json',
    'resources/app.asar.unpacked/out/main/main.js',
    'locales/de.pak',
    'version',
  ])('are refused with %s in the folder', (path) => {
    const folder = [...complete.folder, path];
    expect(contentFaults({ ...complete, folder }, linux)).toEqual([`the folder holds ${path}`]);
  });

  it.each(['LICENSE.electron.txt', 'LICENSES.chromium.html', 'locales/en-GB.pak'])(
    'are refused without %s in the folder',
    (missing) => {
      const folder = complete.folder.filter((path) => path !== missing);
      expect(contentFaults({ ...complete, folder }, linux)).toEqual([
        `the folder lacks ${missing}`,
      ]);
    },
  );
});

describe('the contents of a package for Windows', () => {
  const windowsNative = 'node_modules/keytar/prebuilds/win32-arm64/keytar.node';
  const koffi = 'native/win32-arm64/koffi.node';
  const windows: PackageContents = {
    archive: [
      ...complete.archive.filter(({ path }) => path !== native),
      { path: 'out/workstation/notices.js', isUnpacked: false },
      { path: windowsNative, isUnpacked: true },
      { path: koffi, isUnpacked: true },
    ],
    folder: [
      'CareDesk.exe',
      ...complete.folder.filter((path) => path !== 'caredesk' && !path.endsWith('.node')),
      'resources/elevate.exe',
      'resources/app-update.yml',
      `resources/app.asar.unpacked/${windowsNative}`,
      `resources/app.asar.unpacked/${koffi}`,
    ],
  };

  it.each([koffi, 'out/workstation/notices.js'])(
    'are refused without %s, and on Linux with it',
    (path) => {
      const arm64 = { platform: 'win32', arch: 'arm64' } as const;
      const archive = windows.archive.filter((entry) => entry.path !== path);
      expect(contentFaults({ ...windows, archive }, arm64)).toContain(`app.asar lacks ${path}`);
      expect(contentFaults(withArchived(path), linux)).toEqual([`app.asar holds ${path}`]);
    },
  );

  it.each(['node_modules/@koromix/koffi-win32-arm64/index.js', 'native/win32-x64/koffi.node'])(
    'are refused with %s',
    (path) => {
      const archive = [...windows.archive, { path, isUnpacked: false }];
      expect(contentFaults({ ...windows, archive }, { platform: 'win32', arch: 'arm64' })).toEqual([
        `app.asar holds ${path}`,
      ]);
    },
  );

  it('are accepted with the program and native module of Windows, and only there', () => {
    expect(contentFaults(windows, { platform: 'win32', arch: 'arm64' })).toEqual([]);
    expect(contentFaults(windows, { platform: 'win32', arch: 'x64' })).not.toEqual([]);
    expect(contentFaults(windows, linux)).toContain('the folder lacks caredesk');
    expect(contentFaults(complete, { platform: 'win32', arch: 'x64' })).toContain(
      'the folder lacks CareDesk.exe',
    );
  });

  it.each(['resources/app-update.yml', 'resources/install-channel'])(
    'may have %s on either system',
    (path) => {
      const folder = [...complete.folder, path];
      expect(contentFaults({ ...complete, folder }, linux)).toEqual([]);
    },
  );
});

describe('reading a packed folder', () => {
  let root = '';
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'package-test-'));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it('lists the archive and the files beside it, and tells which are unpacked', async () => {
    const source = join(root, 'source');
    const folder = join(root, 'packed');
    for (const path of [...packed, native]) {
      await mkdir(dirname(join(source, path)), { recursive: true });
      await writeFile(join(source, path), path);
    }
    await asar.createPackageWithOptions(source, join(folder, 'resources/app.asar'), {
      unpack: '*.node',
    });
    await mkdir(join(folder, 'locales'));
    await cp(join(source, 'package.json'), join(folder, 'locales/en-GB.pak'));

    const contents = await readPackage(folder);
    const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
    expect(contents.archive.toSorted(byPath)).toEqual(complete.archive.toSorted(byPath));
    expect(contents.folder.toSorted()).toEqual([
      'locales/en-GB.pak',
      'resources/app.asar',
      `resources/app.asar.unpacked/${native}`,
    ]);
  });
});
