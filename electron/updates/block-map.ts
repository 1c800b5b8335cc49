import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { CareDeskError } from '../contract/caredesk-error.ts';
import type { FeedFile } from './feed-format.ts';

/*
 * A block map lists the blocks of a package; from two of them electron-updater works out what a
 * differential download copies and what it fetches. It does not check the lists, so one with a
 * block of minus a terabyte would fill the disk before the package's own hash is looked at.
 */

/** Most bytes that a block map may unpack to: hundreds of times those of a real one. */
const longestUnpacked = 64 * 1024 * 1024;
/** An AppImage ends in its block map and four bytes with the length of that. */
const lengthBytes = 4;

/**
 * Gives back a block map as it came if it may be used: the package's own has the hash the feed
 * says. That of the package before, which only says where blocks can be copied from, is of no
 * feed any more; it must unpack to a sensible size.
 * @throws CareDeskError UPDATE_HASH_WRONG, UPDATE_SIZE_WRONG
 */
export function checkBlockMap(bytes: Buffer, url: URL, file: FeedFile): Buffer {
  if (url.pathname.endsWith(`/${file.url}.blockmap`)) {
    checkHash(bytes, file);
    return bytes;
  }
  try {
    gunzipSync(bytes, { maxOutputLength: longestUnpacked });
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
