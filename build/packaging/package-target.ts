import { Arch, Platform } from 'electron-builder';
import { PackagingError } from './packaging-error.ts';

export type PackageKind = 'dir' | 'appimage' | 'deb' | 'nsis' | 'msi';
export type PackageArch = 'x64' | 'arm64';

/** One package to make. */
export interface PackageTarget {
  /** `dir` is an unpacked folder. */
  readonly kind: PackageKind;
  readonly platform: 'linux' | 'win32';
  readonly arch: PackageArch;
}

/** How electron-builder calls each kind. */
const builderNames: Readonly<Record<PackageKind, string>> = {
  dir: 'dir',
  appimage: 'AppImage',
  deb: 'deb',
  nsis: 'nsis',
  msi: 'msi',
};

const platforms: Readonly<Record<Exclude<PackageKind, 'dir'>, PackageTarget['platform']>> = {
  appimage: 'linux',
  deb: 'linux',
  nsis: 'win32',
  msi: 'win32',
};

function isKind(text: string): text is PackageKind {
  return Object.hasOwn(builderNames, text);
}

function isArch(text: string): text is PackageArch {
  return text === 'x64' || text === 'arm64';
}

export const packageUsage = `npm run package -- [--target ${Object.keys(builderNames).join('|')}] [--arch x64|arm64]`;

/**
 * Reads `--target dir|appimage|deb|nsis|msi` (default `dir`, for the system that packs) and
 * `--arch x64|arm64` (default: this machine's).
 *
 * @throws PackagingError PACKAGING_TARGET_UNKNOWN, PACKAGING_PLATFORM_UNSUPPORTED
 */
export function packageTarget(
  args: readonly string[],
  host: { readonly platform: NodeJS.Platform; readonly arch: string },
): PackageTarget {
  const options = { target: 'dir', arch: host.arch };
  for (let at = 0; at < args.length; at += 1) {
    const [name = '', inline] = (args[at] ?? '').split('=');
    const option = name.replace(/^--/, '');
    if (option !== 'target' && option !== 'arch') {
      throw new PackagingError('PACKAGING_TARGET_UNKNOWN', `There is no ${name}. ${packageUsage}`);
    }
    if (inline === undefined) at += 1;
    options[option] = inline ?? args[at] ?? '';
  }
  const { target, arch } = options;
  if (!isKind(target)) {
    throw new PackagingError(
      'PACKAGING_TARGET_UNKNOWN',
      `--target is one of ${Object.keys(builderNames).join(', ')}.`,
    );
  }
  if (!isArch(arch)) {
    throw new PackagingError('PACKAGING_TARGET_UNKNOWN', '--arch is x64 or arm64.');
  }
  const platform = target === 'dir' ? host.platform : platforms[target];
  if (platform !== 'linux' && platform !== 'win32') {
    throw new PackagingError(
      'PACKAGING_PLATFORM_UNSUPPORTED',
      'CareDesk is packaged for Windows and Linux, on Windows or Linux.',
    );
  }
  if (platform === 'linux' && host.platform !== 'linux') {
    throw new PackagingError(
      'PACKAGING_PLATFORM_UNSUPPORTED',
      'Packages for Linux are made on Linux.',
    );
  }
  return { kind: target, platform, arch };
}

/** A target as electron-builder wants it. */
export function builderTargets({
  kind,
  platform,
  arch,
}: PackageTarget): Map<Platform, Map<Arch, string[]>> {
  const system = platform === 'win32' ? Platform.WINDOWS : Platform.LINUX;
  return system.createTarget(builderNames[kind], arch === 'x64' ? Arch.x64 : Arch.arm64);
}
