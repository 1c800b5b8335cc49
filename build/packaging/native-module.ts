import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import asar from '@electron/asar';
import type { AfterPackContext } from 'electron-builder';
import { moduleDigestsFile, moduleDigestsSchema } from '../../electron/keychain/verified-module.ts';
import { isSigner } from './machine-folder-program.ts';
import type { PackageTarget } from './package-target.ts';

/** The system and processor that a native module is for, as the folders of prebuilt ones are named. */
type NativeTarget = Pick<PackageTarget, 'platform' | 'arch'>;

/** Where the module that is packed is made ready, in the project. */
function readyFolder({ platform, arch }: NativeTarget): string {
  return `out/native/${platform}-${arch}`;
}

/** The native module of a target, inside the archive. */
export function nativeModulePath({ platform, arch }: NativeTarget): string {
  return `node_modules/keytar/prebuilds/${platform}-${arch}/keytar.node`;
}

/** What electron-builder is told: the module that was made ready, in place of those keytar brings. */
export function nativeModuleFiles(target: NativeTarget) {
  const from = readyFolder(target);
  return [
    '!node_modules/keytar/prebuilds',
    { from, to: dirname(nativeModulePath(target)), filter: 'keytar.node' },
    { from, to: '.', filter: moduleDigestsFile },
  ];
}

/**
 * Makes the native module ready to be packed, and writes its SHA-256 down for the archive.
 *
 * Signing changes the bytes of a module for Windows, and electron-builder signs what lies beside
 * the archive after it has made the archive, when no hash can be put into it any more. So the module
 * is signed here, before anything is packed, and `electron-builder.yml` does not have it signed again.
 */
export async function readyNativeModule(
  projectDir: string,
  target: NativeTarget,
  packager: AfterPackContext['packager'],
): Promise<void> {
  const path = nativeModulePath(target);
  const folder = join(projectDir, readyFolder(target));
  const file = join(folder, 'keytar.node');
  // A copy: the one in node_modules stays what the registry gave.
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await copyFile(join(projectDir, path), file);
  if (isSigner(packager)) await packager.signIf(file);
  const digests = { [path]: digestOf(await readFile(file)) };
  await writeFile(join(folder, moduleDigestsFile), `${JSON.stringify(digests, null, 2)}\n`);
}

/**
 * What is wrong with the native module of a packed folder, a line each: it must be the one whose
 * hash the archive holds, also after all has been signed, or CareDesk would not load it.
 */
export async function nativeModuleFaults(
  folder: string,
  target: NativeTarget,
): Promise<readonly string[]> {
  const path = nativeModulePath(target);
  const resources = join(folder, 'resources');
  try {
    const text = asar.extractFile(join(resources, 'app.asar'), moduleDigestsFile).toString('utf8');
    const digests = moduleDigestsSchema.parse(JSON.parse(text));
    const packed = digestOf(await readFile(join(resources, 'app.asar.unpacked', path)));
    return digests[path] === packed ? [] : [`${path} is not the one whose hash app.asar holds`];
  } catch {
    return [`app.asar does not say what ${path} must be`];
  }
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
