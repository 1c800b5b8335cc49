import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BuildStamp } from '../../../build/packaging/build-stamp.ts';
import { companionsOf } from '../../../build/packaging/companions.ts';
import { writeLicenceFiles } from '../../../build/packaging/licence-files.ts';

const require = createRequire(import.meta.url);
/** The block maps of the tests come from electron-builder, as those of real packages do. */
const {
  buildBlockMap,
}: typeof import('app-builder-lib/out/targets/blockmap/blockmap.js') = require('app-builder-lib/out/targets/blockmap/blockmap.js');

/** A 64-bit Windows program as far as its headers; `signed` gives it a certificate table. */
function windowsProgram(signed: boolean, body: Buffer): Buffer {
  const program = Buffer.concat([Buffer.alloc(4096), body]);
  program.write('MZ', 0, 'latin1');
  program.writeUInt32LE(0x80, 0x3c);
  program.write('PE\0\0', 0x80, 'latin1');
  const optional = 0x80 + 24;
  program.writeUInt16LE(0x20b, optional);
  if (signed) {
    program.writeUInt32LE(4096, optional + 112 + 32);
    program.writeUInt32LE(1024, optional + 112 + 36);
  }
  return program;
}

export type PackagedKind = 'exe' | 'msi' | 'AppImage' | 'deb';

export interface PackageOnDisk {
  readonly kind: PackagedKind;
  readonly version: string;
  readonly arch?: 'x64' | 'arm64';
  readonly name?: string;
  readonly bytes?: number;
  /** What is in it; random by default. */
  readonly body?: Buffer;
  /** Whether the program holds a signature; as its stamp says by default. */
  readonly holdsSignature?: boolean;
  readonly stamp?: Partial<BuildStamp>;
  /** Electron that its bill of materials names; its stamp's by default. */
  readonly billedElectron?: string;
}

/** The keys of the checkout a package is built in: of the `release-trust.json` above its folder. */
async function releaseKeysAround(folder: string): Promise<string[]> {
  const text = await readFile(join(folder, 'release-trust.json'), 'utf8').catch(() => null);
  if (text !== null) {
    const { releaseKeys }: { releaseKeys: { keyId: string }[] } = JSON.parse(text);
    return releaseKeys.map(({ keyId }) => keyId);
  }
  return dirname(folder) === folder ? [] : releaseKeysAround(dirname(folder));
}

/** Writes a package with all that lies beside it, and returns its name. */
export async function writePackage(folder: string, made: PackageOnDisk): Promise<string> {
  const { kind, version, arch = 'x64', bytes = 60_000 } = made;
  const body = made.body ?? randomBytes(bytes);
  const isWindows = kind === 'exe' || kind === 'msi';
  const name = made.name ?? `caredesk${kind === 'exe' ? '-setup' : ''}-${version}-${arch}.${kind}`;
  const stamp: BuildStamp = {
    version,
    electron: '45.4.1',
    platform: isWindows ? 'win32' : 'linux',
    arch,
    commit: '0123456789abcdef0123456789abcdef01234567',
    signed: isWindows,
    releaseKeys: await releaseKeysAround(folder),
    notForRelease: [],
    notes: ['Finding a patient by name is quicker.'],
    ...made.stamp,
  };
  await mkdir(folder, { recursive: true });
  const file = join(folder, name);
  const holdsSignature = made.holdsSignature ?? stamp.signed;
  await writeFile(file, kind === 'exe' ? windowsProgram(holdsSignature, body) : body);
  if (kind === 'exe') await buildBlockMap(file, 'gzip', `${file}.blockmap`);
  if (kind === 'AppImage') await buildBlockMap(file, 'deflate');
  const beside = companionsOf(file);
  await writeFile(beside.stamp, JSON.stringify(stamp));
  await writeLicenceFiles(file, {
    version: stamp.version,
    licences: {
      components: [],
      runtime: { electron: made.billedElectron ?? stamp.electron, chromium: null, node: null },
    },
    programs: [],
    madeAt: null,
  });
  return name;
}
