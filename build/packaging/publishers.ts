import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../project-root.ts';
import { PackagingError } from './packaging-error.ts';

/** The one place that names the publisher: the running app's update check reads the same file. */
const releaseTrustFile = 'electron/updates/release-trust.json';

/** Other keys, those of the feed's signature, are the update check's business. */
const publishersSchema = z.object({ publisherNames: z.array(z.string().trim().min(1)) });

/**
 * Subject names that packages may be signed with: the current one first, then those that installed
 * versions may still have been signed with (or will be: a new name is listed a release ahead).
 *
 * @throws PackagingError PUBLISHERS_UNREADABLE
 */
export async function readPublisherNames(root = projectRoot): Promise<readonly string[]> {
  try {
    const text = await readFile(join(root, releaseTrustFile), 'utf8');
    return publishersSchema.parse(JSON.parse(text)).publisherNames;
  } catch {
    throw new PackagingError(
      'PUBLISHERS_UNREADABLE',
      `${releaseTrustFile} must be JSON with a list of texts under publisherNames.`,
    );
  }
}
