import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseReleaseNotes } from '../release/release-notes.ts';

/** Where the notes of a version lie in the checkout. */
export function versionNotesFile(version: string): string {
  return `docs/release-notes/${version}.md`;
}

/**
 * What people are told of a version, from its file in the checkout; nothing when there is none.
 *
 * @throws ReleaseError NOTES_UNUSABLE when there is one that cannot be used
 */
export async function readVersionNotes(root: string, version: string): Promise<readonly string[]> {
  const text = await readFile(join(root, versionNotesFile(version)), 'utf8').catch(
    (error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    },
  );
  return text === null ? [] : parseReleaseNotes(text);
}
