import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { type Browser, chromium, type Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveElectron } from '../../build/electron-runtime/resolve-electron.ts';
import { sandboxArguments } from '../../build/electron-runtime/sandbox-arguments.ts';
import { projectRoot } from '../../build/project-root.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { clearKeychain } from '../harness/keychain-items.ts';
import { createOpenCommand } from '../harness/open-command.ts';
import { startSystemBrowser } from '../harness/system-browser.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { button, heading } from './screen.ts';

/*
 * CareDesk starts the process that follows another one itself, as an installed one does: not by
 * the harness, which must start what it looks into.
 */

let folder: string;
let userData: string;
let sandbox: Sandbox;
let browser: Awaited<ReturnType<typeof startSystemBrowser>>;
let environment: NodeJS.ProcessEnv;
let connections: Browser[];

beforeEach(async () => {
  await clearKeychain();
  connections = [];
  folder = await mkdtemp(join(tmpdir(), 'succession-'));
  userData = join(folder, 'user-data');
  await mkdir(userData);
  sandbox = await startSandbox();
  const policyFile = join(folder, 'policy.json');
  await writeFile(policyFile, JSON.stringify(sandbox.policy));
  const openCommand = await createOpenCommand(folder);
  browser = await startSystemBrowser(openCommand);
  environment = {
    ...process.env,
    PATH: `${openCommand.folder}:${process.env['PATH'] ?? ''}`,
    CAREDESK_POLICY: policyFile,
    CAREDESK_USER_DATA: userData,
  };
});

afterEach(async () => {
  const pid = await holder();
  if (pid !== null && isRunning(pid)) process.kill(pid, 'SIGKILL');
  // Not waited for: a connection to a process that is gone may never say that it is closed.
  for (const connection of connections) void connection.close().catch(() => undefined);
  await browser.close();
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
});

/** @param switches of Chromium; by default one by which its window can be looked into */
async function start(switches = ['--remote-debugging-port=0']): Promise<ChildProcess> {
  const executable = process.env['CAREDESK_ELECTRON'] ?? (await resolveElectron()).executable;
  const args = [...(await sandboxArguments()), ...switches, projectRoot];
  return spawn(executable, args, { env: environment, stdio: 'ignore' });
}

/** The process that holds the lock of the one CareDesk of an account, or null. */
async function holder(): Promise<number | null> {
  const lock = await readlink(join(userData, 'SingletonLock')).catch(() => null);
  return lock === null ? null : Number(lock.split('-').at(-1));
}

/** The window of the process that holds the lock. */
function windowOf(pid: number): Promise<Page> {
  return waitUntil(`the window of process ${pid}`, async () => {
    if ((await holder()) !== pid) return null;
    const text = await readFile(join(userData, 'DevToolsActivePort'), 'utf8').catch(() => '');
    const [port] = text.split('\n');
    if (port === undefined || port === '') return null;
    const connection = await chromium.connectOverCDP(`http://127.0.0.1:${port}`).catch(() => null);
    if (connection === null) return null;
    connections.push(connection);
    const pages = connection.contexts().flatMap((context) => context.pages());
    return pages.find((page) => page.url().startsWith('app://')) ?? null;
  });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function signIn(page: Page, person: string): Promise<void> {
  await button(page, /^Log in with /).click();
  await browser.seat(person);
  await browser.visit();
  if (!browser.isEnrolled(person)) await browser.enrol(person);
  await browser.signInWithPasskey();
}

/** The process that holds the lock when another one than this does. */
function holderAfter(pid: number): Promise<number> {
  return waitUntil('another process in charge', async () => {
    const now = await holder();
    return now === null || now === pid ? null : now;
  });
}

describe('at the end of a session', () => {
  it('another process takes over, as often as somebody comes and goes', async () => {
    const first = await start();
    const ended = once(first, 'exit');
    let pid = first.pid ?? 0;
    for (const person of ['Ben Carter', 'Ben Carter']) {
      const page = await windowOf(pid);
      await signIn(page, person);
      await heading(page, 'Find a patient').waitFor();
      await button(page, 'Log out')
        .click()
        .catch(() => undefined);
      const next = await holderAfter(pid);
      await waitUntil('the end of the process before', () => (isRunning(pid) ? null : true), 5_000);
      const fresh = await windowOf(next);
      await fresh.getByText('You are logged out').waitFor();
      await waitUntil('what was handed over to be gone', () =>
        existsSync(join(userData, 'handover.json')) ? null : true,
      );
      pid = next;
    }
    expect(await ended).toEqual([0, null]);
  });

  it('a click on the log-in button that comes too early is not lost', async () => {
    const first = await start();
    const pid = first.pid ?? 0;
    const page = await windowOf(pid);
    await signIn(page, 'Ben Carter');
    await heading(page, 'Find a patient').waitFor();
    const context = page.context();
    await button(page, 'Log out')
      .click()
      .catch(() => undefined);
    const between = await waitUntil('the log-in page of the process that ends', async () => {
      const shown = context.pages().find((other) => !other.isClosed());
      const isThere = await shown
        ?.getByRole('button', { name: /^Log in with / })
        .isVisible()
        .catch(() => false);
      return isThere === true ? (shown ?? null) : null;
    });
    await button(between, /^Log in with /)
      .click()
      .catch(() => undefined);
    const next = await holderAfter(pid);
    const address = await browser.opened();
    expect(address).toContain('code_challenge=');
    expect(address).toContain('prompt=login');
    await browser.visit(address);
    await browser.signInWithPasskey();
    await heading(await windowOf(next), 'Find a patient').waitFor();
  });

  it('somebody who starts CareDesk finds the one that is there, and no other', async () => {
    const first = await start();
    const pid = first.pid ?? 0;
    const page = await windowOf(pid);
    await signIn(page, 'Ben Carter');
    await heading(page, 'Find a patient').waitFor();
    await button(page, 'Log out')
      .click()
      .catch(() => undefined);
    const other = await start([]);
    const [exitCode] = await once(other, 'exit');
    expect(exitCode).toBe(0);
    const next = await holderAfter(pid);
    expect(next).not.toBe(other.pid);
    await (await windowOf(next)).getByText('You are logged out').waitFor();
  });
});
