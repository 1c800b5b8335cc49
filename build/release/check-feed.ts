import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ChannelFile } from '../../electron/updates/feed-format.ts';
import type { ReleaseTrust } from '../../electron/updates/release-trust.ts';
import { type PublishedChannel, readChannels } from './channel-file.ts';
import { sha512Of } from './file-hash.ts';
import { readCompanions } from './package-companions.ts';
import type { CheckCommand } from './release-command.ts';
import { ReleaseError } from './release-error.ts';
import { isForTraining } from './training-channel.ts';

/** What is wrong with the files that say what a package is. */
async function companionFaults(
  feed: string,
  name: string,
  { version, caredesk }: ChannelFile,
): Promise<string[]> {
  const beside = await readCompanions(feed, name);
  if (beside.kind === 'faulty') return [`${name}: ${beside.fault}`];
  const { stamp } = beside;
  return [
    ...(stamp.version === version ? [] : [`${name}: its stamp is of version ${stamp.version}.`]),
    ...(isForTraining(caredesk.channel)
      ? []
      : stamp.notForRelease.map((reason) => `${name}: ${reason}`)),
  ];
}

async function feedFaults(
  feed: string,
  { name, content }: PublishedChannel,
  now: number,
): Promise<string[]> {
  const faults: string[] = [];
  const { validUntil } = content.caredesk;
  if (Date.parse(validUntil) < now) {
    faults.push(`${name} was believed until ${validUntil.slice(0, 10)}: sign it again (--renew).`);
  }
  for (const { url, size, sha512, blockMapSha512 } of content.files) {
    const found = await stat(join(feed, url)).catch(() => null);
    if (found === null) faults.push(`${url} is missing.`);
    else if (found.size !== size) faults.push(`${url} has ${found.size} bytes, not ${size}.`);
    else if ((await sha512Of(join(feed, url))) !== sha512) faults.push(`${url} was changed.`);
    faults.push(...(await companionFaults(feed, url, content)));
    if (!url.endsWith('.exe')) continue;
    const blockMap = await sha512Of(join(feed, `${url}.blockmap`)).catch(() => null);
    if (blockMap === null) faults.push(`${url}.blockmap is missing.`);
    else if (blockMap !== blockMapSha512) faults.push(`${url}.blockmap was changed.`);
  }
  return faults;
}

/**
 * Checks a feed folder, for example one fetched from the web server: signatures, and of every
 * package its size, hash, blockmap, stamp, bill of materials and licence list.
 *
 * @param now epoch milliseconds
 * @throws ReleaseError FEED_CHECK_FAILED with a line a fault; FEED_MISSING, FEED_REFUSED
 */
export async function checkFeed(
  command: CheckCommand,
  trust: ReleaseTrust,
  now: number,
): Promise<readonly PublishedChannel[]> {
  const channels = await readChannels(command.feed, command.channel, trust);
  const faults: string[] = [];
  for (const channel of channels) faults.push(...(await feedFaults(command.feed, channel, now)));
  if (faults.length === 0) return channels;
  throw new ReleaseError(
    'FEED_CHECK_FAILED',
    `The feed is not whole:\n${faults.map((fault) => `  ${fault}`).join('\n')}\nUpload it again from the folder you published, or fetch it again.`,
  );
}
