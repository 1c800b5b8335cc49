import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveElectron } from '../../build/electron-runtime/resolve-electron.ts';
import { signInToWork } from '../e2e/screen.ts';
import { type AppInstance, launchApp } from '../harness/app-instance.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { createOpenCommand } from '../harness/open-command.ts';
import { listeningPorts, processGroup } from '../packaged/listening-ports.ts';

const run = promisify(execFile);

/** Debian's `nobody`: somebody else who is logged in at the same PC. */
const other = { uid: 65534, gid: 65534 };

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
const isCi = (process.env['CI'] ?? '') !== '';

/** Runs a shell script as the other account and gives what it printed; empty when it was refused. */
async function asOther(script: string): Promise<string> {
  const { stdout } = await run('/bin/sh', ['-c', `${script} 2>/dev/null; true`], {
    ...other,
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
  });
  return stdout;
}

describe('the folder CareDesk keeps its files in', () => {
  let folder: string;
  let instance: AppInstance;
  let userData: string;

  beforeAll(async () => {
    folder = await mkdtemp('/tmp/everybody-');
    // Not in the session's own TMPDIR. Everybody may look into it: what keeps others out is CareDesk's own doing.
    await chmod(folder, 0o755);
    userData = join(folder, 'user-data');
    const policyFile = join(folder, 'policy.json');
    await writeFile(policyFile, '{}');
    const openCommand = await createOpenCommand(folder);
    instance = await launchApp({
      executable: process.env['CAREDESK_ELECTRON'] ?? (await resolveElectron()).executable,
      policyFile,
      userData,
      openCommandFolder: openCommand.folder,
      switches: [],
      successorRequest: join(folder, 'successor'),
    });
  });

  afterAll(async () => {
    await instance?.quit();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });

  it('is its owner’s alone', async () => {
    expect(((await stat(userData)).mode & 0o077).toString(8)).toBe('0');
    expect((await readdir(userData)).length).toBeGreaterThan(3);
  });

  if (isRoot) {
    it('is not read, written or listed by another account', async () => {
      expect(await asOther(`ls '${folder}'`)).toContain('user-data');
      expect(await asOther(`ls '${userData}'`)).toBe('');
      expect(await asOther(`cat '${userData}/Preferences' '${userData}/Local State'`)).toBe('');
      expect(await asOther(`echo x > '${userData}/planted' && echo written`)).toBe('');
    });

    it('lets no other account in by the socket of its second start', async () => {
      const socket = await asOther("find /tmp /run -name 'SingletonSocket' -readable");
      expect(socket).toBe('');
    });
  }
});

describe('while somebody works', () => {
  let harness: Harness;
  let main: number;
  let pids: readonly number[];

  beforeAll(async () => {
    harness = await startHarness();
    await signInToWork(harness);
    main = harness.app.process().pid ?? 0;
    pids = await descendants(main);
  });

  afterAll(() => harness.close());

  it('no process of CareDesk listens on any port', async () => {
    // Playwright drives the app by two debuggers of its own.
    const debuggers = debuggerPorts(await harness.output());
    expect(debuggers.size).toBe(2);
    // The receiver of the sign-in stays until the browser has got its last page.
    const group = await processGroup(main);
    await expect
      .poll(async () => (await listeningPorts(group)).filter((port) => !debuggers.has(port)), {
        timeout: 15_000,
      })
      .toEqual([]);
  });

  it('no command line of CareDesk says anything of the person or the session', async () => {
    expect(pids.length).toBeGreaterThan(3);
    const lines = await Promise.all(
      pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
    );
    const text = lines.join('\n');
    expect(text).toContain('--type=renderer');
    const secrets = harness.sandbox.issuedSecrets().filter(({ value }) => text.includes(value));
    expect(secrets.map(({ kind }) => kind)).toEqual([]);
    expect(text).not.toMatch(/Ben Carter|state=|code_challenge/);
  });

  if (isRoot) {
    it('another account reads neither memory nor environment nor open files', async () => {
      for (const pid of pids) {
        expect(
          await asOther(`cat /proc/${pid}/environ; ls /proc/${pid}/fd; head -c1 /proc/${pid}/mem`),
        ).toBe('');
      }
    });
  }
});

if (!isRoot && isCi) {
  it('is tested from another account, which takes root', () => {
    expect.fail('With CI set, what could not be tested counts as a failure');
  });
}

/** A process and everything it has started. */
async function descendants(pid: number): Promise<readonly number[]> {
  const { stdout } = await run('ps', ['-e', '-o', 'pid=,ppid=']);
  const parents = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found = [pid];
  for (const parent of found) {
    for (const [child = 0, of] of parents) if (of === parent) found.push(child);
  }
  return found;
}

function debuggerPorts(output: string): ReadonlySet<number> {
  const found = output.matchAll(/(?:DevTools|Debugger) listening on ws:\/\/[^/]*:(\d+)\//g);
  return new Set([...found].map(([, port]) => Number(port)));
}
