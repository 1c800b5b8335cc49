import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { releaseNotesSchema } from '../../electron/contract/updates.ts';
import { versionSchema } from '../../electron/contract/version.ts';
import { runCommand } from '../run-command.ts';
import { versionNotesFile } from './version-notes.ts';

/**
 * What a package knows about its own making: `build.json` at the root of `app.asar`, and beside
 * every artifact as `<artifact>.build.json`. It holds no time, so that packing twice gives the same.
 */
export const buildStampSchema = z.strictObject({
  version: versionSchema,
  /** Version of the Electron that was packed. */
  electron: z.string(),
  platform: z.enum(['linux', 'win32']),
  arch: z.string(),
  /** Commit of the checkout, or null when it has changes or is none. */
  commit: z.string().nullable(),
  /** Packed for Windows with a signing configuration. */
  signed: z.boolean(),
  /** Ids of the keys whose feeds the app takes updates from; without one it never updates itself. */
  releaseKeys: z.array(z.string()),
  /** Why this must not be released, a line each; empty for a build that may be. */
  notForRelease: z.array(z.string()),
  /** What changed in this version, for people; the app tells it once, however it was installed. */
  notes: releaseNotesSchema,
});

export type BuildStamp = Readonly<z.infer<typeof buildStampSchema>>;

export interface BuildFacts {
  readonly version: string;
  readonly electron: string;
  /** The Electron that package.json names: the one that is tested and supported. */
  readonly intendedElectron: string;
  readonly platform: 'linux' | 'win32';
  readonly arch: string;
  readonly commit: string | null;
  readonly isSigned: boolean;
  /** Ids of the keys in release-trust.json; none by default. */
  readonly releaseKeys?: readonly string[];
  /** What else stands against a release; nothing by default. */
  readonly reservations?: readonly string[];
  /** As `readVersionNotes` gives them; none by default. */
  readonly notes?: readonly string[];
}

/** The stamp of a build, with every reason why it must not be released. */
export function buildStamp(facts: BuildFacts): BuildStamp {
  const { version, electron, intendedElectron, platform, arch, commit, notes = [] } = facts;
  // Nothing signs Linux packages: they are for development and training.
  const signed = facts.isSigned && platform === 'win32';
  const notForRelease = [...(facts.reservations ?? [])];
  if (electron !== intendedElectron) {
    notForRelease.push(
      `It holds Electron ${electron}, and package.json names ${intendedElectron}: another one may be past its end of life.`,
    );
  }
  if (platform === 'win32' && !signed) notForRelease.push('It is not signed.');
  if (commit === null) notForRelease.push('It was not made from a clean checkout.');
  if (notes.length === 0) {
    notForRelease.push(`It has no release notes (${versionNotesFile(version)}).`);
  }
  return {
    ...{ version, electron, platform, arch, commit, signed },
    releaseKeys: [...(facts.releaseKeys ?? [])],
    notForRelease,
    notes: [...notes],
  };
}

/** The commit of a clean checkout, or null. */
export async function cleanCommit(root: string): Promise<string | null> {
  const status = await runCommand('git', ['status', '--porcelain'], { cwd: root });
  if (status.code !== 0 || status.stdout.trim() !== '') return null;
  const head = await runCommand('git', ['rev-parse', 'HEAD'], { cwd: root });
  return head.code === 0 ? head.stdout.trim() : null;
}

/** When the checked-out commit was made, or null outside a checkout. */
export async function commitTime(root: string): Promise<Date | null> {
  const head = await runCommand('git', ['log', '-1', '--format=%cI'], { cwd: root });
  const time = new Date(head.stdout.trim());
  return head.code === 0 && !Number.isNaN(time.getTime()) ? time : null;
}

/** Writes a stamp as JSON, with the folders it needs. */
export async function writeBuildStamp(file: string, stamp: BuildStamp): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(stamp, null, 2)}\n`);
}

/** What `package.json` says about the version and the Electron it wants. */
export async function readProjectVersions(
  root: string,
): Promise<{ readonly version: string; readonly intendedElectron: string }> {
  const { version, devDependencies } = z
    .object({ version: z.string(), devDependencies: z.object({ electron: z.string() }) })
    .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  return { version, intendedElectron: devDependencies.electron };
}
