import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ReleaseTrust, releaseTrustSchema } from '../../electron/updates/release-trust.ts';
import { projectRoot } from '../project-root.ts';
import { PackagingError } from './packaging-error.ts';

/** The one place that names publishers and keys: the running app's update check reads the same file. */
const releaseTrustFile = 'electron/updates/release-trust.json';

/**
 * Whose releases the packed app will take: the subject names that packages may be signed with, the
 * current one first, then those that installed versions may still have been signed with (or will
 * be: a new name is listed a release ahead), and the keys of feeds.
 *
 * @throws PackagingError RELEASE_TRUST_UNREADABLE
 */
export async function readReleaseTrust(root = projectRoot): Promise<ReleaseTrust> {
  try {
    const text = await readFile(join(root, releaseTrustFile), 'utf8');
    return releaseTrustSchema.parse(JSON.parse(text));
  } catch {
    throw new PackagingError(
      'RELEASE_TRUST_UNREADABLE',
      `${releaseTrustFile} must be JSON with publisherNames, a list of names without blanks at their ends, and releaseKeys (docs/releasing.md).`,
    );
  }
}
