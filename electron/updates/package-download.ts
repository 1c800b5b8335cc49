import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CareDeskError } from '../contract/caredesk-error.ts';
import type { FeedFile } from './feed-format.ts';
import { type BodyDependencies, resumableBody } from './resumable-body.ts';

/**
 * Fetches a whole package. What has arrived stays in `folder` under a name made of the package's
 * hash, so that a later try, after a cut or a restart, goes on from there. Progress is told in
 * bytes, those of earlier tries included.
 * @throws CareDeskError UPDATE_SIZE_WRONG, UPDATE_HASH_WRONG, UPDATE_DOWNLOAD_CUT
 */
export async function downloadPackage(
  dependencies: BodyDependencies,
  wanted: {
    readonly url: string;
    readonly file: Pick<FeedFile, 'size' | 'sha512'>;
    readonly folder: string;
    readonly destination: string;
    readonly signal: AbortSignal;
    onProgress(transferred: number): void;
  },
): Promise<void> {
  const { url, file, folder, signal } = wanted;
  const name = Buffer.from(file.sha512, 'base64').toString('hex').slice(0, 32);
  const part = join(folder, `${name}.part`);
  const tagFile = join(folder, `${name}.etag`);
  await mkdir(folder, { recursive: true });
  await removeOthers(folder, name);
  const held = await lengthOf(part);
  if (held > file.size) await rm(part);
  let transferred = held > file.size ? 0 : held;
  const output = await open(part, 'a');
  try {
    const body = resumableBody(dependencies, {
      url,
      start: transferred,
      end: file.size,
      isWhole: true,
      entityTag: transferred === 0 ? null : await readFile(tagFile, 'utf8').catch(() => null),
      signal,
      onEntityTag: (entityTag) => writeFile(tagFile, entityTag),
      async onRestart() {
        transferred = 0;
        await output.truncate(0);
      },
    });
    for await (const chunk of body) {
      await output.appendFile(chunk);
      transferred += chunk.length;
      wanted.onProgress(transferred);
    }
  } finally {
    await output.close();
  }
  try {
    await checkPackageFile(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  await rename(part, wanted.destination);
  await rm(tagFile, { force: true });
}

/**
 * Checks that a file is as long as the feed says and has the hash it says.
 * @throws CareDeskError UPDATE_SIZE_WRONG, UPDATE_HASH_WRONG
 */
export async function checkPackageFile(
  path: string,
  { size, sha512 }: Pick<FeedFile, 'size' | 'sha512'>,
): Promise<void> {
  if ((await lengthOf(path)) !== size) throw new CareDeskError('UPDATE_SIZE_WRONG');
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    hash.update(chunk);
  }
  if (hash.digest('base64') !== sha512) throw new CareDeskError('UPDATE_HASH_WRONG');
}

/** Parts of packages that nobody wants any more. */
async function removeOthers(folder: string, name: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    if (!entry.startsWith(`${name}.`)) await rm(join(folder, entry), { force: true });
  }
}

async function lengthOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
