import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import asar from '@electron/asar';
import type { AfterPackContext } from 'electron-builder';
import { moduleDigestsFile, moduleDigestsSchema } from '../../electron/keychain/verified-module.ts';
import { koffiModulePath } from '../../electron/workstation/windows/koffi-module.ts';
import { isSigner } from './machine-folder-program.ts';
import type { PackageTarget } from './package-target.ts';
import { PackagingError } from './packaging-error.ts';

/** The system and processor that a native module is for, as the folders of prebuilt ones are named. */
type NativeTarget = Pick<PackageTarget, 'platform' | 'arch'>;

/** A native module that is packed. */
interface NativeModule {
  /** Inside the archive. */
  readonly path: string;
  /** The registry's package that brings it prebuilt, and where it lies in the project then. */
  readonly packageName: string;
  readonly installed: string;
}

/** Where the modules that are packed are made ready, in the project. */
function readyFolder({ platform, arch }: NativeTarget): string {
  return `out/native/${platform}-${arch}`;
}

/** keytar's native module of a target, inside the archive. */
export function keytarModulePath({ platform, arch }: NativeTarget): string {
  return `node_modules/keytar/prebuilds/${platform}-${arch}/keytar.node`;
}

function nativeModules(target: NativeTarget): readonly NativeModule[] {
  const keytar = keytarModulePath(target);
  const koffi = `@koromix/koffi-win32-${target.arch}`;
  const modules = [{ path: keytar, packageName: 'keytar', installed: keytar }];
  if (target.platform !== 'win32') return modules;
  return [
    ...modules,
    {
      path: koffiModulePath(target.arch),
      packageName: koffi,
      installed: `node_modules/${koffi}/win32_${target.arch}/koffi.node`,
    },
  ];
}

/** The native modules of a target, inside the archive. */
export function nativeModulePaths(target: NativeTarget): readonly string[] {
  return nativeModules(target).map(({ path }) => path);
}

/** The packages of the registry that the native modules of a target are from. */
export function nativePackages(target: NativeTarget): readonly string[] {
  return nativeModules(target).map(({ packageName }) => packageName);
}

/** What electron-builder is told: the modules that were made ready, in place of those installed. */
export function nativeModuleFiles(target: NativeTarget) {
  const from = readyFolder(target);
  return [
    '!node_modules/keytar/prebuilds',
    '!node_modules/@koromix',
    ...nativeModulePaths(target).map((path) => ({
      ...{ from, to: dirname(path), filter: basename(path) },
    })),
    { from, to: '.', filter: moduleDigestsFile },
  ];
}

/**
 * Makes the native modules ready to be packed, and writes their SHA-256 down for the archive.
 *
 * Signing changes the bytes of a module for Windows, and electron-builder signs what lies beside
 * the archive after it has made the archive, when no hash can be put into it any more. So the modules
 * are signed here, before anything is packed, and `electron-builder.yml` does not have them signed
 * again.
 *
 * @param installedIn the folder that holds `node_modules`
 * @throws PackagingError NATIVE_MODULE_MISSING
 */
export async function readyNativeModules(
  projectDir: string,
  installedIn: string,
  target: NativeTarget,
  packager: AfterPackContext['packager'],
): Promise<void> {
  const folder = join(projectDir, readyFolder(target));
  // Copies: those in node_modules stay what the registry gave.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const digests: Record<string, string> = {};
  for (const { path, packageName, installed } of nativeModules(target)) {
    const file = join(folder, basename(path));
    await copyFile(join(installedIn, installed), file).catch(() => {
      throw new PackagingError(
        'NATIVE_MODULE_MISSING',
        `${packageName} is not installed here. docs/releasing.md says how.`,
      );
    });
    if (isSigner(packager)) await packager.signIf(file);
    digests[path] = digestOf(await readFile(file));
  }
  await writeFile(join(folder, moduleDigestsFile), `${JSON.stringify(digests, null, 2)}\n`);
}

/**
 * What is wrong with the native modules of a packed folder, a line each: they must be those whose
 * hashes the archive holds, also after all has been signed, or CareDesk would not load them.
 */
export async function nativeModuleFaults(
  folder: string,
  target: NativeTarget,
): Promise<readonly string[]> {
  const resources = join(folder, 'resources');
  const faults = nativeModulePaths(target).map(async (path) => {
    try {
      const text = asar.extractFile(join(resources, 'app.asar'), moduleDigestsFile);
      const digests = moduleDigestsSchema.parse(JSON.parse(text.toString('utf8')));
      const packed = digestOf(await readFile(join(resources, 'app.asar.unpacked', path)));
      return digests[path] === packed ? [] : [`${path} is not the one whose hash app.asar holds`];
    } catch {
      return [`app.asar does not say what ${path} must be`];
    }
  });
  return (await Promise.all(faults)).flat();
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
