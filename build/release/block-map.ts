import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { longestBlockMap } from '../../electron/updates/feed-format.ts';
import { ReleaseError } from './release-error.ts';

/** What makes a differential download of a package possible, and where it lies. */
export type BlockMap =
  | { readonly kind: 'beside'; readonly sha512: string }
  | {
      readonly kind: 'embedded';
      readonly sha512: string;
      /** Bytes. */
      readonly size: number;
    };

const blockMapSchema = z.object({
  files: z.array(z.object({ sizes: z.array(z.number().int().positive()).min(1) })).min(1),
});

/** Bytes a block map describes: those of the file it belongs to (for an AppImage, without itself). */
function describedBytes(json: Buffer): number {
  const { files } = blockMapSchema.parse(JSON.parse(json.toString('utf8')));
  return files.flatMap(({ sizes }) => sizes).reduce((sum, size) => sum + size, 0);
}

function hashOf(bytes: Buffer): string {
  return createHash('sha512').update(bytes).digest('base64');
}

function refused(name: string, message: string, cause?: unknown): ReleaseError {
  return new ReleaseError('PACKAGE_REFUSED', `${name}: ${message}`, { cause });
}

/**
 * The block map beside a Windows package of so many bytes.
 * @throws ReleaseError PACKAGE_REFUSED when it is missing, unreadable or another file's
 */
export async function readBlockMapBeside(
  folder: string,
  name: string,
  size: number,
): Promise<BlockMap> {
  const blockMap = `${name}.blockmap`;
  const compressed = await readFile(join(folder, blockMap)).catch((cause: unknown) => {
    throw refused(
      name,
      `${blockMap} is missing. Without it every PC downloads the whole package, for this update and the next. Copy it from the same build.`,
      cause,
    );
  });
  let described: number;
  try {
    if (compressed.length > longestBlockMap) throw new RangeError('longer than PCs take');
    described = describedBytes(gunzipSync(compressed));
  } catch (cause) {
    throw refused(name, `${blockMap} cannot be read. Build again.`, cause);
  }
  // Signing after the block map was made is the usual way to get here.
  if (described !== size) {
    throw refused(
      name,
      `${blockMap} belongs to another file (${described} bytes, not ${size}). Build again.`,
    );
  }
  return { kind: 'beside', sha512: hashOf(compressed) };
}

/**
 * The block map of an AppImage of so many bytes: it ends in that (raw deflate) and four bytes with
 * the length of it.
 * @throws ReleaseError PACKAGE_REFUSED when there is none that describes the rest
 */
export async function readEmbeddedBlockMap(
  folder: string,
  name: string,
  size: number,
): Promise<BlockMap> {
  const file = await open(join(folder, name));
  try {
    const length = Buffer.alloc(4);
    await file.read(length, 0, 4, size - 4);
    const blockMapSize = length.readUInt32BE(0);
    if (blockMapSize > Math.min(size - 4, longestBlockMap)) throw new RangeError('too long');
    const blockMap = Buffer.alloc(blockMapSize);
    await file.read(blockMap, 0, blockMapSize, size - 4 - blockMapSize);
    const described = describedBytes(inflateRawSync(blockMap));
    if (described !== size - 4 - blockMapSize) throw new RangeError('of another file');
    return { kind: 'embedded', sha512: hashOf(blockMap), size: blockMapSize };
  } catch (cause) {
    throw refused(
      name,
      'it does not end in a blockmap, so every PC would download the whole package. Build it again with electron-builder.',
      cause,
    );
  } finally {
    await file.close();
  }
}
