import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { type FeedFile, largestPackage } from './feed-format.ts';

/*
 * A block map lists the blocks of a package; from two of them electron-updater works out what a
 * differential download copies and what it fetches. It does not check the lists: one with a block
 * of minus a terabyte would fill the disk before the package's own hash is looked at, and one with
 * a copy from before the start of the old package ends in an error that nobody catches.
 */

/** Most bytes that a block map may unpack to: ten times those of a real one. */
const longestUnpacked = 2 * 1024 * 1024;

/** The block map of a former package: no feed has its hash any more, so it is looked at closely. */
const formerBlockMapSchema = z.object({
  files: z.tuple([
    z
      .object({
        offset: z.literal(0),
        checksums: z.array(z.string()),
        sizes: z.array(z.number().int().positive()),
      })
      .refine(({ checksums, sizes }) => checksums.length === sizes.length)
      .refine(({ sizes }) => sizes.reduce((sum, size) => sum + size, 0) <= largestPackage),
  ]),
});

/** An AppImage ends in its block map and four bytes with the length of that. */
const lengthBytes = 4;

/**
 * Gives back a block map as it came if it may be used: the package's own has the hash the feed
 * says, and that of the package before is in order.
 * @throws CareDeskError UPDATE_HASH_WRONG, UPDATE_SIZE_WRONG
 */
export function checkBlockMap(bytes: Buffer, url: URL, file: FeedFile): Buffer {
  if (url.pathname.endsWith(`/${file.url}.blockmap`)) {
    checkHash(bytes, file);
    return bytes;
  }
  try {
    const text = gunzipSync(bytes, { maxOutputLength: longestUnpacked }).toString('utf8');
    formerBlockMapSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new CareDeskError('UPDATE_SIZE_WRONG', { detail: 'block map', cause });
  }
  return bytes;
}

/** Whether a range of a package, its last byte excluded, is the block map at the end of it. */
export function isEmbeddedBlockMap(
  { start, end }: { readonly start: number; readonly end: number },
  { size, blockMapSize }: FeedFile,
): boolean {
  return blockMapSize !== undefined && end === size && start === size - blockMapSize - lengthBytes;
}

/**
 * The block map at the end of an AppImage, all at once after its hash has been checked.
 * @throws CareDeskError UPDATE_HASH_WRONG; what the body throws
 */
export async function* checkedEmbeddedBlockMap(
  body: AsyncIterable<Buffer>,
  file: FeedFile,
): AsyncGenerator<Buffer, void, undefined> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  checkHash(bytes.subarray(0, -lengthBytes), file);
  yield bytes;
}

function checkHash(bytes: Buffer, { blockMapSha512 }: FeedFile): void {
  if (createHash('sha512').update(bytes).digest('base64') === blockMapSha512) return;
  throw new CareDeskError('UPDATE_HASH_WRONG', { detail: 'block map' });
}
