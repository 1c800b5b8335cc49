import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Desk, startDesk } from '../desk/desk.ts';
import { waitUntil } from '../desk/wait-until.ts';
import { signInToWork } from './screen.ts';

const run = promisify(execFile);

let desk: Desk;

beforeAll(async () => {
  desk = await startDesk();
});

afterAll(() => desk.close());

const zoom = () =>
  desk.app.evaluate(({ BrowserWindow }) =>
    Math.round((BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor() ?? 0) * 100),
  );

/** CSS pixels of the page's width: what a zoom really does. */
const width = (page: Page) => page.evaluate(() => window.innerWidth);

/** Presses keys as the keyboard does: Playwright's own go past the window to the page. */
async function press(...events: readonly { keyCode: string; modifiers: string[] }[]): Promise<void> {
  await desk.app.evaluate(({ BrowserWindow }, keys) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    for (const { keyCode, modifiers } of keys) {
      for (const type of ['keyDown', 'keyUp'] as const) {
        const event: Electron.KeyboardInputEvent = { type, keyCode };
        Reflect.set(event, 'modifiers', modifiers);
        contents?.sendInputEvent(event);
      }
    }
  }, events);
}

const control = (keyCode: string) => ({ keyCode, modifiers: ['control'] });

describe('zoom', () => {
  it('goes by keyboard, in steps, and back to 100 %', async () => {
    const page = await desk.window();
    const full = await width(page);
    expect(await zoom()).toBe(100);
    await press(control('+'));
    await expect.poll(zoom).toBe(110);
    await press(control('+'), control('+'), control('-'));
    await expect.poll(zoom).toBe(125);
    await expect.poll(() => width(page)).toBe(Math.round(full / 1.25));
    await press(control('0'));
    await expect.poll(zoom).toBe(100);
    await press(...Array.from({ length: 20 }, () => control('+')));
    await expect.poll(zoom).toBe(400);
    await press(...Array.from({ length: 20 }, () => control('-')));
    await expect.poll(zoom).toBe(50);
    await press(control('0'));
    await expect.poll(() => width(page)).toBe(full);
  });

  it('goes by Ctrl and the wheel', async () => {
    const page = await desk.window();
    await page.bringToFront();
    const at = await desk.app.evaluate(({ BrowserWindow }) => {
      const bounds = BrowserWindow.getAllWindows()[0]?.getContentBounds();
      return [String((bounds?.x ?? 0) + 200), String((bounds?.y ?? 0) + 200)];
    });
    await run('xdotool', ['mousemove', ...at, 'keydown', 'ctrl', 'click', '4', 'keyup', 'ctrl']);
    await expect.poll(zoom).toBe(110);
    await run('xdotool', ['keydown', 'ctrl', 'click', '5', 'keyup', 'ctrl']);
    await expect.poll(zoom).toBe(100);
  });

  it('is kept by the window that takes the place of another, and over a restart', async () => {
    await signInToWork(desk);
    await press(control('+'), control('+'), control('+'));
    await expect.poll(zoom).toBe(150);
    await desk.signOut();
    expect(await zoom()).toBe(150);
    await waitUntil('the zoom to be kept', async () =>
      (await readFile(join(desk.userData, 'window.json'), 'utf8').catch(() => '')).includes('1.5')
        ? true
        : null,
    );
    await desk.restart();
    await desk.window();
    expect(await zoom()).toBe(150);
    // No other memory has it: a damaged file is 100 %, whatever Chromium knows of the origin.
    const exited = once(desk.app.process(), 'exit');
    await desk.app.evaluate(({ app }) => app.quit()).catch(() => undefined);
    await exited;
    await writeFile(join(desk.userData, 'window.json'), '{"zoom":');
    await desk.restart();
    await desk.window();
    expect(await zoom()).toBe(100);
  });
});
