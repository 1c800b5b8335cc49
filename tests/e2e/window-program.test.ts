import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../harness/harness.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { signInToWork } from './screen.ts';

const run = promisify(execFile);

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.close());

const zoom = () =>
  harness.app.evaluate(({ BrowserWindow }) =>
    Math.round((BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor() ?? 0) * 100),
  );

/** CSS pixels of the page's width: what a zoom really does. */
const width = (page: Page) => page.evaluate(() => window.innerWidth);

/** Presses keys as the keyboard does: Playwright's own go past the window to the page. */
async function press(
  ...events: readonly { keyCode: string; modifiers: string[] }[]
): Promise<void> {
  await harness.app.evaluate(({ BrowserWindow }, keys) => {
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
    const page = await harness.window();
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
    const page = await harness.window();
    await page.bringToFront();
    const at = await harness.app.evaluate(({ BrowserWindow }) => {
      const bounds = BrowserWindow.getAllWindows()[0]?.getContentBounds();
      return [String((bounds?.x ?? 0) + 200), String((bounds?.y ?? 0) + 200)];
    });
    await run('xdotool', ['mousemove', ...at, 'keydown', 'ctrl', 'click', '4', 'keyup', 'ctrl']);
    await expect.poll(zoom).toBe(110);
    await run('xdotool', ['keydown', 'ctrl', 'click', '5', 'keyup', 'ctrl']);
    await expect.poll(zoom).toBe(100);
  });

  it('is kept by the window that takes the place of another, and over a restart', async () => {
    await signInToWork(harness);
    await press(control('+'), control('+'), control('+'));
    await expect.poll(zoom).toBe(150);
    await harness.signOut();
    expect(await zoom()).toBe(150);
    await waitUntil('the zoom to be kept', async () =>
      (await readFile(join(harness.userData, 'window.json'), 'utf8').catch(() => '')).includes(
        '1.5',
      )
        ? true
        : null,
    );
    await harness.restart();
    await harness.window();
    expect(await zoom()).toBe(150);
    // No other memory has it: a damaged file is 100 %, whatever Chromium knows of the origin.
    const exited = once(harness.app.process(), 'exit');
    await harness.app.evaluate(({ app }) => app.quit()).catch(() => undefined);
    await exited;
    await writeFile(join(harness.userData, 'window.json'), '{"zoom":');
    await harness.restart();
    await harness.window();
    expect(await zoom()).toBe(100);
  });
});

describe('the place of the window', () => {
  const bounds = () =>
    harness.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getNormalBounds(),
    );

  /** Waits until the file says so: a window may be moved by the desktop on its way. */
  async function keptPlace(what: string): Promise<void> {
    await waitUntil(`${what} to be kept`, async () => {
      const text = await readFile(join(harness.userData, 'window.json'), 'utf8').catch(() => '');
      return text.includes(what) ? true : null;
    });
  }

  it('is the same at the next start', async () => {
    const place = { x: 150, y: 60, width: 700, height: 640 };
    const isShown = () =>
      harness.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.isVisible());
    await expect.poll(isShown).toBe(true);
    await harness.app.evaluate(({ BrowserWindow }, to) => {
      BrowserWindow.getAllWindows()[0]?.setBounds(to);
    }, place);
    await keptPlace('"width":700');
    await harness.restart();
    await harness.window();
    expect(await bounds()).toEqual(place);
  });

  it('comes back to a screen that is there', async () => {
    const exited = once(harness.app.process(), 'exit');
    await harness.app.evaluate(({ app }) => app.quit()).catch(() => undefined);
    await exited;
    const far = { bounds: { x: 5000, y: 60, width: 700, height: 640 }, isMaximised: false };
    await writeFile(join(harness.userData, 'window.json'), JSON.stringify({ zoom: 1, place: far }));
    await harness.restart();
    await harness.window();
    const { workArea } = await harness.app.evaluate(({ screen }) => screen.getPrimaryDisplay());
    expect(await bounds()).toEqual({
      x: workArea.x + Math.round((workArea.width - 700) / 2),
      y: workArea.y + Math.round((workArea.height - 640) / 2),
      width: 700,
      height: 640,
    });
  });

  it('goes down to 320 pixels', async () => {
    await harness.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setSize(200, 640),
    );
    await expect.poll(async () => (await bounds())?.width).toBe(320);
    await harness.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setSize(1180, 860),
    );
  });
});

describe('the edit menu', () => {
  /** What the menu offers where it is opened, in place of showing it. */
  async function menuOf(open: () => Promise<void>): Promise<unknown> {
    await harness.app.evaluate(({ Menu }) => {
      Reflect.set(globalThis, 'shownMenu', null);
      Menu.prototype.popup = function (this: Electron.Menu) {
        Reflect.set(
          globalThis,
          'shownMenu',
          this.items.map(({ label, enabled }) => `${enabled ? '' : 'no '}${label}`),
        );
      };
    });
    await open();
    return waitUntil('a menu', () =>
      harness.app.evaluate(() => Reflect.get(globalThis, 'shownMenu')),
    );
  }

  it('opens by pointer and by keyboard, with what can be done there', async () => {
    const page = await signInToWork(harness);
    const box = page.getByRole('textbox', { name: 'NHS number' });
    await box.fill('');
    const byPointer = () => box.click({ button: 'right' });
    const byKeys = async () => {
      await page.bringToFront();
      await box.focus();
      await run('xdotool', ['key', 'shift+F10']);
    };
    const byMenuKey = async () => {
      await box.focus();
      await run('xdotool', ['key', 'Menu']);
    };
    const empty = ['no Cu&t', 'no &Copy', '&Paste'];
    await harness.app.evaluate(({ clipboard }) => clipboard.writeText('a letter'));
    for (const open of [byPointer, byKeys, byMenuKey]) expect(await menuOf(open)).toEqual(empty);
    await box.fill('999');
    await box.selectText();
    expect(await menuOf(byKeys)).toEqual(['Cu&t', '&Copy', '&Paste']);
  });
});

describe('back, forward and reload', () => {
  /** What the window has done since: pages it went to, prints, and what the page was told. */
  async function watch(page: Page) {
    await harness.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      const done: string[] = [];
      Reflect.set(globalThis, 'done', done);
      window?.webContents.on('did-start-navigation', ({ url }) => done.push(url));
    });
    await page.evaluate(() => {
      const heard: string[] = [];
      Reflect.set(window, 'heard', heard);
      const hear = (event: Event) => {
        const { type, key, altKey, button } = Object(event);
        if (key !== 'Alt') heard.push(`${type} ${altKey ? 'Alt+' : ''}${key ?? button}`);
      };
      for (const type of ['keydown', 'mousedown', 'mouseup', 'auxclick']) {
        window.addEventListener(type, hear);
      }
    });
    return async () => ({
      done: await harness.app.evaluate(() => Reflect.get(globalThis, 'done')),
      heard: await page.evaluate(() => Reflect.get(window, 'heard')),
    });
  }

  it('by mouse and keyboard reach the page as keys, and Chromium goes nowhere', async () => {
    const page = await harness.window();
    const box = page.getByRole('textbox', { name: 'NHS number' });
    await box.fill('999 010');
    // An entry to go back to, as the page's own history would make one.
    await page.evaluate(() => history.pushState(null, '', '#further'));
    const seen = await watch(page);
    await page.bringToFront();
    const at = await harness.app.evaluate(({ BrowserWindow }) => {
      const bounds = BrowserWindow.getAllWindows()[0]?.getContentBounds();
      return [String((bounds?.x ?? 0) + 300), String((bounds?.y ?? 0) + 300)];
    });
    await run('xdotool', ['mousemove', ...at, 'click', '8', 'click', '9', 'key', 'alt+Left']);
    await page.waitForTimeout(500);
    expect(await seen()).toEqual({
      done: [],
      heard: ['keydown Alt+ArrowLeft', 'keydown Alt+ArrowRight', 'keydown Alt+ArrowLeft'],
    });
    expect(await page.evaluate(() => location.hash)).toBe('#further');
    expect(await box.inputValue()).toBe('999 010');
  });

  it('by F5, Ctrl+R and all like them lose nothing', async () => {
    const page = await harness.window();
    const box = page.getByRole('textbox', { name: 'NHS number' });
    await box.fill('999 010');
    await box.focus();
    const seen = await watch(page);
    await page.bringToFront();
    const keys = ['F5', 'ctrl+F5', 'shift+F5', 'ctrl+r', 'ctrl+shift+r', 'ctrl+w', 'XF86Reload'];
    await run('xdotool', ['key', ...keys, 'XF86Back']);
    await page.waitForTimeout(500);
    expect(await box.inputValue()).toBe('999 010');
    const { done, heard } = await seen();
    expect(done).toEqual([]);
    expect(heard).toEqual(expect.arrayContaining(['keydown F5', 'keydown r', 'keydown R']));
    expect(heard.filter((event: string) => event === 'keydown Alt+ArrowLeft')).toHaveLength(1);
  });

  it('nor is anything printed by Ctrl+P', async () => {
    const page = await harness.window();
    expect(await page.evaluate(() => typeof Reflect.get(window, 'print'))).toBe('undefined');
    await harness.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      Reflect.set(globalThis, 'printed', 0);
      const print = () => {
        Reflect.set(globalThis, 'printed', Reflect.get(globalThis, 'printed') + 1);
      };
      if (contents !== undefined) Object.assign(contents, { print, printToPDF: print });
    });
    await page.bringToFront();
    await run('xdotool', ['key', 'ctrl+p', 'ctrl+shift+p']);
    await page.waitForTimeout(300);
    expect(await harness.app.evaluate(() => Reflect.get(globalThis, 'printed'))).toBe(0);
  });
});
