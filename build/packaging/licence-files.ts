import { writeFile } from 'node:fs/promises';
import { companionsOf } from './companions.ts';
import { nativePackages } from './native-module.ts';
import type { PackageTarget } from './package-target.ts';
import type { PackagedComponent } from './packaged-components.ts';
import { packagedComponents } from './packaged-components.ts';
import { PackagingError } from './packaging-error.ts';
import { type RuntimeVersions, sbom } from './sbom.ts';
import { programLicenceText, type ShippedProgram } from './shipped-programs.ts';

/** SPDX identifiers of licences that may be in a package: all permissive. A new one is a decision. */
const allowedLicences: ReadonlySet<string> = new Set([
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  '0BSD',
  'BlueOak-1.0.0',
  'Python-2.0',
  'CC0-1.0',
  'Zlib',
]);

/** What is in a package, and under which terms. */
export interface PackageLicences {
  readonly components: readonly PackagedComponent[];
  readonly runtime: RuntimeVersions;
}

/** Whether an SPDX expression leaves a choice of allowed licences only. Nested ones are refused. */
export function isAllowedLicence(expression: string): boolean {
  const plain = expression.trim().replace(/^\(([^()]*)\)$/, '$1');
  if (plain.includes(' OR ') && plain.includes(' AND ')) return false;
  return plain.includes(' OR ')
    ? plain.split(' OR ').some((licence) => allowedLicences.has(licence.trim()))
    : plain.split(' AND ').every((licence) => allowedLicences.has(licence.trim()));
}

/** What is wrong with the licences of what is packed, a line each. */
export function licenceFaults(components: readonly PackagedComponent[]): readonly string[] {
  return components.flatMap(({ name, version, licence, licenceText }) => [
    ...(isAllowedLicence(licence)
      ? []
      : [`${name} ${version} is under “${licence}”, which is not on the list of allowed licences`]),
    ...(licenceText === null || licenceText.trim() === ''
      ? [`${name} ${version} brings no licence text, and licence-texts/ has none`]
      : []),
  ]);
}

/**
 * Finds out what is really packed and under which licences.
 *
 * @param modules as `bundle` gives them
 * @throws PackagingError LICENCE_REFUSED
 */
export async function checkLicences(
  modules: readonly string[],
  target: Pick<PackageTarget, 'platform' | 'arch'>,
  runtime: RuntimeVersions,
): Promise<PackageLicences> {
  const components = await packagedComponents(modules, nativePackages(target));
  const faults = licenceFaults(components);
  if (faults.length > 0) {
    const list = faults.map((fault) => `  ${fault}`).join('\n');
    throw new PackagingError('LICENCE_REFUSED', `This must not be packed:\n${list}`);
  }
  return { components, runtime };
}

function licenceSection(title: string, text: string): string {
  const rule = '-'.repeat(80);
  return `${rule}\n${title}\n${rule}\n\n${text.trim()}\n`;
}

/** The list of licences as text, for people. */
export async function licenceList(
  { components, runtime }: PackageLicences,
  programs: readonly ShippedProgram[],
): Promise<string> {
  const runtimeWords = [
    `CareDesk runs on Electron ${runtime.electron}, which holds Chromium and Node.js.`,
    'Their licences lie in the installation folder: LICENSE.electron.txt and',
    'LICENSES.chromium.html.',
  ].join('\n');
  const texts = components.map(({ name, version, licence, licenceText }) =>
    licenceSection(`${name} ${version} (${licence})`, licenceText ?? ''),
  );
  for (const program of programs) {
    const { name, path, licence, source } = program;
    const title = `${name}, a program of its own in ${path} (${licence}; source: ${source})`;
    texts.push(licenceSection(title, await programLicenceText(program)));
  }
  return `${runtimeWords}\n\n${texts.join('\n')}`;
}

/** What the files beside a package say of it. */
export interface LicenceFacts {
  /** CareDesk's own version. */
  readonly version: string;
  readonly licences: PackageLicences;
  readonly programs: readonly ShippedProgram[];
  /** Time of the commit, so that packing twice gives the same; null outside a checkout. */
  readonly madeAt: Date | null;
}

/**
 * Writes the bill of materials and the list of licences beside a package.
 * @param artifact path of the package, or of an unpacked folder
 */
export async function writeLicenceFiles(
  artifact: string,
  { version, licences, programs, madeAt }: LicenceFacts,
): Promise<void> {
  const { components, runtime } = licences;
  const beside = companionsOf(artifact);
  await writeFile(beside.sbom, sbom({ version, components, runtime, programs, madeAt }));
  await writeFile(beside.licences, await licenceList(licences, programs));
}
