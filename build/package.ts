import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { BuildError } from './build-error.ts';
import { bundle } from './bundle.ts';
import {
  type BuildStamp,
  buildStamp,
  cleanCommit,
  commitTime,
  readProjectVersions,
  writeBuildStamp,
} from './packaging/build-stamp.ts';
import { finishPackage } from './packaging/finish-package.ts';
import { checkLicences } from './packaging/licence-files.ts';
import { pack } from './packaging/pack.ts';
import { type PackageTarget, packageTarget, packageUsage } from './packaging/package-target.ts';
import { electronFor } from './packaging/packaged-electron.ts';
import { PackagingError } from './packaging/packaging-error.ts';
import { ensureTools } from './packaging/packaging-tools.ts';
import { readReleaseTrust } from './packaging/release-trust-file.ts';
import { megabytes, type PackageSizes, readSizeBudget } from './packaging/size-budget.ts';
import { readVersionNotes } from './packaging/version-notes.ts';
import { windowsSigning } from './packaging/windows-signing.ts';
import { projectRoot } from './project-root.ts';
import { ReleaseError } from './release/release-error.ts';

/** A packed CareDesk, checked. */
export interface Package {
  /** Absolute path of the unpacked folder. */
  readonly folder: string;
  readonly executable: string;
  readonly electronVersion: string;
  /** Installers and the like; none for an unpacked folder. */
  readonly artifacts: readonly string[];
  readonly stamp: BuildStamp;
  readonly sizes: PackageSizes;
}

/**
 * Bundles CareDesk and packs it, then reads back what was packed: its fuses, all its files, their
 * sizes and the licences of what is in it. Beside every artifact in `dist/` go its stamp, its bill of
 * materials and its list of licences; beside an unpacked folder, which holds its stamp, the last two.
 *
 * @throws ReleaseError NOTES_UNUSABLE; PackagingError when the target cannot be packed here, when
 *   signing is set up by half, or when what was packed is not exactly what should be
 *   (PACKAGE_REFUSED, LICENCE_REFUSED); what `resolveElectron` and `bundle` throw
 */
export async function packageFor(target: PackageTarget): Promise<Package> {
  const trust = await readReleaseTrust();
  const signing = windowsSigning(process.env, trust.publisherNames);
  const { version, intendedElectron } = await readProjectVersions(projectRoot);
  const notes = await readVersionNotes(projectRoot, version);
  const folder = await mkdtemp(join(tmpdir(), 'caredesk-package-'));
  const copy = join(folder, 'electron');
  try {
    const standIn = await ensureTools(target, join(folder, 'tools'));
    // electron-builder asks for its tools nowhere else.
    Object.assign(process.env, standIn.variables);
    await mkdir(copy);
    const electron = await electronFor(target, intendedElectron, copy);
    const modules = await bundle({ purpose: 'package' });
    const licences = await checkLicences(modules, target, electron.versions);
    const stamp = buildStamp({
      version,
      electron: electron.versions.electron,
      intendedElectron,
      platform: target.platform,
      arch: target.arch,
      commit: await cleanCommit(projectRoot),
      isSigned: signing.isSigned,
      releaseKeys: trust.releaseKeys.map(({ keyId }) => keyId),
      reservations: standIn.notForRelease === null ? [] : [standIn.notForRelease],
      notes,
    });
    await writeBuildStamp(join(projectRoot, 'out/build/build.json'), stamp);
    const packed = await pack({
      target,
      projectDir: projectRoot,
      electronDist: electron.folder,
      electronVersion: electron.versions.electron,
      win: signing.win,
    });
    const executable = join(
      packed.folder,
      target.platform === 'win32' ? 'CareDesk.exe' : 'caredesk',
    );
    const expectations = {
      target,
      executable,
      isNamedElectron: stamp.electron === intendedElectron,
      budget: await readSizeBudget(target.platform),
    };
    const madeAt = await commitTime(projectRoot);
    const sizes = await finishPackage(packed, expectations, { stamp, licences, madeAt });
    return {
      folder: packed.folder,
      executable,
      electronVersion: stamp.electron,
      artifacts: packed.artifacts,
      stamp,
      sizes,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Packs CareDesk for this Linux machine into an unpacked folder in `dist/`.
 *
 * @throws PackagingError PACKAGING_PLATFORM_UNSUPPORTED anywhere else; what `packageFor` throws
 */
export async function packageForLinux(): Promise<Package> {
  if (process.platform !== 'linux') {
    throw new PackagingError(
      'PACKAGING_PLATFORM_UNSUPPORTED',
      'Packages for Linux are made on Linux.',
    );
  }
  return packageFor(packageTarget([], process));
}

function report({ folder, electronVersion, artifacts, stamp, sizes }: Package): void {
  console.log(
    [
      '',
      `Packaged into ${folder}`,
      ...artifacts.map((artifact) => `  ${artifact}`),
      `  Electron ${electronVersion}, fuses, contents, sizes and licences as they should be`,
      `  ${megabytes(sizes['whole package'])}; app.asar ${megabytes(sizes['app.asar'])}`,
      ...stamp.notForRelease.map((reason) => `  Not for release: ${reason}`),
    ].join('\n'),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const args = process.argv.slice(2);
  try {
    if (args.includes('--help')) console.log(`\n${packageUsage}\n`);
    else report(await packageFor(packageTarget(args, process)));
  } catch (error) {
    const isExplained =
      error instanceof PackagingError ||
      error instanceof BuildError ||
      error instanceof ReleaseError;
    console.error(isExplained ? `\n${error.message}\n` : error);
    process.exitCode = 1;
  }
}
