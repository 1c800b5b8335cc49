import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { z } from 'zod';
import { CareDeskError } from '../ground/caredesk-error.ts';

/** At the root of the archive: the SHA-256 of each native module outside it, by its path in the app. */
export const moduleDigestsFile = 'native-modules.json';

export const moduleDigestsSchema = z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/));

/** Larger than any native module of CareDesk. */
const largest = 20_000_000;

/**
 * Loads a native module of the packed app, if it is the one that was packed.
 *
 * A native module can only be loaded from a file beside the archive, where Electron's integrity check
 * does not reach; the archive holds its hash. The file is opened once, hashed by that handle, and on
 * Linux loaded by it as well. Windows loads by name only: there what the name means is compared with
 * the handle after loading. Whoever may write to the file itself could still change it in between:
 * on a PC where CareDesk is installed for everybody only administrators may, who may do anything.
 *
 * @param resources the packed app's `resources` folder
 * @param path of the module in the app, with `/`
 * @throws CareDeskError PROGRAM_CHANGED (detail: the file's name); what the system says of a module
 *   that cannot be loaded
 */
export async function loadVerifiedModule(resources: string, path: string): Promise<unknown> {
  const changed = (cause?: unknown) =>
    new CareDeskError('PROGRAM_CHANGED', { detail: path.split('/').at(-1) ?? path, cause });
  const file = join(resources, 'app.asar.unpacked', path);
  let handle: FileHandle;
  let expected: string | undefined;
  try {
    const text = await readFile(join(resources, 'app.asar', moduleDigestsFile), 'utf8');
    expected = moduleDigestsSchema.parse(JSON.parse(text))[path];
    // The last two are not there on Windows, where the name is compared afterwards.
    const flags = (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    handle = await open(file, constants.O_RDONLY | flags);
  } catch (cause) {
    throw changed(cause);
  }
  try {
    if (expected === undefined || (await digestOf(handle)) !== expected) throw changed();
    const loaded: { exports: unknown } = { exports: {} };
    process.dlopen(loaded, process.platform === 'linux' ? `/proc/self/fd/${handle.fd}` : file);
    const [opened, named] = await Promise.all([
      handle.stat({ bigint: true }),
      lstat(file, { bigint: true }),
    ]);
    if (process.platform !== 'linux' && opened.ino !== named.ino) throw changed();
    return loaded.exports;
  } finally {
    await handle.close();
  }
}

/** SHA-256 of an open file in hexadecimal digits, or null when it is no file that could be one. */
async function digestOf(handle: FileHandle): Promise<string | null> {
  const status = await handle.stat();
  if (!status.isFile() || status.size > largest) return null;
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(256 * 1024);
  let at = 0;
  while (at <= largest) {
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, at);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(chunk.subarray(0, bytesRead));
    at += bytesRead;
  }
  return null;
}
