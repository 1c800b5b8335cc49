import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '../../build/headless/daemon.ts';

/** How an installed CareDesk came to its end. */
export interface AppEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface InstalledApp {
  readonly pid: number;
  readonly ended: Promise<AppEnd>;
  isRunning(): boolean;
  /** Everything it printed so far. */
  output(): string;
  /** Asks it to quit, as the system does at log-off; by force after 10 seconds. */
  quit(): Promise<void>;
}

export interface InstalledAppStart {
  /** Folder with the executable. */
  readonly package: string;
  /** Its name in that folder. */
  readonly executable: string;
  /** What stands in /etc/caredesk for this start. */
  readonly machineFolder: string;
  /** A folder the person may look into; new ones are made in it. */
  readonly workFolder: string;
  readonly account: Account;
  readonly environment: NodeJS.ProcessEnv;
  readonly args: readonly string[];
}

/** Starts an installed CareDesk, as `start-installed.sh` says. */
export async function startInstalledApp(start: InstalledAppStart): Promise<InstalledApp> {
  const { account, workFolder } = start;
  const etc = await mkdtemp(join(workFolder, 'etc-'));
  const installed = await mkdtemp(join(workFolder, 'caredesk-'));
  const child = spawn(
    'unshare',
    [
      ...['--mount', '--propagation', 'private', 'sh'],
      join(import.meta.dirname, 'start-installed.sh'),
      ...[etc, start.machineFolder, start.package, installed, start.executable],
      ...[String(account.uid), String(account.gid)],
      ...start.args,
    ],
    { env: start.environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part: string) => {
      output += part;
    });
  }
  const ended = new Promise<AppEnd>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal }));
  });
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const { pid } = child;
  if (pid === undefined) throw new Error('unshare could not be started');
  return {
    pid,
    ended,
    isRunning,
    output: () => output,
    async quit() {
      if (isRunning()) {
        child.kill('SIGTERM');
        await Promise.race([ended, sleep(10_000, undefined, { ref: false })]);
      }
      try {
        process.kill(-pid, 'SIGKILL');
      } catch {
        // Nothing of the group is left.
      }
      await ended;
      await Promise.all(
        [etc, installed].map((folder) => rm(folder, { recursive: true, force: true })),
      );
    },
  };
}
