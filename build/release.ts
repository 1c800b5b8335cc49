import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { BuildError } from './build-error.ts';
import { withFileLock } from './file-lock.ts';
import { projectRoot } from './project-root.ts';
import { changeFeed } from './release/change-feed.ts';
import type { PublishedChannel } from './release/channel-file.ts';
import { checkFeed } from './release/check-feed.ts';
import { publish, type ReleaseContext } from './release/publish.ts';
import { type PublishCommand, parseReleaseCommand } from './release/release-command.ts';
import { ReleaseError } from './release/release-error.ts';
import { parseReleaseNotes } from './release/release-notes.ts';
import {
  addToTrust,
  checkKeyFolder,
  makeSigningKey,
  passphraseVariable,
  readSigningKey,
  readTrust,
} from './release/signing-key.ts';
import { usage } from './release/usage.ts';

export interface ReleaseSurroundings {
  /** Epoch milliseconds. */
  now(): number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const bundledTrustFile = join(projectRoot, 'electron', 'updates', 'release-trust.json');

/** The notes of a file that was named, or null. */
async function notesOf({ notes }: PublishCommand): Promise<string[] | null> {
  if (notes === null) return null;
  const text = await readFile(notes, 'utf8').catch((cause: unknown) => {
    throw new ReleaseError('NOTES_UNUSABLE', `The release notes ${notes} cannot be read.`, {
      cause,
    });
  });
  return parseReleaseNotes(text);
}

function described({ name, content }: PublishedChannel): string {
  const { caredesk, version, stagingPercentage = 100, files } = content;
  const share = `${stagingPercentage} % of installations`;
  const state = caredesk.paused ? `paused (for ${share} when resumed)` : `offered to ${share}`;
  const minimum =
    caredesk.minimumVersion === undefined ? '' : `, minimum ${caredesk.minimumVersion}`;
  return [
    `  ${name}: ${version}, ${state}${minimum} (publication ${caredesk.serial})`,
    `    believed until ${caredesk.validUntil.slice(0, 10)}: publish or --renew before`,
    ...files.map(({ url, size }) => `    ${url}, ${(size / 1e6).toFixed(1)} MB`),
  ].join('\n');
}

/** The order matters to PCs that look while the upload runs. */
function uploadAdvice(feed: string, channel: string, what: 'packages' | 'channel files'): string[] {
  const files =
    what === 'packages'
      ? `${feed}, in this order: packages and what lies beside them, then the .yml files`
      : `the .yml files of ${feed}`;
  return [
    `Next: upload ${files}; delete nothing that is online.`,
    `Then fetch it back into an empty folder and run: npm run release -- --check --feed <folder> --channel ${channel}`,
  ];
}

function widenAdvice(channels: readonly PublishedChannel[]): string[] {
  const isStaged = channels.some(
    ({ content }) => !content.caredesk.paused && (content.stagingPercentage ?? 100) < 100,
  );
  return isStaged
    ? ['When those PCs work well, widen the stage with --staging (docs/releasing.md).']
    : [];
}

/**
 * Does what the arguments ask for and says what was done, a line each.
 *
 * @throws ReleaseError with what to do about it; BuildError when another release holds the feed
 */
export async function release(
  args: readonly string[],
  { now, environment }: ReleaseSurroundings,
): Promise<string[]> {
  if (args.includes('--help')) return [usage];
  const command = parseReleaseCommand(args, environment);
  const trustFile = command.trust ?? bundledTrustFile;
  const passphrase = environment[passphraseVariable];
  const dry = command.dryRun ? ['Dry run: nothing was written.'] : [];

  if (command.kind === 'new-key') {
    await checkKeyFolder(command.folder);
    // Before there is a key that nobody would know of.
    if (command.trust !== null) await readTrust(command.trust);
    if (command.dryRun) return [...dry, `A key would be made in ${command.folder}.`];
    const { file, entry } = await makeSigningKey(command.folder, passphrase);
    if (command.trust !== null) await addToTrust(command.trust, entry);
    return [
      `The private key is ${file}. Keep it where only releases are signed, and a copy in a safe.`,
      passphrase
        ? 'It is encrypted with the passphrase.'
        : `It has no passphrase; set ${passphraseVariable} before --new-key to give it one.`,
      command.trust === null
        ? 'Add this to releaseKeys of electron/updates/release-trust.json, then release a version that holds it:'
        : `Its public half was added to ${command.trust}:`,
      JSON.stringify(entry, null, 2),
    ];
  }
  const trust = await readTrust(trustFile);
  if (command.kind === 'check') {
    const channels = await checkFeed(command, trust, now());
    return [
      'What the feed offers is whole: signatures, sizes, hashes, blockmaps, stamps and bills of materials agree.',
      'MSI and deb are not offered and not looked at: check their own signatures.',
      ...channels.map(described),
    ];
  }
  const key = await readSigningKey(command.keyFile, trust, passphrase);
  const context: ReleaseContext = { trust, key, now, dryRun: command.dryRun };
  const work = async (): Promise<string[]> => {
    switch (command.kind) {
      case 'publish': {
        const done = await publish(command, await notesOf(command), context);
        return [
          ...dry,
          ...command.assumed,
          `CareDesk ${done.version} on channel ${command.channel}, signed with key ${key.keyId}:`,
          ...done.channels.map(described),
          `  ${command.dryRun ? 'to copy' : 'copied'}: ${done.copied.length} files; there already: ${done.kept.length}`,
          ...done.warnings.map((warning) => `  Training only: ${warning}`),
          ...uploadAdvice(command.feed, command.channel, 'packages'),
          ...widenAdvice(done.channels),
        ];
      }
      case 'change': {
        const done = await changeFeed(command, context);
        return [
          ...dry,
          `Channel ${command.channel}, signed with key ${key.keyId}:`,
          ...done.channels.map(described),
          ...done.warnings.map((warning) => `  Note: ${warning}`),
          ...uploadAdvice(command.feed, command.channel, 'channel files'),
          ...widenAdvice(done.channels),
        ];
      }
    }
  };
  // A folder that is not there is not made by looking for a feed in it.
  const isThere = await stat(command.feed).then(
    () => true,
    () => false,
  );
  if (command.dryRun || (command.kind === 'change' && !isThere)) return work();
  return withFileLock(join(command.feed, '.release.lock'), work, 10_000);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    const lines = await release(process.argv.slice(2), {
      now: () => Date.now(),
      environment: process.env,
    });
    console.log(`\n${lines.join('\n')}\n`);
  } catch (error) {
    const isExplained = error instanceof ReleaseError || error instanceof BuildError;
    console.error(isExplained ? `\n${error.message}\n` : error);
    process.exitCode = 1;
  }
}
