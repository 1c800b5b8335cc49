import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { app } from 'electron';
import type { Build } from '../policy/build-stamp.ts';
import { protectsPolicy, readInstallChannel } from '../policy/install-channel.ts';
import { type Decisions, machineDecisions, machinePolicyFile } from '../policy/machine-folder.ts';
import type { PolicySource } from '../policy/machine-policy.ts';
import { policyFile, readPolicyFileOnce } from '../policy/policy-file.ts';
import type { AdministratorCommand } from './administrator-command.ts';
import { readAnyonesPolicy } from './anyones-policy.ts';
import { checkPolicy } from './check-policy.ts';
import type { CommandOutcome } from './command-outcome.ts';
import { openCommandDependencies } from './open-stores.ts';
import { runAdministratorCommand } from './run-command.ts';
import { versionWords } from './version-words.ts';
import { writeWords } from './write-words.ts';

type Command = Exclude<AdministratorCommand, { kind: 'none' }>;

/** What a command has to know of this CareDesk. */
export interface CommandHost {
  /** What administrators decide. */
  readonly decisions: Decisions;
  readonly build: Build;
}

/**
 * `caredesk --provision <file>` and its like: no window, no display, an exit code, and words on the
 * console.
 */
export async function runInApp(command: Command, host: CommandHost): Promise<void> {
  try {
    await runOnFolders(command, host);
  } catch (error) {
    // Left to Electron, this would open a box that waits for somebody.
    await writeWords(process.stderr, `The command could not be run: ${wordsFrom(error)}`);
    app.exit(1);
  }
}

/** What the system says, without what it was about: `EACCES`, say. */
function wordsFrom(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'something unexpected';
}

async function runOnFolders(command: Command, host: CommandHost): Promise<void> {
  const userData = command.kind === 'remove-user-data' ? personFolder() : null;
  const isKept = isToBeKept(command);
  // Before anything is waited for: Chromium keeps files open in its folder, and the command may have
  // to remove it. New and of a name nobody can guess: the system's folder for such is everybody's.
  const ownFolder = mkdtempSync(join(app.getPath('temp'), 'caredesk-command-'));
  app.setPath('userData', ownFolder);
  const personFolders = isKept
    ? null
    : [...(userData === null ? [] : [userData]), await packageCache()];
  const stores = openCommandDependencies(host.decisions, personFolders);
  const { exitCode, words } = await runAdministratorCommand(command, {
    ...stores,
    checkPolicy: (file) => checkPolicyFile(file, host.build),
    version: async () => thisVersion(host.build),
  });
  await writeWords(exitCode === 0 ? process.stdout : process.stderr, words);
  try {
    rmSync(ownFolder, { recursive: true, force: true });
  } catch {
    // Windows keeps what is open; there is nothing of anybody in it.
  }
  // Node waits for every thread of its pool on the way out, and one of them waits for the keychain.
  if (stores.hangs()) process.kill(process.pid, 'SIGKILL');
  app.exit(exitCode);
}

async function checkPolicyFile(file: string, build: Build): Promise<CommandOutcome> {
  const channel = await readInstallChannel(process.resourcesPath, (path) => readFile(path, 'utf8'));
  const isProtected = protectsPolicy(channel, process.platform);
  return checkPolicy(sourceOf(file), { build, isProtected });
}

/** The policy of this PC is read as CareDesk reads it; any other file may be anybody's. */
function sourceOf(file: string): PolicySource {
  const { platform } = process;
  const path = resolve(file);
  const machine = machinePolicyFile(platform);
  if (samePath(path, machine, platform)) return policyFile(machine, machineDecisions(platform));
  return {
    place: file,
    read: () => readPolicyFileOnce(path, { readText: readAnyonesPolicy }),
  };
}

/** Windows takes capital and small letters of a path for the same. */
function samePath(one: string, other: string, platform: NodeJS.Platform): boolean {
  return platform === 'win32' ? one.toLowerCase() === other.toLowerCase() : one === other;
}

function thisVersion(build: Build): string {
  const { platform, arch, versions } = process;
  const facts = { version: app.getVersion(), build, electron: versions.electron, platform, arch };
  return versionWords(facts, () => readFileSync(join(app.getAppPath(), 'build.json'), 'utf8'));
}

/** Null for an account without a home to write to: Electron makes the folder when it is asked for it. */
function personFolder(): string | null {
  try {
    return app.getPath('userData');
  } catch {
    return null;
  }
}

async function packageCache(): Promise<string> {
  const { packageCacheFolder } = await import('../updates/update-engine.ts');
  return packageCacheFolder();
}

/** The files of this account are needed: the command is another one, or CareDesk is open. */
function isToBeKept({ kind }: Command): boolean {
  if (kind !== 'remove-user-data') return true;
  const isAlone = app.requestSingleInstanceLock();
  app.releaseSingleInstanceLock();
  return !isAlone;
}
