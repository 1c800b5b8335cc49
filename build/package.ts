import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { archFromString, build, Platform } from 'electron-builder';
import { BuildError } from './build-error.ts';
import { bundle } from './bundle.ts';
import { resolveElectron } from './electron-runtime/resolve-electron.ts';
import { copyRuntime } from './packaging/copy-runtime.ts';
import { fuseFaults, readFuses } from './packaging/fuses.ts';
import { contentFaults, readPackage } from './packaging/package-contents.ts';
import { PackagingError } from './packaging/packaging-error.ts';
import { projectRoot } from './project-root.ts';

/** A packed CareDesk, checked. */
export interface Package {
  /** Absolute path of the folder. */
  readonly folder: string;
  readonly executable: string;
  readonly electronVersion: string;
}

/** Packs with `electron-builder.yml` and returns the folder it made. */
async function pack(electronDist: string, electronVersion: string): Promise<string> {
  let folder: string | null = null;
  await build({
    projectDir: projectRoot,
    targets: Platform.LINUX.createTarget('dir', archFromString(process.arch)),
    publish: 'never',
    config: {
      electronDist,
      electronVersion,
      afterPack: ({ appOutDir }) => {
        folder = appOutDir;
      },
    },
  });
  if (folder === null) throw new PackagingError('PACKAGE_NOT_MADE', 'Nothing was packed.');
  return folder;
}

/**
 * Bundles CareDesk and packs it for this Linux machine into an unpacked folder in `dist/`, then
 * reads back what was packed: its fuses and all its files.
 *
 * @throws PackagingError when this is not Linux, when the Electron found cannot be packed, or when
 *   what was packed is not exactly what should be (PACKAGE_REFUSED); what `resolveElectron` and
 *   `bundle` throw
 */
export async function packageForLinux(): Promise<Package> {
  if (process.platform !== 'linux') {
    throw new PackagingError(
      'PACKAGING_PLATFORM_UNSUPPORTED',
      'Only Linux can be packaged so far, and only on Linux.',
    );
  }
  const runtime = await resolveElectron();
  await bundle();
  const electronDist = await mkdtemp(join(tmpdir(), 'caredesk-electron-'));
  try {
    await copyRuntime(runtime.executable, electronDist);
    const folder = await pack(electronDist, runtime.version);
    const executable = join(folder, 'caredesk');
    const faults = [
      ...fuseFaults(await readFuses(executable)),
      ...contentFaults(await readPackage(folder), process.arch),
    ];
    if (faults.length > 0) {
      const list = faults.map((fault) => `  ${fault}`).join('\n');
      throw new PackagingError('PACKAGE_REFUSED', `The package is not what it should be:\n${list}`);
    }
    return { folder, executable, electronVersion: runtime.version };
  } finally {
    await rm(electronDist, { recursive: true, force: true });
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

async function report({ folder, electronVersion }: Package): Promise<void> {
  const { archive, folder: files } = await readPackage(folder);
  const sizes = await Promise.all(
    files.map(async (file) => ({ file, size: (await stat(join(folder, file))).size })),
  );
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  const app = sizes.find(({ file }) => file === 'resources/app.asar')?.size ?? 0;
  console.log(
    [
      '',
      `Packaged into ${folder}`,
      `  Electron ${electronVersion}, fuses and contents as they should be`,
      `  ${megabytes(total)} in ${files.length} files; app.asar ${megabytes(app)}, ${archive.length} files`,
    ].join('\n'),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await report(await packageForLinux());
  } catch (error) {
    const isExplained = error instanceof PackagingError || error instanceof BuildError;
    console.error(isExplained ? `\n${error.message}\n` : error);
    process.exitCode = 1;
  }
}
