import process from 'node:process';
import type { Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { askForPatient, signInToWork } from './screen.ts';

let harness: Harness;
let page: Page;

// A harness each: Playwright does not find a page again that has crashed.
beforeEach(async () => {
  harness = await startHarness();
  page = await signInToWork(harness);
  await askForPatient(page, mainStoryPatient.nhsNumber);
  await page.getByText('WHITFIELD, Rosa').first().waitFor();
});

afterEach(() => harness.close());

/** The main heading of the page in the window, asked of the window and not by Playwright. */
const heading = () =>
  harness.app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined || contents.isLoading() || contents.isCrashed()) return null;
    const text: unknown = await contents.executeJavaScript(
      'document.querySelector("h1")?.textContent ?? ""',
    );
    return text === '' ? null : text;
  });

const rendererPid = () =>
  harness.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
  );

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** How many colours the window paints: a blank one has a single one. */
const coloursPainted = () =>
  harness.app.evaluate(async ({ BrowserWindow }) => {
    const image = await BrowserWindow.getAllWindows()[0]?.webContents.capturePage();
    const pixels = image?.toBitmap() ?? Buffer.alloc(0);
    const colours = new Set<number>();
    for (let at = 0; at + 4 <= pixels.length; at += 4 * 7) colours.add(pixels.readUInt32LE(at));
    return colours.size;
  });

describe('a person who is signed in', () => {
  /** Kills the page's process, and waits until there is another one. */
  async function killPage(): Promise<void> {
    const pid = (await rendererPid()) ?? 0;
    process.kill(pid, 'SIGKILL');
    await waitUntil('another process', async () => {
      const now = await rendererPid();
      return now !== undefined && now !== 0 && now !== pid ? now : null;
    });
  }

  it('gets a working page back when its process is killed, and again, and none of the ones before', async () => {
    await killPage();
    expect(await waitUntil('a page', heading)).toBe('Find a patient');
    expect(await coloursPainted()).toBeGreaterThan(20);

    await killPage();
    expect(await waitUntil('a page', heading)).toBe('CareDesk stopped working');
    await harness.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
        'document.querySelector("a").click()',
        // As by a person: Chromium goes back to no page it was led away from by a script.
        true,
      ),
    );
    await expect.poll(heading).toBe('Find a patient');
    const canGoBack = await harness.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.navigationHistory.canGoBack(),
    );
    expect(canGoBack).toBe(false);
  });

  it('sees the window painted on when the GPU process is killed', async () => {
    const gpu = () =>
      harness.app.evaluate(
        ({ app }) => app.getAppMetrics().find(({ type }) => type === 'GPU')?.pid ?? null,
      );
    const before = await waitUntil('a GPU process', gpu);
    expect(await coloursPainted()).toBeGreaterThan(20);
    process.kill(before, 'SIGKILL');
    await waitUntil('another GPU process', async () => {
      const now = await gpu();
      return now === null || now === before ? null : now;
    });
    // What was there is there, and what changes is painted.
    await page.getByRole('button', { name: /Find another patient/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Find a patient' }).waitFor();
    await expect.poll(coloursPainted).toBeGreaterThan(20);
  });

  it('leaves nothing on the screen when the window is replaced while the page hangs', async () => {
    const pid = (await rendererPid()) ?? 0;
    // Not waited for: it never answers.
    void page
      .evaluate(() => {
        // A window that is closed waits for them; one that is destroyed does not.
        for (const event of ['beforeunload', 'unload']) {
          window.addEventListener(event, () => undefined);
        }
        for (;;);
      })
      .catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const times = await harness.app.evaluate(async ({ BrowserWindow }) => {
      const [old] = BrowserWindow.getAllWindows();
      const gone = new Promise<number>((resolve) => {
        old?.once('closed', () => resolve(performance.now()));
      });
      const begun = performance.now();
      // What no page of CareDesk has, and so a reason to replace it at once: it need not be asked.
      old?.webContents.emit('frame-created', {}, { frame: { parent: {} } });
      return { gone: (await gone) - begun, windows: BrowserWindow.getAllWindows().length };
    });
    await waitUntil('the process to end', () => (isRunning(pid) ? null : true), 1_000);
    // 20 to 50 ms on two busy cores. A close that asks the page would never come.
    expect(times.gone).toBeLessThan(1_000);
    expect(times.windows).toBe(1);
    expect(await waitUntil('a page', heading)).toBe('Find a patient');
    expect(await coloursPainted()).toBeGreaterThan(20);
  });
});
