import { parseArgs } from 'node:util';
import { versionSchema } from '../../electron/contract/version.ts';
import { channelSchema } from '../../electron/updates/feed-format.ts';
import { ReleaseError } from './release-error.ts';
import { keyVariable } from './signing-key.ts';
import { checkTraining, isForTraining } from './training-channel.ts';
import { rollbackAdvice, wrong } from './usage.ts';

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
  /** What was not said and is taken for granted, a line each. */
  readonly assumed: readonly string[];
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
type Environment = Readonly<Record<string, string | undefined>>;

function parsedValues(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : 'The arguments could not be read.');
  }
}

function needed(values: Values, name: 'feed' | 'packages', why: string): string {
  const value = values[name];
  if (value === undefined || value === '') throw wrong(`--${name} is needed ${why}.`);
  return value;
}

function keyFileOf(values: Values, environment: Environment): string {
  const file = values.key ?? environment[keyVariable] ?? '';
  if (file !== '') return file;
  throw wrong(`--key is needed to sign the feed: a file, which ${keyVariable} may name instead.`);
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

/** Where `npm run package` puts packages. */
const usualPackages = 'dist';
/** Per cent of installations that a version is offered to first. */
const usualFirstStage = 5;

function publishCommand(values: Values, environment: Environment): PublishCommand {
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
  const channel = channelOf(values);
  const training = values.training ?? false;
  checkTraining(training, channel);
  if (!training && isForTraining(channel)) {
    throw wrong(`Channel "${channel}" is for training: say --training too.`);
  }
  const usualStage = rollbackTo === null ? usualFirstStage : 100;
  return {
    kind: 'publish',
    packages: values.packages === undefined ? usualPackages : needed(values, 'packages', ''),
    feed: needed(values, 'feed', 'to publish'),
    channel,
    keyFile: keyFileOf(values, environment),
    staging: values.staging === undefined ? usualStage : stagingOf(values.staging),
    assumed: [
      ...(values.packages === undefined
        ? [`No --packages was given: the packages of ${usualPackages}.`]
        : []),
      ...(values.staging === undefined
        ? [`No --staging was given: offered to ${usualStage} % of installations.`]
        : []),
    ],
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

function changeCommand(values: Values, environment: Environment): ChangeCommand {
  onlyWith(
    values,
    [
      ...everywhere,
      ...(['feed', 'channel', 'key', 'staging', 'pause', 'resume'] as const),
      ...(['minimum', 'valid-days', 'renew', 'training'] as const),
    ],
    'change a feed (to publish a version, name --packages)',
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
  const channel = channelOf(values);
  checkTraining(values.training ?? false, channel);
  return {
    kind: 'change',
    feed: needed(values, 'feed', 'to change it'),
    channel,
    keyFile: keyFileOf(values, environment),
    changes,
    validDays: validDaysOf(values),
  };
}

/** Options that change the feed, unless packages are named with them. */
const changeOptions = ['staging', 'pause', 'resume', 'minimum', 'renew'] as const;

function commandOf(
  values: Values,
  environment: Environment,
): PublishCommand | ChangeCommand | CheckCommand | NewKeyCommand {
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
  if (values.packages !== undefined) return publishCommand(values, environment);
  const rollback = values['rollback-to'];
  if (rollback !== undefined) {
    throw new ReleaseError(
      'ROLLBACK_NEEDS_PACKAGES',
      rollbackAdvice(versionOf('rollback-to', rollback)),
    );
  }
  return changeOptions.some((option) => values[option] !== undefined)
    ? changeCommand(values, environment)
    : publishCommand(values, environment);
}

/**
 * What the engineer asks for.
 *
 * @param environment may name the key
 * @throws ReleaseError ARGUMENTS_WRONG; ROLLBACK_NEEDS_PACKAGES when a rollback names no packages
 */
export function parseReleaseCommand(
  args: readonly string[],
  environment: Environment,
): ReleaseCommand {
  const values = parsedValues(args);
  return {
    ...commandOf(values, environment),
    trust: values.trust ?? null,
    dryRun: values['dry-run'] ?? false,
  };
}
