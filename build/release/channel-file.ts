import { readdir } from 'node:fs/promises';
// electron-updater's own reader: what it cannot read, no PC can.
import { parseUpdateInfo } from 'electron-updater/out/providers/Provider.js';
import {
  type ChannelFile,
  channelFileName,
  channelFileSchema,
  type FeedPlatform,
  feedPlatformSchema,
  longestChannelFile,
} from '../../electron/updates/feed-format.ts';
import type { ReleaseTrust } from '../../electron/updates/release-trust.ts';
import { ReleaseError } from './release-error.ts';
import { readSignedFile } from './signed-file.ts';

/** A channel file of a feed folder, its signature checked. */
export interface PublishedChannel {
  readonly name: string;
  readonly platform: FeedPlatform;
  readonly content: ChannelFile;
}

/** JSON text is a YAML scalar too, and leaves nothing to YAML's own guesses. */
function scalar(value: string | number | boolean): string {
  return JSON.stringify(value);
}

/**
 * A channel file in YAML, as electron-updater and people read it.
 *
 * @throws ReleaseError FEED_REFUSED when it could not be read back as it was meant
 */
export function channelFileText(content: ChannelFile): string {
  const { version, files, stagingPercentage, minimumSystemVersion, caredesk } = content;
  const lines = [
    `version: ${scalar(version)}`,
    'files:',
    ...files.flatMap(({ url, sha512, size, blockMapSha512, blockMapSize }) => [
      `  - url: ${scalar(url)}`,
      `    sha512: ${scalar(sha512)}`,
      `    size: ${size}`,
      `    blockMapSha512: ${scalar(blockMapSha512)}`,
      ...(blockMapSize === undefined ? [] : [`    blockMapSize: ${blockMapSize}`]),
    ]),
    ...(stagingPercentage === undefined ? [] : [`stagingPercentage: ${stagingPercentage}`]),
    ...(minimumSystemVersion === undefined
      ? []
      : [`minimumSystemVersion: ${scalar(minimumSystemVersion)}`]),
    `releaseDate: ${scalar(caredesk.publishedAt)}`,
    'caredesk:',
    `  format: ${caredesk.format}`,
    `  serial: ${caredesk.serial}`,
    `  channel: ${scalar(caredesk.channel)}`,
    `  platform: ${scalar(caredesk.platform)}`,
    `  publishedAt: ${scalar(caredesk.publishedAt)}`,
    `  validUntil: ${scalar(caredesk.validUntil)}`,
    ...(caredesk.minimumVersion === undefined
      ? []
      : [`  minimumVersion: ${scalar(caredesk.minimumVersion)}`]),
    `  paused: ${caredesk.paused}`,
    // Without entries YAML would read nothing at all, not an empty list.
    caredesk.notes.length === 0 ? '  notes: []' : '  notes:',
    ...caredesk.notes.map((note) => `    - ${scalar(note)}`),
  ];
  const text = `${lines.join('\n')}\n`;
  const readBack = parseChannelFile(channelFileName(caredesk.channel, caredesk.platform), text);
  if (JSON.stringify(readBack) !== JSON.stringify(channelFileSchema.parse(content))) {
    throw new ReleaseError(
      'FEED_REFUSED',
      `${channelFileName(caredesk.channel, caredesk.platform)} would not be read as it was meant. Report this, with the release notes.`,
    );
  }
  return text;
}

/**
 * Reads a channel file as electron-updater does, then by our format.
 * @throws ReleaseError FEED_REFUSED
 */
export function parseChannelFile(name: string, text: string): ChannelFile {
  try {
    if (Buffer.byteLength(text) > longestChannelFile) throw new RangeError('too long');
    const url = new URL(`https://feed.invalid/${name}`);
    return channelFileSchema.parse(parseUpdateInfo(text, name, url));
  } catch (cause) {
    throw new ReleaseError('FEED_REFUSED', `${name} is not a CareDesk channel file.`, { cause });
  }
}

/**
 * The channel file of one platform in a feed folder, or null when there is none.
 * @throws ReleaseError FEED_REFUSED when it is not ours, or not what its name says
 */
export async function readChannel(
  feed: string,
  channel: string,
  platform: FeedPlatform,
  trust: ReleaseTrust,
): Promise<PublishedChannel | null> {
  const name = channelFileName(channel, platform);
  const text = await readSignedFile(feed, name, trust);
  if (text === null) return null;
  const content = parseChannelFile(name, text);
  if (content.caredesk.channel !== channel || content.caredesk.platform !== platform) {
    throw new ReleaseError(
      'FEED_REFUSED',
      `${name} says it is ${content.caredesk.channel} for ${content.caredesk.platform}: somebody renamed it.`,
    );
  }
  return { name, platform, content };
}

/**
 * All channel files of a channel in a feed folder.
 * @throws ReleaseError FEED_MISSING when there is none; what `readChannel` throws
 */
export async function readChannels(
  feed: string,
  channel: string,
  trust: ReleaseTrust,
): Promise<readonly PublishedChannel[]> {
  const found: PublishedChannel[] = [];
  for (const platform of feedPlatformSchema.options) {
    const published = await readChannel(feed, channel, platform, trust);
    if (published !== null) found.push(published);
  }
  if (found.length > 0) return found;
  const others = (await readdir(feed).catch(() => [])).filter((name) => name.endsWith('.yml'));
  throw new ReleaseError(
    'FEED_MISSING',
    `There is no channel "${channel}" in ${feed}${others.length > 0 ? ` (there are ${others.join(', ')})` : ''}. Fetch the feed folder that is online first, or publish a version into it.`,
  );
}

/** When a publication made now was made, and until when it is believed. */
export function publicationTimes(
  now: number,
  validDays: number,
): { readonly publishedAt: string; readonly validUntil: string } {
  const day = 24 * 60 * 60_000;
  return {
    publishedAt: new Date(now).toISOString(),
    validUntil: new Date(now + validDays * day).toISOString(),
  };
}

/**
 * The number of the next publication: higher than the last, and never below the present second, so
 * that a feed made anew in an empty folder still counts higher than the lost one.
 *
 * @param now epoch milliseconds
 */
export function nextSerial(previous: PublishedChannel | null, now: number): number {
  const last = previous?.content.caredesk.serial ?? 0;
  return Math.max(last + 1, Math.floor(now / 1000));
}
