import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  type ChannelFile,
  channelFileName,
  type FeedFile,
  type FeedPlatform,
  feedSigningInput,
  joinSignedFeed,
} from '../../electron/updates/feed-format.ts';

const require = createRequire(import.meta.url);
/** The block maps of the tests come from electron-builder, as those of real packages do. */
const {
  buildBlockMap,
}: typeof import('app-builder-lib/out/targets/blockmap/blockmap.js') = require('app-builder-lib/out/targets/blockmap/blockmap.js');

/** A supplier's key, made for one test. */
export interface TestKey {
  readonly keyId: string;
  /** SubjectPublicKeyInfo in base64, as release-trust.json holds it. */
  readonly publicKey: string;
  readonly privateKey: KeyObject;
}

export function createTestKey(keyId = 'test-key'): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  return { keyId, privateKey, publicKey: spki.toString('base64') };
}

export interface FeedChoice {
  readonly version: string;
  readonly files: readonly FeedFile[];
  readonly channel?: string;
  readonly platform?: FeedPlatform;
  readonly serial?: number;
  readonly paused?: boolean;
  readonly notes?: readonly string[];
  readonly minimumVersion?: string;
  readonly validUntil?: string;
  readonly stagingPercentage?: number;
  readonly minimumSystemVersion?: string;
}

/** The text of a channel file, not signed. JSON is YAML too. */
export function channelText(choice: FeedChoice): string {
  const { version, files, stagingPercentage, minimumSystemVersion, minimumVersion } = choice;
  const content: ChannelFile = {
    version,
    files: [...files],
    ...(stagingPercentage === undefined ? {} : { stagingPercentage }),
    ...(minimumSystemVersion === undefined ? {} : { minimumSystemVersion }),
    caredesk: {
      format: 1,
      serial: choice.serial ?? 1,
      channel: choice.channel ?? 'stable',
      platform: choice.platform ?? 'win32',
      publishedAt: '2026-11-20T09:00:00Z',
      validUntil: choice.validUntil ?? '2099-11-20T09:00:00Z',
      ...(minimumVersion === undefined ? {} : { minimumVersion }),
      paused: choice.paused ?? false,
      notes: [...(choice.notes ?? ['Searching by postcode is faster.'])],
    },
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** A channel file's text with its signature. */
export function signedText(text: string, key: TestKey): string {
  const signature = sign(null, feedSigningInput(text), key.privateKey).toString('base64');
  return joinSignedFeed({ signedText: text, keyId: key.keyId, signature });
}

/** Publishes a channel file in a folder, in place of the one before. */
export async function publishFeed(folder: string, choice: FeedChoice, key: TestKey): Promise<void> {
  const name = channelFileName(choice.channel ?? 'stable', choice.platform ?? 'win32');
  await writeFile(join(folder, name), signedText(channelText(choice), key));
}

/** Puts a package and its block map into a folder and gives its entry for the channel file. */
export async function addPackage(folder: string, name: string, body: Buffer): Promise<FeedFile> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await writeFile(path, body);
  if (name.endsWith('.AppImage')) await buildBlockMap(path, 'deflate');
  else await buildBlockMap(path, 'gzip', `${path}.blockmap`);
  return feedEntry(folder, name);
}

/** The entry of a package whose block map is there, for the channel file. */
export async function feedEntry(folder: string, name: string): Promise<FeedFile> {
  const path = join(folder, name);
  const written = await readFile(path);
  const entry = { url: name, sha512: hashOf(written), size: written.length };
  if (!name.endsWith('.AppImage')) {
    return { ...entry, blockMapSha512: hashOf(await readFile(`${path}.blockmap`)) };
  }
  const blockMapSize = written.readUInt32BE(written.length - 4);
  const blockMap = written.subarray(-4 - blockMapSize, -4);
  return { ...entry, blockMapSha512: hashOf(blockMap), blockMapSize };
}

function hashOf(bytes: Buffer): string {
  return createHash('sha512').update(bytes).digest('base64');
}

/** Bytes that look random and are the same at every run. */
export function packageBytes(length: number, seed: string): Buffer {
  const blocks: Buffer[] = [];
  for (let made = 0; made < length; made += 64) {
    blocks.push(createHash('sha512').update(`${seed} ${made}`).digest());
  }
  return Buffer.concat(blocks).subarray(0, length);
}
