import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';

/*
 * Linux only: names are looked up below a folder that is open, and so cannot be exchanged between
 * a look and a use. Node has no openat(2); /proc/self/fd/<n>/<name> is the same (proc(5)).
 */

/** open(2): names a place without opening what is there, so that not even a pipe is woken. */
const onlyPlace = 0o10_000_000;

/** Says whether the walk may go on below this folder. */
export type FolderJudge = (status: BigIntStats) => boolean;

/** The place of an open file or folder, whatever its names have become. */
export function placeOf({ fd }: Pick<FileHandle, 'fd'>): string {
  return `/proc/self/fd/${fd}`;
}

/**
 * Opens an absolute folder one name after the other, following no link, and shows each folder to
 * `judge`, the root first. Null when it is not there, is no folder, or the judge has stopped.
 * The handle is good for `stat`, `placeOf` and `openAt`.
 */
export async function openFolder(path: string, judge: FolderJudge): Promise<FileHandle | null> {
  let folder = await open('/', onlyPlace | constants.O_DIRECTORY);
  try {
    if (!judge(await folder.stat({ bigint: true }))) return await leave(folder);
    for (const name of path.split('/').filter((part) => part !== '')) {
      const next = await openAt(folder, name);
      await folder.close();
      if (next === null) return null;
      folder = next;
      const status = await folder.stat({ bigint: true });
      if (!judge(status) || !status.isDirectory()) return await leave(folder);
    }
    return folder;
  } catch (error) {
    await folder.close();
    throw error;
  }
}

/**
 * The place of a file in an open folder; a link stands for itself. Null when there is none.
 * @param path its name, or a path that ends in it
 */
export function openAt(folder: FileHandle, path: string): Promise<FileHandle | null> {
  const name = basename(path);
  return unlessMissing(() => open(`${placeOf(folder)}/${name}`, onlyPlace | constants.O_NOFOLLOW));
}

/** Opens the very file that a place names. Only for one that is known to be a plain file. */
export function reopenForReading(place: FileHandle): Promise<FileHandle> {
  return open(placeOf(place), constants.O_RDONLY | constants.O_NONBLOCK);
}

/** Null in place of the error that says that there is nothing of that name. */
export async function unlessMissing<T>(look: () => Promise<T>): Promise<T | null> {
  try {
    return await look();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw error;
  }
}

async function leave(folder: FileHandle): Promise<null> {
  await folder.close();
  return null;
}
