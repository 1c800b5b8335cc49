import { z } from 'zod';
import { releaseNotesSchema } from '../contract/updates.ts';
import { versionSchema } from '../contract/version.ts';

/**
 * What lies in an update feed: a folder of static files, on any web server or object store.
 *
 * - `<channel>.yml`, `<channel>-linux.yml` …: electron-updater's channel file in YAML with a block
 *   `caredesk` of our own, and in its last line, a comment to YAML, who signed all before it. In
 *   one file, because two could not be exchanged together on a static host or in a proxy's cache;
 * - the packages it names, and beside each Windows package its `.blockmap`.
 */

/** A channel's name, as policy `updateChannel` and the names of channel files have it. */
export const channelSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,20}$/, 'must be 1 to 20 of a to z, 0 to 9 and -');

/**
 * The systems a channel file is for. Windows has one file for all processors, and the packages
 * carry the processor in their names; Linux has one file a processor.
 */
export const feedPlatformSchema = z.enum(['win32', 'linux-x64', 'linux-arm64']);
export type FeedPlatform = z.infer<typeof feedPlatformSchema>;

/** Processors CareDesk is packed for, as the names of packages spell them. */
export const feedArchitectures = ['x64', 'arm64'] as const;
export type FeedArchitecture = (typeof feedArchitectures)[number];

/** The channel file of a platform, named as electron-updater names it. */
export function channelFileName(channel: string, platform: FeedPlatform): string {
  const suffixes = { win32: '', 'linux-x64': '-linux', 'linux-arm64': '-linux-arm64' } as const;
  return `${channel}${suffixes[platform]}.yml`;
}

/** A file beside the channel file: no folders, no other host, nothing that needs escaping. */
const packageNameSchema = z
  .string()
  .max(120)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'must be the name of a file beside the channel file');

/** SHA-512 in base64: 64 bytes. */
const sha512Schema = z.string().regex(/^[A-Za-z0-9+/]{86}==$/, 'must be SHA-512 in base64');

/** Most bytes of a package. */
export const largestPackage = 1_000_000_000;

/** Most bytes of a block map, compressed. */
export const longestBlockMap = 8 * 1024 * 1024;

/** A package, with the fields electron-updater reads. */
const feedFileSchema = z.object({
  url: packageNameSchema,
  sha512: sha512Schema,
  /** Bytes. */
  size: z.number().int().positive().max(largestPackage),
  /**
   * SHA-512 of the block map, as it lies beside a Windows package or at the end of an AppImage.
   * Signed with the rest, because the block map says what a differential download writes.
   */
  blockMapSha512: sha512Schema,
  /** Bytes of the block map at the end of an AppImage. */
  blockMapSize: z.number().int().positive().max(longestBlockMap).optional(),
});

// YAML reads an unquoted time as a Date.
const timeSchema = z.preprocess(
  (value) => (value instanceof Date ? value.toISOString() : value),
  z.iso.datetime(),
);

/** CareDesk's block of a channel file. */
const feedBlockSchema = z.strictObject({
  format: z.literal(1),
  /** Grows with every publication of this channel file, so that an old one is not taken again. */
  serial: z.number().int().positive(),
  channel: channelSchema,
  platform: feedPlatformSchema,
  publishedAt: timeSchema,
  /**
   * Until when the file is believed. Without an end, whoever stands between could show an old file
   * for ever and so keep PCs on a version with a known hole.
   */
  validUntil: timeSchema,
  /** Older versions than this take the update as soon as nobody is mid-task; none is refused work. */
  minimumVersion: versionSchema.optional(),
  /** The roll-out rests: nobody is offered the version. */
  paused: z.boolean(),
  /** What changed, in plain words. */
  notes: releaseNotesSchema,
});

/** A channel file: what electron-updater reads of it, and our block. Its other fields are ignored. */
export const channelFileSchema = z.object({
  version: versionSchema,
  files: z.array(feedFileSchema).min(1).max(10),
  /** Per cent of installations that are offered the version; without it all are. */
  stagingPercentage: z.number().int().min(0).max(100).optional(),
  /** Oldest `os.release()` the version runs on. */
  minimumSystemVersion: z.string().max(40).optional(),
  caredesk: feedBlockSchema,
});

/** A channel file taken apart: what was signed, and the signature. */
export interface SignedFeed {
  /** Everything before the signature line, its line end included. */
  readonly signedText: string;
  readonly keyId: string;
  /** Ed25519 signature of `feedSigningInput(signedText)` in base64: 64 bytes. */
  readonly signature: string;
}

const signatureLine = /\n# signature: ([A-Za-z0-9._-]{1,64}) ([A-Za-z0-9+/]{86}==)\n$/;
const signatureMark = '\n# signature: ';

/** The parts of a channel file as it is served, or null when its last line is no signature. */
export function splitSignedFeed(raw: string): SignedFeed | null {
  const [line, keyId, signature] = signatureLine.exec(raw) ?? [];
  if (line === undefined || keyId === undefined || signature === undefined) return null;
  // A host that rewrites line ends has changed what was signed, and a second mark is no comment.
  if (raw.includes('\r') || raw.indexOf(signatureMark) !== raw.lastIndexOf(signatureMark)) {
    return null;
  }
  return { signedText: raw.slice(0, raw.length - line.length + 1), keyId, signature };
}

/** A channel file put together. `signedText` ends with a line end. */
export function joinSignedFeed({ signedText, keyId, signature }: SignedFeed): string {
  return `${signedText}# signature: ${keyId} ${signature}\n`;
}

/**
 * The bytes a signature is made over: a prefix of its own, so that no other use of the key can be
 * taken for a feed, and the text.
 */
export function feedSigningInput(signedText: string): Buffer {
  return Buffer.from(`CareDesk update feed v1\n${signedText}`, 'utf8');
}

/** Most bytes of a channel file. */
export const longestChannelFile = 64 * 1024;

export type FeedFile = z.infer<typeof feedFileSchema>;
export type ChannelFile = z.infer<typeof channelFileSchema>;
