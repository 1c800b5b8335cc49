import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { type ElectronRuntime, resolveElectron } from '../electron-runtime/resolve-electron.ts';
import { runCommand } from '../run-command.ts';
import { copyRuntime } from './copy-runtime.ts';
import type { PackageTarget } from './package-target.ts';
import { PackagingError } from './packaging-error.ts';
import type { RuntimeVersions } from './sbom.ts';

/** The Electron that goes into a package. */
export interface PackagedElectron {
  readonly versions: RuntimeVersions;
  /** Null: electron-builder downloads it. */
  readonly folder: string | null;
}

/** Folder of an unpacked Electron for Windows, for machines that cannot download one. */
const windowsElectronVariable = 'CAREDESK_WINDOWS_ELECTRON';

/**
 * The version that an unpacked Electron's own `version` file names: a program for Windows cannot be
 * asked on Linux.
 *
 * @throws PackagingError PACKAGING_RUNTIME_UNUSABLE
 */
export async function unpackedVersion(folder: string): Promise<string> {
  const text = await readFile(join(folder, 'version'), 'utf8').catch(() => '');
  const version = /^v?(\d+\.\d+\.\d+(?:-[\w.]+)?)\s*$/.exec(text)?.[1];
  if (version !== undefined) return version;
  throw new PackagingError(
    'PACKAGING_RUNTIME_UNUSABLE',
    `${folder} does not say which Electron it is: there is no version file with a version in it. Unpack a release of Electron there, whole.`,
  );
}

/** Versions inside an Electron that can be started here. */
async function askedVersions({ executable, version }: ElectronRuntime): Promise<RuntimeVersions> {
  const run = await runCommand(executable, ['-p', 'JSON.stringify(process.versions)'], {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    timeout: 20_000,
  });
  const told = z
    .object({ chrome: z.string(), node: z.string() })
    .safeParse(run.code === 0 ? JSON.parse(run.stdout) : null).data;
  return { electron: version, chromium: told?.chrome ?? null, node: told?.node ?? null };
}

/**
 * The Electron to pack. For Linux it is the one found here. For Windows it is what
 * `CAREDESK_WINDOWS_ELECTRON` names, or the one package.json names, downloaded.
 *
 * @param copy an empty folder to prepare it in
 * @throws PackagingError PACKAGING_RUNTIME_UNUSABLE; what `resolveElectron` throws
 */
export async function electronFor(
  { platform }: PackageTarget,
  intended: string,
  copy: string,
): Promise<PackagedElectron> {
  const here = await resolveElectron();
  if (platform === 'linux') {
    await copyRuntime(here.executable, copy);
    return { versions: await askedVersions(here), folder: copy };
  }
  const given = process.env[windowsElectronVariable] ?? '';
  const version = given === '' ? intended : await unpackedVersion(given);
  if (given !== '') await copyRuntime(join(given, 'electron.exe'), copy);
  return {
    versions:
      here.version === version
        ? await askedVersions(here)
        : { electron: version, chromium: null, node: null },
    folder: given === '' ? null : copy,
  };
}
