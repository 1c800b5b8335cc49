import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import asar from '@electron/asar';
import type { PackageExpectations } from '../../../build/packaging/judge-package.ts';

const native = 'node_modules/keytar/prebuilds/linux-x64/keytar.node';
const archived = [
  'package.json',
  'build.json',
  'out/main/main.js',
  'out/keychain/keychain.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
  'out/renderer/stopped.html',
  'node_modules/keytar/package.json',
  'node_modules/keytar/LICENSE.md',
  native,
];
const beside = [
  'caredesk-admin',
  'LICENSE.electron.txt',
  'LICENSES.chromium.html',
  'locales/en-GB.pak',
  'locales/en-US.pak',
];

/** Each fuse as required, the ninth with them, in Electron's own spelling. */
export const goodFuses = '010011001';

/** The start of a program for Linux on x64. */
const header = `\x7fELF${'\0'.repeat(14)}\x3e\0`;

/** Writes a file with the folders it needs. */
export async function writeInto(folder: string, path: string, text: string): Promise<void> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, 'latin1');
}

/** Writes the program of a packed folder. */
export function writeProgram(folder: string, fuses: string): Promise<void> {
  const wire = `dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01${String.fromCharCode(fuses.length)}${fuses}`;
  return writeInto(folder, 'caredesk', `${header} ${wire} `);
}

/**
 * Writes a packed folder that is as it should be, and says what is expected of it.
 * @param texts of files of the archive, by path
 */
export async function writePackedFolder(
  folder: string,
  texts: Readonly<Record<string, string>> = {},
): Promise<PackageExpectations> {
  const source = `${folder}-source`;
  const digests = { [native]: createHash('sha256').update(native).digest('hex') };
  await writeInto(
    source,
    'native-modules.json',
    texts['native-modules.json'] ?? JSON.stringify(digests),
  );
  for (const path of archived) await writeInto(source, path, texts[path] ?? path);
  const archive = join(folder, 'resources/app.asar');
  await asar.createPackageWithOptions(source, archive, { unpack: '*.node' });
  for (const path of beside) await writeInto(folder, path, path);
  await writeProgram(folder, goodFuses);
  return {
    target: { kind: 'dir', platform: 'linux', arch: 'x64' },
    executable: join(folder, 'caredesk'),
    isNamedElectron: true,
    budget: { 'app.asar': 5_000, 'besides Electron': 6_000, 'whole package': 10_000 },
  };
}
