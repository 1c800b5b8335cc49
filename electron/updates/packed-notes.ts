import { z } from 'zod';
import { releaseNotesSchema } from '../contract/updates.ts';

const stampSchema = z.object({ notes: releaseNotesSchema });

/**
 * What the running version changed, as its build stamp (`build.json`) says. Read from the package
 * and not from the feed, so that people are told whichever way the version came: from CareDesk, the
 * MSI, or another person on the same PC. A stamp that cannot be read has nothing to tell.
 */
export async function readPackedNotes(
  readStamp: () => Promise<string>,
): Promise<readonly string[]> {
  try {
    return stampSchema.parse(JSON.parse(await readStamp())).notes;
  } catch {
    return [];
  }
}
