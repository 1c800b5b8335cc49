import { rm } from 'node:fs/promises';
import { type BuildStamp, writeBuildStamp } from './build-stamp.ts';
import { companionsOf } from './companions.ts';
import { judgePackage, type PackageExpectations } from './judge-package.ts';
import { type PackageLicences, writeLicenceFiles } from './licence-files.ts';
import type { Packed } from './pack.ts';
import { shippedPrograms } from './shipped-programs.ts';
import type { PackageSizes } from './size-budget.ts';

/** What is said of a package in the files beside it. */
export interface PackageFacts {
  readonly stamp: BuildStamp;
  readonly licences: PackageLicences;
  /** Time of the commit, or null outside a checkout. */
  readonly madeAt: Date | null;
}

/**
 * Judges what was packed and then, not before, writes the files beside it: stamp, bill of materials
 * and list of licences of each artifact. Beside an unpacked folder, which holds its stamp, go the
 * last two.
 *
 * @returns the sizes of the packed folder
 * @throws PackagingError PACKAGE_REFUSED; then no stamp is left beside the artifacts
 */
export async function finishPackage(
  { folder, artifacts }: Packed,
  expectations: PackageExpectations,
  { stamp, licences, madeAt }: PackageFacts,
): Promise<PackageSizes> {
  // An earlier build's stamp would vouch for what has taken its package's place.
  for (const artifact of artifacts) await rm(companionsOf(artifact).stamp, { force: true });
  const { sizes, contents } = await judgePackage(folder, expectations);
  const facts = {
    version: stamp.version,
    licences,
    programs: shippedPrograms(contents.folder),
    madeAt,
  };
  for (const artifact of artifacts.length > 0 ? artifacts : [folder]) {
    await writeLicenceFiles(artifact, facts);
  }
  for (const artifact of artifacts) await writeBuildStamp(companionsOf(artifact).stamp, stamp);
  return sizes;
}
