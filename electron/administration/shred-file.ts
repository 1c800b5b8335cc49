import { constants } from 'node:fs';
import { lstat, open, rm } from 'node:fs/promises';

/** What became of a file that was to be removed for good. */
export type Shredded =
  | { readonly kind: 'removed' }
  /** Overwritten and removed under this name, but it has others, on the same disk. */
  | { readonly kind: 'removed-with-other-names' }
  /** Nothing was done: the name is a link, or means no plain file. */
  | { readonly kind: 'link' }
  | { readonly kind: 'not-a-file' };

/** Zeros written at a time, in bytes. */
const portion = 65_536;

/**
 * Overwrites a file with zeros, waits until they have reached the disk, and removes it. A best
 * effort: file systems and disks may keep older copies.
 *
 * Follows no link: what is overwritten is the file that was opened, and the name is removed only while
 * it still means that file. Another file put in its place stays as it is.
 *
 * @throws the file system's error
 */
export async function shredFile(path: string): Promise<Shredded> {
  if ((await lstat(path)).isSymbolicLink()) return { kind: 'link' };
  // The last two are not there on Windows. A pipe put there meanwhile must not hold the command up.
  const flags = constants.O_RDWR | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  const file = await open(path, flags);
  try {
    const opened = await file.stat({ bigint: true });
    if (!opened.isFile()) return { kind: 'not-a-file' };
    for (let at = 0; at < Number(opened.size); at += portion) {
      const zeros = Buffer.alloc(Math.min(portion, Number(opened.size) - at));
      await file.write(zeros, 0, zeros.length, at);
    }
    await file.sync();
    await file.truncate(0);
    const named = await lstat(path, { bigint: true });
    if (named.ino !== opened.ino || named.isSymbolicLink()) return { kind: 'link' };
    await rm(path);
    return { kind: opened.nlink > 1n ? 'removed-with-other-names' : 'removed' };
  } finally {
    await file.close();
  }
}
