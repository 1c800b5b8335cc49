import type * as fs from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { FailureCode } from '../contract/failures.ts';

/** Why CareDesk cannot keep its files, with the folder and what the system said of it. */
export interface FolderFault {
  readonly code: Extract<FailureCode, `USER_DATA_${string}`>;
  readonly detail: string;
}

type FileSystem = Pick<
  typeof fs,
  'mkdirSync' | 'openSync' | 'writeSync' | 'closeSync' | 'rmSync' | 'readlinkSync'
>;

/** Bytes that must fit: enough to tell a full disk from one with room for an empty file only. */
const trialSize = 64 * 1024;

/**
 * What keeps CareDesk from writing to its folder, which is made if it is missing; null when nothing
 * does. Asked before Electron is: an unusable folder looks to it like a CareDesk that is open.
 *
 * @param newName a name that nobody else uses
 */
export function folderFault(
  folder: string,
  files: FileSystem,
  newName: () => string,
): FolderFault | null {
  const trial = join(folder, `trial-${newName()}`);
  try {
    makeFolder(folder, files);
    const file = files.openSync(trial, 'wx', 0o600);
    try {
      // A disk that fills up takes a part and says so only when asked for the rest.
      const trialBytes = Buffer.alloc(trialSize);
      for (let at = 0; at < trialSize; ) at += files.writeSync(file, trialBytes, at);
    } finally {
      files.closeSync(file);
    }
    return null;
  } catch (error) {
    return faultOf(folder, error);
  } finally {
    try {
      files.rmSync(trial, { force: true });
    } catch {
      // A folder that lets files be made and not be removed serves all the same.
    }
  }
}

/** Node's own `recursive` never ends where a folder is neither there nor can be made (as in /proc). */
function makeFolder(folder: string, files: Pick<FileSystem, 'mkdirSync'>): void {
  const make = () => files.mkdirSync(folder, { mode: 0o700 });
  try {
    make();
  } catch (error) {
    const code = codeOf(error);
    // What is there and no folder shows when it is written to.
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    makeFolder(dirname(folder), files);
    make();
  }
}

/**
 * Whether another PC has locked the folder: homes can lie on a server. Asked before Electron is,
 * which would wait for 20 seconds to hear from it.
 */
export function foreignLock(
  folder: string,
  platform: NodeJS.Platform,
  files: Pick<typeof fs, 'readlinkSync'>,
): FolderFault | null {
  if (platform === 'win32') return null;
  let owner: string;
  try {
    owner = files.readlinkSync(join(folder, lockName));
  } catch {
    // Not locked, as far as anybody can see.
    return null;
  }
  return ownerOf(owner)?.host === hostname()
    ? null
    : { code: 'USER_DATA_IN_USE', detail: `${folder}, ${owner}` };
}

/**
 * Why Electron did not get the lock of a folder that can be written to; null when it is because
 * CareDesk is open, and has been brought to the front.
 *
 * @param isRunning whether a process of this number runs on this PC
 */
export function lockFault(
  folder: string,
  platform: NodeJS.Platform,
  files: Pick<typeof fs, 'readlinkSync'>,
  isRunning: (pid: number) => boolean,
): FolderFault | null {
  // On Windows the lock is the system's own, and there is nothing that could be in its way.
  if (platform === 'win32') return null;
  let owner: string;
  try {
    owner = files.readlinkSync(join(folder, lockName));
  } catch (error) {
    return faultOf(folder, error);
  }
  const { host = '', pid = 0 } = ownerOf(owner) ?? {};
  if (host === hostname() && isRunning(pid)) return null;
  return { code: 'USER_DATA_IN_USE', detail: `${folder}, ${owner}` };
}

/** Chromium's chrome/browser/process_singleton_posix.cc: a link to `<host name>-<process>`. */
const lockName = 'SingletonLock';

function ownerOf(target: string): { readonly host: string; readonly pid: number } | null {
  const [, host, pid] = /^(.*)-(\d+)$/.exec(target) ?? [];
  return host === undefined ? null : { host, pid: Number(pid) };
}

function faultOf(folder: string, error: unknown): FolderFault {
  const code = codeOf(error);
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  return {
    code: isFull ? 'USER_DATA_FULL' : 'USER_DATA_NOT_USABLE',
    detail: `${folder}, ${code}`,
  };
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
