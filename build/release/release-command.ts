import { parseArgs } from 'node:util';
import { versionSchema } from '../../electron/contract/updates.ts';
import { channelSchema } from '../../electron/updates/feed-format.ts';
import { ReleaseError } from './release-error.ts';

/** What may be said about a version that is in the feed already. */
export interface FeedChanges {
  /** Percentage of installations that are offered the version, 1 to 100. */
  readonly staging?: number;
  readonly paused?: boolean;
  /** Oldest version an organisation should still run. */
  readonly minimumVersion?: string;
}

export interface PublishCommand {
  readonly kind: 'publish';
  readonly packages: string;
  readonly feed: string;
  readonly channel: string;
  readonly keyFile: string;
  readonly staging: number;
  /** File of release notes in place of those in the packages' stamps, or null. */
  readonly notes: string | null;
  /** Version whose behaviour this one brings back, or null. */
  readonly rollbackTo: string | null;
  /** Undefined keeps the minimum the feed has. */
  readonly minimumVersion?: string;
  /** Days the channel file is believed. */
  readonly validDays: number;
  /** True to publish into a paused channel and so to end the pause. */
  readonly resume: boolean;
  /** True for a feed that nobody works with: unsigned packages and a stand-in Electron pass. */
  readonly training: boolean;
}

export interface ChangeCommand {
  readonly kind: 'change';
  readonly feed: string;
  readonly channel: string;
  readonly keyFile: string;
  /** Empty to renew the channel file only. */
  readonly changes: FeedChanges;
  /** Days the channel file is believed. */
  readonly validDays: number;
}

export interface CheckCommand {
  readonly kind: 'check';
  readonly feed: string;
  readonly channel: string;
}

interface NewKeyCommand {
  readonly kind: 'new-key';
  readonly folder: string;
}

export type ReleaseCommand = (PublishCommand | ChangeCommand | CheckCommand | NewKeyCommand) & {
  /** File of the public keys that are packed into CareDesk; null for the project's own. */
  readonly trust: string | null;
  readonly dryRun: boolean;
};

export const usage = `npm run release -- <what> [--dry-run] [--trust <file of public keys>]

  Publish a version
    --packages <folder> --feed <folder> --key <file> --staging <1-100>
    [--notes <file.md or .txt>, in place of the notes in the packages] [--channel stable]
    [--minimum <version>] [--valid-days 90] [--resume] [--training]
  Go back to how an older version worked (with a newly built, higher version)
    --rollback-to <version> --packages <folder> --feed <folder> --key <file> [--staging 100]
  Change what the feed says about the version it has
    --feed <folder> --key <file> [--channel stable] [--valid-days 90]
    and one or more of: --staging <1-100>  --pause | --resume  --minimum <version>
    or, when nothing else changes before the feed runs out: --renew
  Check a feed folder: signature, size and hash of every file, blockmaps
    --check --feed <folder> [--channel stable]
  Make a signing key
    --new-key <folder outside any checkout> [--trust <file to add its public half to>]

docs/releasing.md explains each step.`;

function wrong(message: string): ReleaseError {
  return new ReleaseError('ARGUMENTS_WRONG', `${message}\n\n${usage}`);
}

const options = {
  packages: { type: 'string' },
  feed: { type: 'string' },
  channel: { type: 'string' },
  staging: { type: 'string' },
  notes: { type: 'string' },
  key: { type: 'string' },
  minimum: { type: 'string' },
  'valid-days': { type: 'string' },
  renew: { type: 'boolean' },
  'rollback-to': { type: 'string' },
  'new-key': { type: 'string' },
  trust: { type: 'string' },
  pause: { type: 'boolean' },
  resume: { type: 'boolean' },
  check: { type: 'boolean' },
  training: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
} as const;

type Option = keyof typeof options;
type Values = ReturnType<typeof parsedValues>;

function parsedValues(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : 'The arguments could not be read.');
  }
}

function needed(values: Values, name: 'feed' | 'key' | 'packages', why: string): string {
  const value = values[name];
  if (value === undefined || value === '') throw wrong(`--${name} is needed ${why}.`);
  return value;
}

function onlyWith(values: Values, allowed: readonly Option[], what: string): void {
  const names = Object.keys(options).filter(
    (name) => Object.hasOwn(values, name) && !allowed.some((option) => option === name),
  );
  if (names.length > 0) throw wrong(`--${names.join(', --')} cannot be used to ${what}.`);
}

/**
 * A channel's name is the start of its file names, so it may not end as a file for another
 * system or processor does (electron-updater's generic provider names them).
 */
function channelOf(values: Values): string {
  const channel = values.channel ?? 'stable';
  const isName = channelSchema.safeParse(channel).success && /^[a-z]/.test(channel);
  if (!isName || /-(linux|mac|arm64)$/.test(channel)) {
    throw wrong(
      `"${channel}" cannot be a channel: use small letters, digits and hyphens, and not -linux, -mac or -arm64 at the end.`,
    );
  }
  return channel;
}

/** Whether nobody works with what a channel offers. */
export function isForTraining(channel: string): boolean {
  return channel.startsWith('training');
}

function stagingOf(text: string): number {
  const percentage = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (percentage >= 1 && percentage <= 100) return percentage;
  throw wrong(
    '--staging is a whole number from 1 to 100. To offer a version to nobody, use --pause.',
  );
}

const usualValidDays = 90;

function validDaysOf({ 'valid-days': text = String(usualValidDays) }: Values): number {
  const days = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (days >= 1 && days <= 400) return days;
  throw wrong('--valid-days is a whole number from 1 to 400.');
}

function versionOf(name: string, text: string): string {
  if (versionSchema.safeParse(text).success) return text;
  throw wrong(`--${name} must be a version such as 1.4.0; "${text}" is not.`);
}

const everywhere = ['trust', 'dry-run'] as const;

function publishCommand(values: Values, packages: string): PublishCommand {
  onlyWith(
    values,
    [
      ...everywhere,
      ...(['packages', 'feed', 'channel', 'key', 'staging', 'notes'] as const),
      ...(['minimum', 'valid-days', 'rollback-to', 'resume', 'training'] as const),
    ],
    'publish a version',
  );
  const rollback = values['rollback-to'];
  const rollbackTo = rollback === undefined ? null : versionOf('rollback-to', rollback);
  if (values.staging === undefined && rollbackTo === null) {
    throw wrong(
      '--staging is needed: how many per cent of installations are offered the version first (5, say).',
    );
  }
  const channel = channelOf(values);
  const training = values.training ?? false;
  if (training !== isForTraining(channel)) {
    throw wrong(
      training
        ? '--training goes with a channel whose name starts with "training", so that no PC in use can follow it by mistake.'
        : `Channel "${channel}" is for training: say --training too.`,
    );
  }
  return {
    kind: 'publish',
    packages,
    feed: needed(values, 'feed', 'to publish'),
    channel,
    keyFile: needed(values, 'key', 'to sign the feed'),
    staging: values.staging === undefined ? 100 : stagingOf(values.staging),
    notes: values.notes ?? null,
    rollbackTo,
    ...(values.minimum === undefined
      ? {}
      : { minimumVersion: versionOf('minimum', values.minimum) }),
    validDays: validDaysOf(values),
    resume: values.resume ?? false,
    training,
  };
}

function changeCommand(values: Values): ChangeCommand {
  onlyWith(
    values,
    [
      ...everywhere,
      ...(['feed', 'channel', 'key', 'staging', 'pause', 'resume'] as const),
      ...(['minimum', 'valid-days', 'renew'] as const),
    ],
    'change a feed',
  );
  const isPaused = values.pause ?? false;
  const isResumed = values.resume ?? false;
  if (isPaused && isResumed) throw wrong('--pause and --resume contradict each other.');
  const changes: FeedChanges = {
    ...(values.staging === undefined ? {} : { staging: stagingOf(values.staging) }),
    ...(isPaused || isResumed ? { paused: isPaused } : {}),
    ...(values.minimum === undefined
      ? {}
      : { minimumVersion: versionOf('minimum', values.minimum) }),
  };
  if (Object.keys(changes).length === 0 && values.renew !== true) {
    throw wrong('Nothing to do was named.');
  }
  return {
    kind: 'change',
    feed: needed(values, 'feed', 'to change it'),
    channel: channelOf(values),
    keyFile: needed(values, 'key', 'to sign the feed'),
    changes,
    validDays: validDaysOf(values),
  };
}

function commandOf(values: Values): PublishCommand | ChangeCommand | CheckCommand | NewKeyCommand {
  const folder = values['new-key'];
  if (folder !== undefined) {
    onlyWith(values, [...everywhere, 'new-key'], 'make a key');
    if (folder === '') throw wrong('--new-key needs a folder.');
    return { kind: 'new-key', folder };
  }
  if (values.check === true) {
    onlyWith(values, [...everywhere, 'check', 'feed', 'channel'], 'check a feed');
    return {
      kind: 'check',
      feed: needed(values, 'feed', 'to check it'),
      channel: channelOf(values),
    };
  }
  if (values.packages !== undefined) return publishCommand(values, needed(values, 'packages', ''));
  const rollback = values['rollback-to'];
  if (rollback !== undefined) {
    throw new ReleaseError(
      'ROLLBACK_NEEDS_PACKAGES',
      rollbackAdvice(versionOf('rollback-to', rollback)),
    );
  }
  return changeCommand(values);
}

/** Why there is no way back but forward, and the way. */
function rollbackAdvice(version: string): string {
  return [
    `CareDesk never installs a lower version, so ${version} itself cannot be offered again.`,
    'What to do:',
    '  1. Stop the faulty version now: npm run release -- --feed <folder> --key <file> --pause',
    `  2. Check out the source of ${version}, give it a version above the faulty one and notes for it, build and sign it.`,
    `  3. npm run release -- --packages <folder> --feed <folder> --key <file> --rollback-to ${version} --resume`,
  ].join('\n');
}

/**
 * What the engineer asks for.
 *
 * @throws ReleaseError ARGUMENTS_WRONG; ROLLBACK_NEEDS_PACKAGES when a rollback names no packages
 */
export function parseReleaseCommand(args: readonly string[]): ReleaseCommand {
  const values = parsedValues(args);
  return {
    ...commandOf(values),
    trust: values.trust ?? null,
    dryRun: values['dry-run'] ?? false,
  };
}
