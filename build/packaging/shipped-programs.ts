import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A program of others that electron-builder puts into a package, beside the archive. */
export interface ShippedProgram {
  readonly name: string;
  /** In the packed folder. */
  readonly path: string;
  /** SPDX identifier. */
  readonly licence: string;
  /** Address of its source. */
  readonly source: string;
}

/** Programs that are not from the registry; electron-builder brings them with its NSIS tools. */
const known: readonly ShippedProgram[] = [
  {
    name: 'elevate',
    path: 'resources/elevate.exe',
    // Not permissive, unlike all that is linked: a program of its own, which is only started.
    licence: 'LGPL-2.1-or-later',
    source: 'https://github.com/jpassing/elevate',
  },
];

/**
 * Which of them a package holds.
 * @param files all its files, relative to the packed folder, with `/`
 */
export function shippedPrograms(files: readonly string[]): readonly ShippedProgram[] {
  return known.filter(({ path }) => files.includes(path));
}

/** The licence text of a shipped program, from `licence-texts/`. */
export function programLicenceText({ name }: ShippedProgram): Promise<string> {
  return readFile(join(import.meta.dirname, 'licence-texts', `${name}.txt`), 'utf8');
}
