import { fewestFuses, fuseFaults, readFuses } from './fuses.ts';
import { nativeModuleFaults } from './native-module.ts';
import { contentFaults, type PackageContents, readPackage } from './package-contents.ts';
import type { PackageTarget } from './package-target.ts';
import { PackagingError } from './packaging-error.ts';
import { seamFaults } from './packed-seams.ts';
import { processorFaults, programProcessor } from './program-processor.ts';
import { measurePackage, type PackageSizes, sizeFaults } from './size-budget.ts';

/** What a packed folder must be. */
export interface PackageExpectations {
  readonly target: PackageTarget;
  /** Absolute path of the program with the fuses. */
  readonly executable: string;
  /** Whether the packed Electron is the one package.json names. */
  readonly isNamedElectron: boolean;
  readonly budget: PackageSizes;
}

/** A packed folder that is as it should be. */
export interface JudgedPackage {
  readonly contents: PackageContents;
  readonly sizes: PackageSizes;
}

/**
 * Reads back what was packed: its program's fuses and processor, all its files and their
 * sizes, that the native
 * module is the one whose hash the archive holds, and that no seam of development is there.
 *
 * @throws PackagingError PACKAGE_REFUSED with a line for each fault
 */
export async function judgePackage(
  folder: string,
  { target, executable, isNamedElectron, budget }: PackageExpectations,
): Promise<JudgedPackage> {
  const contents = await readPackage(folder);
  const sizes = await measurePackage(folder, contents.folder);
  const faults = [
    ...fuseFaults(await readFuses(executable), fewestFuses(isNamedElectron)),
    ...processorFaults(await programProcessor(executable), target.arch),
    ...contentFaults(contents, target),
    ...(await nativeModuleFaults(folder, target)),
    ...seamFaults(folder, contents.archive),
    ...sizeFaults(sizes, budget),
  ];
  if (faults.length === 0) return { contents, sizes };
  const list = faults.map((fault) => `  ${fault}`).join('\n');
  throw new PackagingError('PACKAGE_REFUSED', `The package is not what it should be:\n${list}`);
}
