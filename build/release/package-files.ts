import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildStamp } from '../packaging/build-stamp.ts';
import { holdsAuthenticode } from './authenticode-table.ts';
import { type BlockMap, readBlockMapBeside, readEmbeddedBlockMap } from './block-map.ts';
import { sha512Of } from './file-hash.ts';
import { readCompanions } from './package-companions.ts';
import { ReleaseError } from './release-error.ts';

/** What an update feed can offer, and what administrators deploy themselves. */
export type ReleasedKind = 'nsis' | 'appimage' | 'deb' | 'msi';

export interface PackageFile {
  readonly name: string;
  readonly kind: ReleasedKind;
  readonly platform: 'windows' | 'linux';
  readonly arch: 'x64' | 'arm64';
  readonly stamp: BuildStamp;
  /** Bytes. */
  readonly size: number;
  /** Base64, as electron-updater compares it. */
  readonly sha512: string;
  /** Null for packages that no feed offers. */
  readonly blockMap: BlockMap | null;
  /** Files that go into the feed with it: stamp, bill of materials, licences, and its blockmap. */
  readonly companions: readonly string[];
}

export interface PackageFolder {
  readonly folder: string;
  readonly version: string;
  readonly files: readonly PackageFile[];
}

const kinds = { exe: 'nsis', msi: 'msi', AppImage: 'appimage', deb: 'deb' } as const;

/** electron-builder names processors as each format's users do. */
const archNames: Readonly<Record<string, 'x64' | 'arm64'>> = {
  x64: 'x64',
  x86_64: 'x64',
  amd64: 'x64',
  arm64: 'arm64',
  aarch64: 'arm64',
};
const arches = Object.keys(archNames).join('|');

function refused(name: string, message: string): ReleaseError {
  return new ReleaseError('PACKAGE_REFUSED', `${name}: ${message}`);
}

/**
 * A file's name carries the version exactly once, because the address of the old blockmap is the
 * new one's with the version replaced (electron-updater, Provider.getBlockMapFiles), and the
 * processor, by which a Windows PC finds its file among several (Provider.findFile).
 */
function checkName(name: string, kind: ReleasedKind, stamp: BuildStamp): { arch: 'x64' | 'arm64' } {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
    throw refused(name, 'the name may hold letters, digits, dots, hyphens and underlines only.');
  }
  // 1.1.0 stands neither in 11.1.0 nor in 1.1.0-beta.1.
  const escaped = stamp.version.replaceAll('.', '\\.');
  const asWhole = new RegExp(`(?<![0-9.])${escaped}(?=-(?:${arches})\\.|\\.[A-Za-z]+$)`);
  if (name.split(stamp.version).length !== 2 || !asWhole.test(name)) {
    throw refused(name, `the name must hold the version its stamp has (${stamp.version}), once.`);
  }
  const [rest] = name.replace(stamp.version, '').split(/\.(?=[A-Za-z]+$)/);
  const named = new Set((rest ?? '').split(/[-.]/).flatMap((part) => archNames[part] ?? []));
  const [arch] = named;
  if (arch === undefined || named.size > 1 || arch !== stamp.arch) {
    throw refused(
      name,
      `the name must say for which processor it is, as its stamp does (${stamp.arch}).`,
    );
  }
  if (kind === 'nsis' && !name.includes(arch)) {
    throw refused(name, `the name must hold "${arch}", by which a PC finds its installer.`);
  }
  return { arch };
}

async function readPackageFile(
  folder: string,
  name: string,
  kind: ReleasedKind,
): Promise<PackageFile> {
  const beside = await readCompanions(folder, name);
  if (beside.kind === 'faulty') {
    throw refused(
      name,
      `${beside.fault} Build it again with npm run package, and copy the files beside it too.`,
    );
  }
  const { stamp } = beside;
  const platform = kind === 'nsis' || kind === 'msi' ? 'windows' : 'linux';
  if ((stamp.platform === 'win32') !== (platform === 'windows')) {
    throw refused(name, `its stamp says it is for ${stamp.platform}. Build again.`);
  }
  const { arch } = checkName(name, kind, stamp);
  const { size } = await stat(join(folder, name));
  if (size === 0) throw refused(name, 'the file is empty. Build again.');
  if (kind === 'nsis' && stamp.signed && !(await holdsAuthenticode(join(folder, name)))) {
    throw refused(name, 'its stamp says it is signed, and it holds no signature. Build again.');
  }
  const blockMap = await readBlockMap(folder, name, kind, size);
  const companions = [
    ...beside.names,
    ...(blockMap?.kind === 'beside' ? [`${name}.blockmap`] : []),
  ];
  const sha512 = await sha512Of(join(folder, name));
  return { name, kind, platform, arch, stamp, size, sha512, blockMap, companions };
}

async function readBlockMap(
  folder: string,
  name: string,
  kind: ReleasedKind,
  size: number,
): Promise<BlockMap | null> {
  switch (kind) {
    case 'nsis':
      return readBlockMapBeside(folder, name, size);
    case 'appimage':
      return readEmbeddedBlockMap(folder, name, size);
    case 'deb':
    case 'msi':
      return null;
  }
}

/**
 * Reads and checks the packages of one version in a folder: names, stamps and blockmaps agree
 * with the files. Nothing is said yet about whether they may be released.
 *
 * @throws ReleaseError PACKAGES_UNUSABLE, PACKAGE_REFUSED
 */
export async function readPackageFolder(folder: string): Promise<PackageFolder> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new ReleaseError('PACKAGES_UNUSABLE', `The folder ${folder} cannot be read.`, { cause });
  });
  const found = names.sort().flatMap((name) => {
    const extension = name.split('.').at(-1) ?? '';
    const kind = Object.entries(kinds).find(([ending]) => ending === extension)?.[1];
    return kind === undefined ? [] : [{ name, kind }];
  });
  const files: PackageFile[] = [];
  for (const { name, kind } of found) files.push(await readPackageFile(folder, name, kind));
  const versions = [...new Set(files.map(({ stamp }) => stamp.version))];
  const [version] = versions;
  if (version === undefined) {
    throw new ReleaseError(
      'PACKAGES_UNUSABLE',
      `There is no package in ${folder} (.exe, .msi, .AppImage or .deb). Make one first: npm run package -- --target nsis, msi, appimage or deb.`,
    );
  }
  if (versions.length > 1) {
    throw new ReleaseError(
      'PACKAGES_UNUSABLE',
      `The packages in ${folder} are of several versions (${versions.join(', ')}). Empty the folder and build once.`,
    );
  }
  for (const { name, platform, arch, kind } of files) {
    const twin = files.find(
      (file) =>
        file.name !== name &&
        file.kind === kind &&
        file.platform === platform &&
        file.arch === arch,
    );
    // Two installers for one processor: a PC could not tell which one is its own.
    if (twin !== undefined && kind !== 'msi') {
      throw refused(
        name,
        `${twin.name} is the same kind for the same processor. Publish one of them.`,
      );
    }
  }
  return { folder, version, files };
}
