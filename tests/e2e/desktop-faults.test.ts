import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../harness/harness.ts';
import { type OtherStart, startOther } from '../harness/other-start.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { button, expectFailure, heading } from './screen.ts';

let folder: string;
let harness: Harness;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faults-'));
  harness = await startHarness();
});

afterAll(async () => {
  await harness.close();
  await rm(folder, { recursive: true, force: true });
});

describe('a folder for its files that CareDesk cannot use', () => {
  async function start(userData: string): Promise<OtherStart> {
    return startOther(harness.app.process(), { CAREDESK_USER_DATA: userData });
  }

  it('ends it with words that name the folder, and a code', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    for (const [unusable, code] of [
      [file, 'ENOTDIR'],
      [join(file, 'below'), 'ENOTDIR'],
      ['/proc/caredesk', 'ENOENT'],
      [join(folder, 'n'.repeat(300)), 'ENAMETOOLONG'],
    ] as const) {
      const { exitCode, stderr } = await start(unusable);
      expect(exitCode, code).toBe(1);
      expect(stderr).toContain('CareDesk cannot keep its files on this PC');
      expect(stderr).toContain(`USER_DATA_NOT_USABLE (${unusable}, ${code})`);
    }
  });

  it('is told from one that another PC uses', async () => {
    const used = join(folder, 'used');
    await mkdir(used);
    await symlink('another-pc-4711', join(used, 'SingletonLock'));
    const { exitCode, stderr } = await start(used);
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`USER_DATA_IN_USE (${used}, another-pc-4711)`);
  });

  it('is told from one that CareDesk itself uses, which is brought to the front', async () => {
    const { exitCode, stderr } = await start(harness.userData);
    expect({ exitCode, words: stderr.includes('USER_DATA') }).toEqual({
      exitCode: 0,
      words: false,
    });
  });
});

describe('a browser that does not open', () => {
  async function becomes(script: string): Promise<void> {
    await writeFile(harness.openCommandPath, `#!/bin/sh\n${script}\n`);
    await chmod(harness.openCommandPath, 0o755);
  }

  it('is told on the waiting page, with the link to copy', async () => {
    await becomes('exit 3');
    const page = await harness.window();
    await button(page, 'Log in with my Care Identity').click();
    await expectFailure(page, 'SIGN_IN_BROWSER_NOT_OPENED');
    await button(page, /Copy link/).click();
    const copied = await waitUntil('the link', () =>
      harness.app.evaluate(({ clipboard }) => clipboard.readText()).then((text) => text || null),
    );
    expect(copied).toContain('/authorize?');
    await button(page, 'Cancel').click();
    await heading(page, 'Log in to CareDesk').waitFor();
  });

  it('is not what an xdg-open is taken for that stays while the browser runs', async () => {
    await becomes('exec sleep 3');
    const page = await harness.window();
    await button(page, 'Log in with my Care Identity').click();
    await heading(page, 'Continue in your browser').waitFor();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await page.getByText('SIGN_IN_BROWSER_NOT_OPENED').count()).toBe(0);
    await button(page, 'Cancel').click();
  });
});

// Last: Playwright does not find a page again that has crashed.
describe('a page that crashes again and again', () => {
  /** What the window says, read in main. */
  function shown(): Promise<string | null> {
    return harness.app.evaluate(async ({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      if (window === undefined || window.webContents.isCrashed() || !window.isVisible())
        return null;
      // A page that crashes while it is asked never answers.
      const text: unknown = await Promise.race([
        window.webContents
          .executeJavaScript('document.querySelector("h1")?.textContent ?? ""')
          .catch(() => null),
        new Promise((resolve) => setTimeout(resolve, 500, null)),
      ]);
      return typeof text === 'string' && text !== '' ? text : null;
    });
  }

  async function killPage(): Promise<void> {
    const pid = await harness.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
    );
    if (pid !== undefined && pid > 0) process.kill(pid, 'SIGKILL');
  }

  it('says so, and starts again where the person asks for it', async () => {
    await killPage();
    await waitUntil('the page to come back', async () =>
      (await shown()) === 'Log in to CareDesk' ? true : null,
    );
    await killPage();
    await waitUntil('the words', async () =>
      (await shown()) === 'CareDesk stopped working' ? true : null,
    );
    const page = await harness.window();
    await page.getByRole('link', { name: 'Start again' }).click();
    await heading(page, 'Log in to CareDesk').waitFor();
  });

  it('asks without a page when that crashes too, and a second start is a way on', async () => {
    await killPage();
    await waitUntil('the dialog', async () =>
      (await harness.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.isCrashed(),
      )) === true
        ? true
        : null,
    );
    await startOther(harness.app.process(), { CAREDESK_USER_DATA: harness.userData });
    await waitUntil('a page that works', async () =>
      (await shown()) === 'Log in to CareDesk' ? true : null,
    );
  });
});
