import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { checkBlockMap, isEmbeddedBlockMap } from '../../../electron/updates/block-map.ts';
import type { FeedFile } from '../../../electron/updates/feed-format.ts';

const blockMap = gzipSync('{"version":"2","files":[]}');
const file: FeedFile = {
  url: 'caredesk-setup-1.1.0-x64.exe',
  sha512: 'of the package',
  size: 1_000,
  blockMapSha512: createHash('sha512').update(blockMap).digest('base64'),
};
/** That of a package of two blocks, with one of its parts as told. */
function formerMap(part: object = {}): Buffer {
  const block = { name: 'file', offset: 0, checksums: ['a', 'b'], sizes: [10, 20], ...part };
  return gzipSync(JSON.stringify({ version: '2', files: [block] }));
}
const address = (name: string) => new URL(`https://feed.example/caredesk/${name}`);
const own = address('caredesk-setup-1.1.0-x64.exe.blockmap');
const former = address('caredesk-setup-1.0.0-x64.exe.blockmap');

describe('a block map beside a package', () => {
  test('is taken as it came when it is the one the feed means', () => {
    expect(checkBlockMap(blockMap, own, file)).toBe(blockMap);
  });

  test('is refused when it is another one, however well it reads', () => {
    const other = gzipSync('{"version":"2","files":[{}]}');
    expect(() => checkBlockMap(other, own, file)).toThrow('UPDATE_HASH_WRONG');
  });

  test('of the package before is of no feed, and taken when it is in order', () => {
    const other = formerMap();
    expect(checkBlockMap(other, former, file)).toBe(other);
  });

  test.each([
    ['unpacks to no end', gzipSync(`${' '.repeat(2 * 1024 * 1024)}{}`)],
    ['is not packed', Buffer.from('<html>')],
    ['is no block map', gzipSync('[{},{}]')],
    ['begins before the package', formerMap({ offset: -5 })],
    ['has a block of less than nothing', formerMap({ sizes: [-5_000_000, 20] })],
    ['has half a byte', formerMap({ sizes: [10.5, 20] })],
    ['has blocks that nobody can name', formerMap({ checksums: ['a'] })],
    ['is of a package that no disk holds', formerMap({ sizes: [999_999_999, 20] })],
    ['is of two packages', gzipSync('{"files":[{},{}]}')],
  ])('of the package before is refused when it %s', (_, bytes) => {
    expect(() => checkBlockMap(bytes, former, file)).toThrow('UPDATE_SIZE_WRONG');
  });
});

test.each([
  [795, 1_000, 201, true],
  [795, 999, 201, false],
  [0, 1_000, 201, false],
  [795, 1_000, undefined, false],
])('bytes %i to %i with %s of block map: %s', (start, end, blockMapSize, isBlockMap) => {
  const appImage: FeedFile = { ...file, ...(blockMapSize === undefined ? {} : { blockMapSize }) };
  expect(isEmbeddedBlockMap({ start, end }, appImage)).toBe(isBlockMap);
});
