import { createWriteStream } from 'node:fs';
import { chmod, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';

/**
 * Unpacks a zip archive into `folder`, keeping which files are executable.
 *
 * @param placeOf where an entry goes, relative to `folder`; null leaves it out
 */
export async function unpackZip(
  archive: string,
  folder: string,
  placeOf: (entry: string) => string | null,
): Promise<void> {
  const zip = await yauzl.openPromise(archive, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      const place = placeOf(entry.fileName);
      if (place === null || entry.fileName.endsWith('/')) continue;
      const file = join(folder, place);
      await mkdir(dirname(file), { recursive: true });
      await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(file));
      // Unix mode bits live in the upper half of the external attributes.
      const isExecutable = ((entry.externalFileAttributes >>> 16) & 0o111) !== 0;
      if (isExecutable) await chmod(file, 0o755);
    }
  } finally {
    zip.close();
  }
}
