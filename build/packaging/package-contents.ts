import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import asar from '@electron/asar';
import { moduleDigestsFile } from '../../electron/keychain/verified-module.ts';
import { nativeModulePaths } from './native-module.ts';
import type { PackageTarget } from './package-target.ts';

/** A file of `app.asar`. */
export interface ArchiveEntry {
  /** Inside the archive, with `/` and no leading one. */
  readonly path: string;
  /** Kept as a real file beside the archive. */
  readonly isUnpacked: boolean;
}

/** What was packed, as far as it is judged. */
export interface PackageContents {
  readonly archive: readonly ArchiveEntry[];
  /** Every file of the folder, relative to it, with `/`. */
  readonly folder: readonly string[];
}

interface Directory {
  readonly files: Readonly<Record<string, object>>;
}

function isDirectory(entry: object): entry is Directory {
  return 'files' in entry;
}

function* entriesOf(directory: Directory, prefix = ''): Generator<ArchiveEntry> {
  for (const [name, entry] of Object.entries(directory.files)) {
    const path = `${prefix}${name}`;
    if (isDirectory(entry)) yield* entriesOf(entry, `${path}/`);
    else yield { path, isUnpacked: 'unpacked' in entry && entry.unpacked === true };
  }
}

/** Lists what a packed folder holds. */
export async function readPackage(folder: string): Promise<PackageContents> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  return {
    archive: [...entriesOf(asar.getRawHeader(join(folder, 'resources/app.asar')).header)],
    folder: files
      .filter((file) => !file.isDirectory())
      .map((file) => relative(folder, join(file.parentPath, file.name)).split(sep).join('/')),
  };
}

const assets = /^out\/renderer\/assets\/[\w-]+\.(js|css|svg|png|woff2)$/;

/**
 * What is wrong with a package's contents, a line each: everything that runs must be there, and
 * nothing else may be.
 */
export function contentFaults(
  contents: PackageContents,
  target: Pick<PackageTarget, 'platform' | 'arch'>,
): readonly string[] {
  const native = nativeModulePaths(target);
  const needed = [
    'package.json',
    'build.json',
    moduleDigestsFile,
    'out/main/main.js',
    'out/keychain/keychain.js',
    'out/preload/preload.cjs',
    'out/renderer/index.html',
    'out/renderer/stopped.html',
    'node_modules/keytar/package.json',
    'node_modules/keytar/LICENSE.md',
    ...native,
    ...(target.platform === 'win32' ? ['out/workstation/notices.js'] : []),
  ];
  const faults: string[] = [];
  const archived = new Set(contents.archive.map(({ path }) => path));
  for (const path of needed) {
    if (!archived.has(path)) faults.push(`app.asar lacks ${path}`);
  }
  for (const { path, isUnpacked } of contents.archive) {
    if (!needed.includes(path) && !assets.test(path)) faults.push(`app.asar holds ${path}`);
    const isNative = native.includes(path);
    if (isUnpacked && !isNative) faults.push(`${path} is outside app.asar`);
    if (!isUnpacked && isNative) faults.push(`${path} is inside app.asar: it cannot load`);
  }
  return [...faults, ...folderFaults(contents.folder, target.platform, native)];
}

/** Written by some packages and not by others: where updates are kept, how it was installed. */
const optionalBesides: ReadonlySet<string> = new Set([
  'resources/app-update.yml',
  'resources/install-channel',
  'resources/package-type',
  'resources/apparmor-profile',
  'resources/elevate.exe',
]);

function folderFaults(
  folder: readonly string[],
  platform: 'linux' | 'win32',
  native: readonly string[],
): readonly string[] {
  const faults: string[] = [];
  const besides = new Set(folder);
  const neededBesides = [
    ...(platform === 'win32' ? ['CareDesk.exe'] : ['caredesk', 'caredesk-admin']),
    'LICENSE.electron.txt',
    'LICENSES.chromium.html',
    'locales/en-GB.pak',
    'locales/en-US.pak',
    'resources/app.asar',
    ...native.map((path) => `resources/app.asar.unpacked/${path}`),
  ];
  for (const path of neededBesides) {
    if (!besides.has(path)) faults.push(`the folder lacks ${path}`);
  }
  for (const path of folder) {
    const isJudged = /^(resources|locales)\//.test(path) || path === 'version';
    const isKnown = neededBesides.includes(path) || optionalBesides.has(path);
    if (isJudged && !isKnown) faults.push(`the folder holds ${path}`);
  }
  return faults;
}
