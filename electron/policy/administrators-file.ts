import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import process from 'node:process';
import {
  type FolderJudge,
  openAt,
  openFolder,
  reopenForReading,
  unlessMissing,
} from './path-handles.ts';

/** Why a file that should be an administrator's is not trusted. */
export type UnsafeReason =
  | 'link'
  /** It has another name, perhaps where others may write. */
  | 'hard-link'
  | 'not-a-file'
  | 'owner'
  | 'writable'
  | 'folder'
  | 'too-large'
  /** Something was put in its place while it was looked at. */
  | 'changed';

/** A file that somebody other than an administrator could have written. */
export class UnsafeFileError extends Error {
  readonly reason: UnsafeReason;

  constructor(reason: UnsafeReason) {
    super(`The file is not trusted: ${reason}`);
    this.name = 'UnsafeFileError';
    this.reason = reason;
  }
}

/** In bytes: larger than any policy or table, small enough to read at every start. */
export const largestDecision = 1_000_000;

// With an access control list (POSIX 1003.1e) the group's bits are its mask: a list that lets
// anybody write shows here as well.
const writableByOthers = 0o022n;

/**
 * Reads a file that decides for every user of this PC, as text; null when there is none. All that
 * administrators decide is read by this function and no other.
 *
 * What is judged is what is read: every folder from the root down is opened by its handle, the file
 * inside the folder that was judged, and the text comes from the file that was judged. A link is
 * refused everywhere, and a file with a second name too: what they lead to may be anybody's. The
 * file must belong to `owner`, each folder above to `owner` or root, and nobody else may be able to
 * write to any of them; a sticky bit does not make up for that.
 *
 * Node cannot read a Windows access control list, nor open below a handle there: the installer sets
 * the rights of the folder, and names are looked at before and after the file is opened.
 *
 * @param owner user id the file must belong to (root)
 * @throws UnsafeFileError, or the file system's error
 */
export async function readAdministratorsFile(
  path: string,
  platform: NodeJS.Platform,
  owner = 0,
): Promise<string | null> {
  const judge = judgeOf(platform, BigInt(owner));
  const opened =
    platform === 'linux' && process.platform === 'linux'
      ? await openByHandles(resolve(path), judge)
      : await openByNames(resolve(path), judge);
  if (opened === null) return null;
  try {
    return await readBounded(opened);
  } finally {
    await opened.close();
  }
}

interface Judge {
  /** What is wrong with a folder above the file. */
  folder(status: BigIntStats): 'link' | 'folder' | null;
  /** @throws UnsafeFileError */
  file(status: BigIntStats): void;
  isSame(one: BigIntStats, other: BigIntStats): boolean;
}

function judgeOf(platform: NodeJS.Platform, owner: bigint): Judge {
  const hasModes = platform !== 'win32';
  const isWritable = ({ mode }: BigIntStats) => hasModes && (mode & writableByOthers) !== 0n;
  return {
    folder(status) {
      if (status.isSymbolicLink()) return 'link';
      const isOwned = !hasModes || status.uid === 0n || status.uid === owner;
      return isOwned && !isWritable(status) ? null : 'folder';
    },
    file(status) {
      if (status.isSymbolicLink()) throw new UnsafeFileError('link');
      if (!status.isFile()) throw new UnsafeFileError('not-a-file');
      if (hasModes && status.uid !== owner) throw new UnsafeFileError('owner');
      if (isWritable(status)) throw new UnsafeFileError('writable');
      if (status.nlink > 1n) throw new UnsafeFileError('hard-link');
      if (status.size > BigInt(largestDecision)) throw new UnsafeFileError('too-large');
    },
    // Windows tells a volume's number in different widths by name and by handle (libuv).
    isSame: (one, other) => one.ino === other.ino && (!hasModes || one.dev === other.dev),
  };
}

async function openByHandles(path: string, judge: Judge): Promise<FileHandle | null> {
  const faults: UnsafeReason[] = [];
  const judgeFolder: FolderJudge = (status) => {
    const fault = judge.folder(status);
    if (fault !== null) faults.push(fault);
    return fault !== 'link';
  };
  const folder = await openFolder(dirname(path), judgeFolder);
  // What lies behind a link is not looked at any more.
  if (faults.includes('link')) throw new UnsafeFileError('link');
  if (folder === null) return null;
  try {
    const file = await openAt(folder, path);
    if (file === null) return null;
    try {
      // Only of something that is there: where nothing lies, nothing is taken from.
      const [fault] = faults;
      if (fault !== undefined) throw new UnsafeFileError(fault);
      judge.file(await file.stat({ bigint: true }));
      return await reopenForReading(file);
    } finally {
      await file.close();
    }
  } finally {
    await folder.close();
  }
}

async function openByNames(path: string, judge: Judge): Promise<FileHandle | null> {
  const names = [path];
  for (let at = path; dirname(at) !== at; at = dirname(at)) names.unshift(dirname(at));
  const before = await statusesOf(names);
  if (before === null) return null;
  const folders = before.slice(0, -1);
  const fault = folders.map(judge.folder).find((found) => found !== null);
  if (fault !== undefined) throw new UnsafeFileError(fault);
  const file = before.at(-1);
  if (file === undefined) return null;
  judge.file(file);
  const handle = await open(
    path,
    // The last two are not there on Windows. A pipe put there meanwhile must not hold the start up.
    constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
  );
  try {
    // Asked of what was opened: the name may mean another file by now.
    const opened = await handle.stat({ bigint: true });
    judge.file(opened);
    const after = await statusesOf(names.slice(0, -1));
    const isUnchanged = folders.every((status, at) => {
      const now = after?.[at];
      return now !== undefined && judge.isSame(status, now);
    });
    if (!isUnchanged || !judge.isSame(file, opened)) throw new UnsafeFileError('changed');
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** What stands under each name, or null when one of them names nothing. */
async function statusesOf(names: readonly string[]): Promise<readonly BigIntStats[] | null> {
  const statuses: BigIntStats[] = [];
  for (const name of names) {
    const status = await unlessMissing(() => lstat(name, { bigint: true }));
    if (status === null) return null;
    statuses.push(status);
    if (status.isSymbolicLink()) throw new UnsafeFileError('link');
  }
  return statuses;
}

/** A file that grows while it is read is as little trusted as one that was too large before. */
async function readBounded(handle: FileHandle): Promise<string> {
  const bytes = Buffer.alloc(largestDecision + 1);
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(bytes, length, bytes.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
    if (length > largestDecision) throw new UnsafeFileError('too-large');
  }
  return bytes.toString('utf8', 0, length);
}
