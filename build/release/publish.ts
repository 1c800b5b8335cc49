import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ChannelFile,
  channelFileName,
  type FeedPlatform,
} from '../../electron/updates/feed-format.ts';
import type { ReleaseTrust } from '../../electron/updates/release-trust.ts';
import { isNewer } from '../../electron/updates/version-order.ts';
import { copyInOneStep, writeInOneStep } from './atomic-files.ts';
import type { BlockMap } from './block-map.ts';
import {
  channelFileText,
  nextSerial,
  type PublishedChannel,
  publicationTimes,
  readChannel,
} from './channel-file.ts';
import { sha512Of } from './file-hash.ts';
import { type PackageFile, type PackageFolder, readPackageFolder } from './package-files.ts';
import type { PublishCommand } from './release-command.ts';
import { ReleaseError } from './release-error.ts';
import { signedFile } from './signed-file.ts';
import type { SigningKey } from './signing-key.ts';
import { stampedNotes } from './stamped-notes.ts';

/** What a release needs besides the command. */
export interface ReleaseContext {
  readonly trust: ReleaseTrust;
  readonly key: SigningKey;
  /** Epoch milliseconds. */
  now(): number;
  readonly dryRun: boolean;
}

interface Publication {
  readonly version: string;
  /** Names of files that were copied (or would be, in a dry run). */
  readonly copied: readonly string[];
  /** Names of files that were there already, byte for byte. */
  readonly kept: readonly string[];
  readonly channels: readonly PublishedChannel[];
  readonly warnings: readonly string[];
}

/** Refuses what must not reach a PC in use. A training channel takes it, with a warning. */
function releaseFaults({ files }: PackageFolder, { keyId }: SigningKey): string[] {
  return files.flatMap(({ name, stamp, blockMap }) => {
    const faults = [...stamp.notForRelease];
    // Every PC that takes it would need the next version by hand.
    if (blockMap !== null && !stamp.releaseKeys.includes(keyId)) {
      faults.push(
        `It was built without the key ${keyId} in electron/updates/release-trust.json, so once installed it would not believe this feed.`,
      );
    }
    return faults.map((fault) => `${name}: ${fault}`);
  });
}

function channelPlatform({ platform, arch }: Pick<PackageFile, 'platform' | 'arch'>): FeedPlatform {
  return platform === 'windows' ? 'win32' : `linux-${arch}`;
}

/** A package that a feed offers; MSI and deb are deployed by administrators. */
type OfferedFile = PackageFile & { readonly blockMap: BlockMap };

/** The packages a feed offers, by channel file. */
function offered(files: readonly PackageFile[]): Map<FeedPlatform, OfferedFile[]> {
  const groups = new Map<FeedPlatform, OfferedFile[]>();
  for (const { blockMap, ...file } of files) {
    if (blockMap === null) continue;
    const platform = channelPlatform(file);
    groups.set(platform, [...(groups.get(platform) ?? []), { ...file, blockMap }]);
  }
  return groups;
}

/**
 * All Windows PCs of a channel read one file. One that does not find its processor in it refuses
 * the update, so no processor may drop out.
 */
function checkProcessors(
  platform: FeedPlatform,
  files: readonly PackageFile[],
  previous: PublishedChannel | null,
): void {
  if (platform !== 'win32') return;
  const isOffered = (arch: string) => files.some((file) => file.name.includes(arch));
  const before = previous?.content.files ?? [];
  const needed = ['x64', 'arm64'].filter(
    (arch) => arch === 'x64' || before.some(({ url }) => url.includes(arch)),
  );
  const missing = needed.filter((arch) => !isOffered(arch));
  if (missing.length === 0) return;
  throw new ReleaseError(
    'PACKAGES_UNUSABLE',
    `There is no Windows installer for ${missing.join(' and ')}, and PCs with that processor would be left without updates. Build it too.`,
  );
}

function checkVersion(version: string, previous: PublishedChannel | null): void {
  const last = previous?.content.version;
  if (last === undefined || isNewer(version, last)) return;
  throw new ReleaseError(
    'VERSION_NOT_HIGHER',
    `${previous?.name} has ${last} already, and ${version} is not higher: no PC would take it. Raise "version" in package.json and build again; a version is never used twice.`,
  );
}

function checkMinimum(minimum: string | undefined, version: string): void {
  if (minimum === undefined || !isNewer(minimum, version)) return;
  throw new ReleaseError(
    'ARGUMENTS_WRONG',
    `The minimum ${minimum} is above ${version}, the version that is offered: nobody could reach it.`,
  );
}

function checkCommand(
  command: PublishCommand,
  { version, ...packages }: PackageFolder,
  key: SigningKey,
): string[] {
  if (version.includes('-') && command.channel === 'stable') {
    throw new ReleaseError(
      'PACKAGE_REFUSED',
      `${version} is a pre-release and does not belong on "stable". Publish it on a channel of its own (--channel beta).`,
    );
  }
  const { rollbackTo } = command;
  if (rollbackTo !== null && !isNewer(version, rollbackTo)) {
    throw new ReleaseError(
      'ROLLBACK_NEEDS_PACKAGES',
      `The packages are ${version}. To go back to how ${rollbackTo} worked they need a higher version than the faulty one: raise "version" in package.json and build again.`,
    );
  }
  const faults = releaseFaults({ version, ...packages }, key);
  if (faults.length === 0) return [];
  if (command.training) return faults;
  throw new ReleaseError(
    'PACKAGE_REFUSED',
    `These packages must not be released:\n${faults.map((fault) => `  ${fault}`).join('\n')}\nBuild them again as docs/releasing.md says. For a feed that nobody works with: --training --channel training`,
  );
}

/** Whether a file has to be copied. A file of that name with other content is a version used twice. */
async function needsCopy(source: string, target: string, name: string): Promise<boolean> {
  const [from, to] = await Promise.all([stat(source), stat(target).catch(() => null)]);
  if (to === null) return true;
  if (from.size === to.size && (await sha512Of(source)) === (await sha512Of(target))) return false;
  throw new ReleaseError(
    'PACKAGE_REFUSED',
    `${name} is in the feed already with other content: PCs may have fetched it. Raise the version and build again; a version is never used twice.`,
  );
}

function channelContent(
  command: PublishCommand,
  version: string,
  notes: readonly string[],
  files: readonly OfferedFile[],
  platform: FeedPlatform,
  previous: PublishedChannel | null,
  now: number,
): ChannelFile {
  const minimumVersion = command.minimumVersion ?? previous?.content.caredesk.minimumVersion;
  checkMinimum(minimumVersion, version);
  return {
    version,
    files: files.map(({ name, sha512, size, blockMap }) => ({
      url: name,
      sha512,
      size,
      blockMapSha512: blockMap.sha512,
      ...(blockMap.kind === 'embedded' ? { blockMapSize: blockMap.size } : {}),
    })),
    stagingPercentage: command.staging,
    caredesk: {
      format: 1,
      serial: nextSerial(previous, now),
      channel: command.channel,
      platform,
      ...publicationTimes(now, command.validDays),
      ...(minimumVersion === undefined ? {} : { minimumVersion }),
      paused: false,
      notes: [...notes],
    },
  };
}

/**
 * Publishes the packages of a folder into a feed folder: packages first, then each signed channel
 * file in one step. Everything is checked before anything is written.
 *
 * @param givenNotes in place of those in the packages' stamps; null for none
 * @throws ReleaseError when the packages, the feed that is there or the command do not allow it
 */
export async function publish(
  command: PublishCommand,
  givenNotes: readonly string[] | null,
  context: ReleaseContext,
): Promise<Publication> {
  const packages = await readPackageFolder(command.packages);
  const { version, files } = packages;
  const warnings = checkCommand(command, packages, context.key);
  const notes = givenNotes ?? stampedNotes(packages);
  const groups = offered(files);
  if (groups.size === 0) {
    throw new ReleaseError(
      'PACKAGES_UNUSABLE',
      'There is no package in the folder that updates itself. MSI and deb are given to administrators and never offered by a feed: build the NSIS installer or the AppImage too.',
    );
  }
  const now = context.now();
  const channels: PublishedChannel[] = [];
  for (const [platform, group] of groups) {
    const previous = await readChannel(command.feed, command.channel, platform, context.trust);
    checkVersion(version, previous);
    checkProcessors(platform, group, previous);
    if (previous?.content.caredesk.paused === true && !command.resume) {
      throw new ReleaseError(
        'FEED_REFUSED',
        `${previous.name} is paused. If ${version} is what it waits for, publish it with --resume.`,
      );
    }
    const content = channelContent(command, version, notes, group, platform, previous, now);
    channels.push({ name: channelFileName(command.channel, platform), platform, content });
  }
  const texts = channels.map(({ name, content }) => ({
    name,
    text: signedFile(channelFileText(content), context.key),
  }));

  const names = files.flatMap(({ name, companions }) => [name, ...companions]);
  const copied: string[] = [];
  const kept: string[] = [];
  for (const name of names) {
    const isNew = await needsCopy(join(packages.folder, name), join(command.feed, name), name);
    (isNew ? copied : kept).push(name);
  }
  if (!context.dryRun) {
    await mkdir(command.feed, { recursive: true });
    for (const name of copied) {
      await copyInOneStep(join(packages.folder, name), join(command.feed, name));
    }
    for (const { name, text } of texts) await writeInOneStep(join(command.feed, name), text);
  }
  return { version, copied, kept, channels, warnings };
}
