import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { startDesktopSession } from '../../build/headless/desktop-session.ts';
import { createOpenCommand, type OpenCommand } from '../harness/open-command.ts';
import { type InstalledApp, startInstalledApp } from './installed-app.ts';
import { keptSecrets } from './kept-secrets.ts';
import { type Keyboard, openKeyboard } from './keyboard.ts';
import { Receptionist } from './receptionist.ts';
import { startScreenReader } from './screen-reader.ts';
import { endProcessesFrom } from './session-processes.ts';

/** Debian's `nobody`: an account that owns nothing. */
const account = { uid: 65534, gid: 65534 };

export interface StartOptions {
  readonly args?: readonly string[];
  /** Variables besides those of the desktop session. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Another package than the one under test. */
  readonly package?: string;
  /** Another name of the executable than it was packed with. */
  readonly executable?: string;
}

/**
 * A clinic PC with the packaged CareDesk installed, exactly as it was packed: an ordinary user's
 * desktop session, and administrators who decide in /etc/caredesk. Nothing of the machine it runs
 * on is changed. Needs root, because only root can be that PC's administrator.
 */
export interface ClinicPc {
  /** Stands in /etc/caredesk for the CareDesk of this PC, its owners and modes included. */
  readonly machineFolder: string;
  /** The user's home. */
  readonly home: string;
  /** What CareDesk asked the system to open. */
  readonly openCommand: OpenCommand;
  readonly keyboard: Keyboard;
  /** How many secrets CareDesk keeps in the user's keychain. */
  keptSecrets(): Promise<number>;
  /** Writes the policy as an administrator would. */
  writePolicy(policy: unknown): Promise<void>;
  removePolicy(): Promise<void>;
  /** A folder of the user's own. */
  makeUserFolder(): Promise<string>;
  start(options?: StartOptions): Promise<InstalledApp>;
  /** Ends every CareDesk of this PC, those too that CareDesk started itself. */
  endCareDesk(): Promise<void>;
  /** The person in front of the screen. */
  sit(app: InstalledApp): Promise<Receptionist>;
  close(): Promise<void>;
}

/** The folder that `npm run test:packaged` packed. */
export function packageUnderTest(): string {
  const folder = process.env['CAREDESK_PACKAGE'];
  if (folder === undefined || folder === '') {
    throw new Error('CAREDESK_PACKAGE names no package: use npm run test:packaged');
  }
  return folder;
}

export async function openClinicPc(): Promise<ClinicPc> {
  if (process.getuid?.() !== 0) throw new Error('Tests of the installed CareDesk need root');
  const session = await startDesktopSession(account);
  const folder = await mkdtemp(join(tmpdir(), 'clinic-pc-'));
  const reader = await startScreenReader(session.environment, account);
  await chmod(folder, 0o755);
  const machineFolder = join(folder, 'machine');
  await mkdir(machineFolder, { mode: 0o755 });
  const policyFile = join(machineFolder, 'policy.json');
  const openCommand = await createOpenCommand(folder);
  await chown(join(folder, 'opened-addresses'), account.uid, account.gid);
  const environment = {
    ...usersEnvironment(session.environment),
    PATH: `${openCommand.folder}:${process.env['PATH'] ?? ''}`,
    // What a desktop sets while assistive technology is in use.
    ACCESSIBILITY_ENABLED: '1',
  };
  const keyboard = openKeyboard(environment);
  const started: InstalledApp[] = [];
  return {
    machineFolder,
    home: session.home,
    openCommand,
    keyboard,
    keptSecrets: () => keptSecrets(environment, account),
    async writePolicy(policy) {
      await rm(policyFile, { recursive: true, force: true });
      await writeFile(policyFile, JSON.stringify(policy), { mode: 0o644 });
    },
    removePolicy: () => rm(policyFile, { recursive: true, force: true }),
    async makeUserFolder() {
      const made = await mkdtemp(join(session.home, 'folder-'));
      await chown(made, account.uid, account.gid);
      return made;
    },
    async start({
      args = [],
      variables = {},
      package: packed = packageUnderTest(),
      executable = 'caredesk',
    } = {}) {
      const app = await startInstalledApp({
        package: packed,
        executable,
        machineFolder,
        workFolder: folder,
        account,
        environment: { ...environment, ...variables },
        args,
      });
      started.push(app);
      return app;
    },
    endCareDesk: () => endProcessesFrom([folder, session.home]),
    async sit(app) {
      const receptionist = new Receptionist(app, keyboard, reader);
      await receptionist.windowAppears();
      return receptionist;
    },
    async close() {
      for (const app of started) await app.quit();
      await endProcessesFrom([folder, session.home]);
      await reader.stop();
      await session.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A user's programs inherit nothing of what starts the tests. */
function usersEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isRunners = /^(NODE_|VITEST|TEST$|ELECTRON_|CAREDESK_|npm_)/;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !isRunners.test(name)));
}
