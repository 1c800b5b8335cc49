import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { CareDeskError } from '../ground/caredesk-error.ts';
import type { FeedFile } from './feed-format.ts';
import { openPlainFile } from './own-files.ts';

/** What the signed feed says of a package. */
export type PackageFile = Pick<FeedFile, 'size' | 'sha512'>;

const chunkSize = 1024 * 1024;

/**
 * Checks by its handle that an open file is as long as the feed says and has the hash it says.
 * @throws CareDeskError UPDATE_SIZE_WRONG, UPDATE_HASH_WRONG
 */
export function checkOpenFile(handle: FileHandle, file: PackageFile): Promise<void> {
  return passThrough(handle, file, async () => undefined);
}

/**
 * Checks a package by its name, at this moment.
 * @throws CareDeskError UPDATE_SIZE_WRONG, UPDATE_HASH_WRONG
 */
export async function checkPackageFile(path: string, file: PackageFile): Promise<void> {
  const handle = await openPlainFile(path);
  if (handle === null) throw new CareDeskError('UPDATE_SIZE_WRONG');
  try {
    await checkOpenFile(handle, file);
  } finally {
    await handle.close();
  }
}

/**
 * Copies a package that was checked before into an open, empty file, and checks what is written on
 * its way.
 * @throws CareDeskError UPDATE_HASH_WRONG when it is another by now; the copy is then worth nothing
 */
export async function copyChecked(from: string, to: FileHandle, file: PackageFile): Promise<void> {
  const source = await openPlainFile(from);
  if (source === null) throw new CareDeskError('UPDATE_HASH_WRONG');
  try {
    await passThrough(source, file, async (chunk) => {
      await to.appendFile(chunk);
    });
    await to.sync();
  } catch (error) {
    const isShort = error instanceof CareDeskError && error.code === 'UPDATE_SIZE_WRONG';
    throw isShort ? new CareDeskError('UPDATE_HASH_WRONG', { cause: error }) : error;
  } finally {
    await source.close();
  }
}

async function passThrough(
  handle: FileHandle,
  { size, sha512 }: PackageFile,
  take: (chunk: Buffer) => Promise<void>,
): Promise<void> {
  if ((await handle.stat()).size !== size) throw new CareDeskError('UPDATE_SIZE_WRONG');
  const hash = createHash('sha512');
  const buffer = Buffer.alloc(chunkSize);
  let at = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) break;
    at += bytesRead;
    if (at > size) throw new CareDeskError('UPDATE_SIZE_WRONG');
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    await take(chunk);
  }
  if (at !== size) throw new CareDeskError('UPDATE_SIZE_WRONG');
  if (hash.digest('base64') !== sha512) throw new CareDeskError('UPDATE_HASH_WRONG');
}
