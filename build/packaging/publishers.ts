import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { releaseTrustSchema } from '../../electron/updates/release-trust.ts';
import { projectRoot } from '../project-root.ts';
import { PackagingError } from './packaging-error.ts';

/** The one place that names the publisher: the running app's update check reads the same file. */
const releaseTrustFile = 'electron/updates/release-trust.json';

/**
 * Subject names that packages may be signed with: the current one first, then those that installed
 * versions may still have been signed with (or will be: a new name is listed a release ahead).
 *
 * @throws PackagingError PUBLISHERS_UNREADABLE
 */
export async function readPublisherNames(root = projectRoot): Promise<readonly string[]> {
  try {
    const text = await readFile(join(root, releaseTrustFile), 'utf8');
    return releaseTrustSchema.parse(JSON.parse(text)).publisherNames;
  } catch {
    throw new PackagingError(
      'PUBLISHERS_UNREADABLE',
      `${releaseTrustFile} must be JSON with publisherNames, a list of names without blanks at their ends, and releaseKeys (docs/releasing.md).`,
    );
  }
}
