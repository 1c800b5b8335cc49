import { constants, type Stats } from 'node:fs';
import {
  chmod,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  realpath,
  rm,
} from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { unlessMissing } from '../policy/path-handles.ts';

/*
 * Files of the updater, where other programs and other people may have been first: nothing is
 * written through a link, a second name or another account's file, and nothing is taken from one.
 * On Windows, where Node sees neither owners nor access control lists, the folders lie in the
 * person's profile, which Windows keeps others out of.
 */

/** Not there on Windows, where names are looked at instead. O_NONBLOCK: no pipe holds anything up. */
const careful = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

const writableByAnybody = 0o002;
const writableByGroup = 0o020;
const sticky = 0o1000;

/**
 * Makes sure of a folder that only this account can write to, and removes what lies in it that the
 * updater would not have made: links, files with a second name, pipes, files of other accounts.
 * @throws CareDeskError UPDATE_NOT_KEPT when others could exchange the folder; the file system's error
 */
export async function makeOwnFolder(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await refuseOpenParents(dirname(path));
  const status = await unlessMissing(() => lstat(path));
  if (status !== null && !isOwn(status, 'folder')) await rm(path, { recursive: true, force: true });
  await mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
  const made = await lstat(path);
  if (!isOwn(made, 'folder')) throw refused(path);
  // By name, which nobody else can exchange in folders like those above it.
  if ((made.mode & (writableByAnybody | writableByGroup)) !== 0) await chmod(path, 0o700);
  for (const name of await readdir(path)) {
    const entry = await unlessMissing(() => lstat(join(path, name)));
    if (entry === null || isOwn(entry, 'file') || isOwn(entry, 'folder')) continue;
    await rm(join(path, name), { recursive: true, force: true });
  }
}

/**
 * Opens a file of the updater to read it and add to its end; makes it when there is none. What lies
 * there that the updater cannot have made is removed, and a new file made in its place.
 */
export async function openOwnFile(path: string): Promise<FileHandle> {
  const flags = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | careful;
  const status = await unlessMissing(() => lstat(path));
  if (status !== null && isOwn(status, 'file')) {
    const handle = await open(path, flags, 0o600);
    const opened = await handle.stat();
    if (isOwn(opened, 'file') && opened.ino === status.ino) return handle;
    await handle.close();
  }
  await rm(path, { recursive: true, force: true });
  return open(path, flags | constants.O_EXCL, 0o600);
}

/** Opens a file to read it, following no link. Null when there is none, or it is no plain file. */
export async function openPlainFile(path: string): Promise<FileHandle | null> {
  const status = await unlessMissing(() => lstat(path));
  if (status === null || !status.isFile()) return null;
  const handle = await open(path, constants.O_RDONLY | careful);
  const opened = await handle.stat();
  if (opened.isFile() && opened.ino === status.ino) return handle;
  await handle.close();
  return null;
}

/** Makes a file that is not there yet, for this account alone. */
export function createOwnFile(path: string, mode = 0o600): Promise<FileHandle> {
  return open(
    path,
    constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0),
    mode,
  );
}

function isOwn(status: Stats, kind: 'file' | 'folder'): boolean {
  const uid = process.getuid?.();
  if (uid !== undefined && status.uid !== uid) return false;
  return kind === 'folder' ? status.isDirectory() : status.isFile() && status.nlink === 1;
}

/** Whoever can write to a folder above can put another folder in the place of this one. */
async function refuseOpenParents(folder: string): Promise<void> {
  const uid = process.getuid?.();
  if (uid === undefined) return;
  let at = resolve(await realpath(folder));
  for (;;) {
    const status = await lstat(at);
    const isOurs = status.uid === uid || status.uid === 0;
    // Many systems give each person a group of their own, with the person's number.
    const isGroupOpen = (status.mode & writableByGroup) !== 0 && status.gid !== status.uid;
    const isOpen = isGroupOpen || (status.mode & writableByAnybody) !== 0;
    // In a sticky folder, such as /tmp, nobody can rename what is another's.
    if (!isOurs || (isOpen && (status.mode & sticky) === 0)) throw refused(at);
    if (dirname(at) === at) return;
    at = dirname(at);
  }
}

function refused(path: string): CareDeskError {
  return new CareDeskError('UPDATE_NOT_KEPT', {
    detail: `others may write to ${path}`.slice(0, 200),
  });
}
