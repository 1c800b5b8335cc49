import type { PackageFolder } from './package-files.ts';
import { ReleaseError } from './release-error.ts';

/**
 * What the stamps of the packages say changed in this version.
 *
 * @throws ReleaseError NOTES_UNUSABLE when the packages were built with different notes
 */
export function stampedNotes({ files }: Pick<PackageFolder, 'files'>): readonly string[] {
  const [first, ...others] = files;
  if (first === undefined) return [];
  const expected = JSON.stringify(first.stamp.notes);
  const other = others.find(({ stamp }) => JSON.stringify(stamp.notes) !== expected);
  if (other === undefined) return first.stamp.notes;
  throw new ReleaseError(
    'NOTES_UNUSABLE',
    `${first.name} and ${other.name} were built with different release notes, and people would be told different things. Build them again from one commit.`,
  );
}
