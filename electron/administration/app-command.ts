import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { app } from 'electron';
import type { AdministratorCommand } from './administrator-command.ts';
import { openCommandDependencies } from './open-stores.ts';
import { runAdministratorCommand } from './run-command.ts';

/**
 * `caredesk --provision <file>` and its like: no window, an exit code, and words on the console.
 * @param decisions folder of what administrators decide
 */
export async function runInApp(
  command: Exclude<AdministratorCommand, { kind: 'none' }>,
  decisions: string,
): Promise<void> {
  try {
    await runOnFolders(command, decisions);
  } catch (error) {
    // Left to Electron, this would open a box that waits for somebody.
    process.stderr.write(`The command could not be run: ${wordsFrom(error)}\n`);
    app.exit(1);
  }
}

/** What the system says, without what it was about: `EACCES`, say. */
function wordsFrom(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'something unexpected';
}

async function runOnFolders(
  command: Exclude<AdministratorCommand, { kind: 'none' }>,
  decisions: string,
): Promise<void> {
  const userData = app.getPath('userData');
  const isKept = isToBeKept(command);
  // Before anything is waited for: Chromium keeps files open in its folder, and the command may have
  // to remove it. New and of a name nobody can guess: the system's folder for such is everybody's.
  const ownFolder = mkdtempSync(join(app.getPath('temp'), 'caredesk-command-'));
  app.setPath('userData', ownFolder);
  const personFolders = isKept ? null : [userData, await packageCache()];
  const stores = openCommandDependencies(decisions, personFolders);
  const { exitCode, words } = await runAdministratorCommand(command, stores);
  (exitCode === 0 ? process.stdout : process.stderr).write(`${words}\n`);
  try {
    rmSync(ownFolder, { recursive: true, force: true });
  } catch {
    // Windows keeps what is open; there is nothing of anybody in it.
  }
  // Node waits for every thread of its pool on the way out, and one of them waits for the keychain.
  if (stores.hangs()) process.kill(process.pid, 'SIGKILL');
  app.exit(exitCode);
}

async function packageCache(): Promise<string> {
  const { packageCacheFolder } = await import('../updates/update-engine.ts');
  return packageCacheFolder();
}

/** The files of this account are needed: the command is another one, or CareDesk is open. */
function isToBeKept({ kind }: AdministratorCommand): boolean {
  if (kind !== 'remove-user-data') return true;
  const isAlone = app.requestSingleInstanceLock();
  app.releaseSingleInstanceLock();
  return !isAlone;
}
