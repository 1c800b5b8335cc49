import { constants, type Stats } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Why a file that should be an administrator's is not trusted. */
export type UnsafeReason = 'link' | 'not-a-file' | 'owner' | 'writable' | 'folder' | 'too-large';

/** A file that somebody other than an administrator could have written. */
export class UnsafeFileError extends Error {
  readonly reason: UnsafeReason;

  constructor(reason: UnsafeReason) {
    super(`The file is not trusted: ${reason}`);
    this.name = 'UnsafeFileError';
    this.reason = reason;
  }
}

/** Larger than any policy, small enough to read at every start. */
const largest = 1_000_000;

const writableByOthers = 0o022;

/**
 * Reads a file that decides for every user of this PC, as text; null when there is none.
 *
 * A link is refused everywhere: what it leads to may be anybody's. On Linux the file and its folder
 * must also belong to `owner` and be writable by nobody else. Node cannot read a Windows access
 * control list; there the installer sets the folder's.
 *
 * @param owner user id the file must belong to (root)
 * @throws UnsafeFileError, or the file system's error
 */
export async function readAdministratorsFile(
  path: string,
  platform: NodeJS.Platform,
  owner = 0,
): Promise<string | null> {
  const [file, folder] = await Promise.all([statusOf(path), statusOf(dirname(path))]);
  if (file === null || folder === null) return null;
  if (file.isSymbolicLink() || folder.isSymbolicLink()) throw new UnsafeFileError('link');
  if (platform !== 'win32' && !isSafe(folder, owner)) throw new UnsafeFileError('folder');
  if (!file.isFile()) throw new UnsafeFileError('not-a-file');
  // Not there on Windows. O_NONBLOCK: a pipe put there meanwhile must not hold the start up.
  const handle = await open(
    path,
    constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  );
  try {
    // Asked of what was opened: the name may mean another file by now.
    const opened = await handle.stat();
    if (!opened.isFile()) throw new UnsafeFileError('not-a-file');
    if (platform !== 'win32') {
      if (opened.uid !== owner) throw new UnsafeFileError('owner');
      if ((opened.mode & writableByOthers) !== 0) throw new UnsafeFileError('writable');
    }
    if (opened.size > largest) throw new UnsafeFileError('too-large');
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

function isSafe(status: Stats, owner: number): boolean {
  return status.uid === owner && (status.mode & writableByOthers) === 0;
}

async function statusOf(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}
