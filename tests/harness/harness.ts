import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { ElectronApplication, Page } from 'playwright';
import { resolveElectron } from '../../build/electron-runtime/resolve-electron.ts';
import {
  type FaultName,
  type Sandbox,
  type SandboxOptions,
  startSandbox,
} from '../../sandbox/sandbox.ts';
import { recordOutput } from './app-output.ts';
import { clearKeychain } from './keychain-items.ts';
import { createOpenCommand } from './open-command.ts';
import { startRunningApp } from './running-app.ts';
import { type SystemBrowser, startSystemBrowser } from './system-browser.ts';

export interface HarnessOptions {
  /** Faults set before CareDesk starts. */
  readonly faults?: readonly FaultName[];
  /** Policy keys that differ from the sandbox's policy. */
  readonly policy?: Readonly<Record<string, unknown>>;
  /** Text of the policy file in place of the sandbox's policy. */
  readonly policyText?: string;
  readonly sandbox?: SandboxOptions;
  /** Chromium's switches CareDesk starts with, as `--name=value`. */
  readonly switches?: readonly string[];
}

export interface SignInOptions {
  /** Use a passkey that synchronises between devices (AAL2). */
  readonly synced?: boolean;
}

/**
 * A clinician’s place of work made of real parts: the bundled app in Electron, a browser with passkeys, the
 * keychain of this session, and the sandbox in place of the national services.
 */
export interface Harness {
  /** The running app. A new one after `restart`, and after every end of a session. */
  readonly app: ElectronApplication;
  readonly sandbox: Sandbox;
  readonly browser: SystemBrowser;
  /** Numbers of CareDesk’s main processes since its last start, one after another. */
  readonly pids: readonly number[];
  /** Folder CareDesk keeps its files in. */
  readonly userData: string;
  /** The `xdg-open` of this harness. */
  readonly openCommandPath: string;
  /** The CareDesk window in use now. Ask again after a sign-out: the window is replaced. */
  window(): Promise<Page>;
  /** Everything CareDesk printed so far. */
  output(): Promise<string>;
  /** From the sign-in page to the end page in the browser: the person has signed in. */
  signIn(person: string, options?: SignInOptions): Promise<void>;
  /** Signs out, waits until the window the person worked in is gone, and gives the new one. */
  signOut(): Promise<Page>;
  /** Quits CareDesk and starts it again with the same files. */
  restart(): Promise<void>;
  /** Ends everything and removes every temporary file. Safe to call twice. */
  close(): Promise<void>;
}

/** Sets one up and starts CareDesk in it. Needs the session of `build/headless.ts`. */
export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const folder = await mkdtemp(join(tmpdir(), 'harness-'));
  const closers: (() => Promise<unknown>)[] = [
    () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  ];
  async function close(): Promise<void> {
    for (const closer of closers.splice(0).reverse()) await closer();
  }
  try {
    return await setUp(folder, options, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function setUp(
  folder: string,
  options: HarnessOptions,
  closers: (() => Promise<unknown>)[],
  close: () => Promise<void>,
): Promise<Harness> {
  await clearKeychain();
  const sandbox = await startSandbox(options.sandbox);
  closers.push(sandbox.stop);
  for (const fault of options.faults ?? []) sandbox.faults.set(fault);

  const policyFile = join(folder, 'policy.json');
  const policy = { ...sandbox.policy, ...options.policy };
  await writeFile(policyFile, options.policyText ?? JSON.stringify(policy));
  const userData = join(folder, 'user-data');
  await mkdir(userData);

  const openCommand = await createOpenCommand(folder);
  const recorded = await recordOutput(await electronExecutable(), folder);
  const launch = () =>
    startRunningApp({
      executable: recorded.path,
      policyFile,
      userData,
      openCommandFolder: openCommand.folder,
      switches: options.switches ?? [],
      successorRequest: join(folder, 'successor'),
    });

  const browser = await startSystemBrowser(openCommand);
  closers.push(browser.close);
  let running = await launch();
  closers.push(() => running.quit());

  async function window(): Promise<Page> {
    return (await running.current()).window();
  }

  return {
    get app() {
      return running.latest.app;
    },
    get pids() {
      return running.pids;
    },
    sandbox,
    browser,
    userData,
    openCommandPath: join(openCommand.folder, 'xdg-open'),
    window,
    output: recorded.output,
    async signIn(person, { synced = false } = {}) {
      const page = await window();
      await page.getByRole('button', { name: /^Log in with / }).click();
      await browser.seat(person, synced ? 'synced' : 'device-bound');
      await browser.visit();
      if (!browser.isEnrolled(person)) await browser.enrol(person);
      await browser.signInWithPasskey();
    },
    async signOut() {
      const left = await window();
      const gone = left.waitForEvent('close');
      // The window may be gone before the click is reported as done.
      const click = left.getByRole('button', { name: 'Log out', exact: true }).click();
      await Promise.all([gone, click.catch(() => undefined)]);
      const fresh = await window();
      await fresh.getByRole('button', { name: /^Log in with / }).waitFor();
      return fresh;
    },
    async restart() {
      await running.quit();
      running = await launch();
    },
    close,
  };
}

/** Resolved once by the runner and handed down; found here when a test is run on its own. */
async function electronExecutable(): Promise<string> {
  const known = process.env['CAREDESK_ELECTRON'];
  if (known !== undefined && known !== '') return known;
  return (await resolveElectron()).executable;
}
