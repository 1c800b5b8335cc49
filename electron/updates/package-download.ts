import { lstat, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { checkOpenFile, type PackageFile } from './checked-file.ts';
import { openOwnFile, openPlainFile } from './own-files.ts';
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
    readonly file: PackageFile;
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
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await removeOthers(folder, name);
  const output = await openOwnFile(part);
  try {
    const held = (await output.stat()).size;
    if (held > file.size) await output.truncate(0);
    let transferred = held > file.size ? 0 : held;
    const body = resumableBody(dependencies, {
      url,
      start: transferred,
      end: file.size,
      isWhole: true,
      entityTag: transferred === 0 ? null : await readTag(tagFile),
      signal,
      onEntityTag: (entityTag) => writeTag(tagFile, entityTag),
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
    try {
      await checkOpenFile(output, file);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    await rename(part, wanted.destination);
    // The name may have come to mean another file since it was opened.
    const [checked, moved] = await Promise.all([output.stat(), lstat(wanted.destination)]);
    if (checked.ino !== moved.ino) throw new CareDeskError('UPDATE_HASH_WRONG');
  } finally {
    await output.close();
  }
  await rm(tagFile, { force: true });
}

/** Longer than any entity tag of a server that is in its senses. */
const longestTag = 1_000;

async function readTag(path: string): Promise<string | null> {
  const handle = await openPlainFile(path).catch(() => null);
  if (handle === null) return null;
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(longestTag + 1), 0, null, 0);
    return bytesRead > longestTag ? null : buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function writeTag(path: string, entityTag: string): Promise<void> {
  await rm(path, { force: true });
  await writeFile(path, entityTag, { flag: 'wx', mode: 0o600 });
}

/** Parts of packages that nobody wants any more. */
async function removeOthers(folder: string, name: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    if (!entry.startsWith(`${name}.`)) await rm(join(folder, entry), { force: true });
  }
}
