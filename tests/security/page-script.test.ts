import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { externalLinks } from '../../electron/contract/external-links.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { asLastScript, asScript } from './as-script.ts';
import { everyVerb, inStrangersWindow } from './stranger.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.close());

const start = 'Log in with my Care Identity';

/** The window, with the first page of CareDesk in it. */
async function startPage(): Promise<Page> {
  const page = await harness.window();
  await page.getByRole('button', { name: start }).waitFor();
  return page;
}

/** Playwright waits for ever for a navigation that was refused: the page after it is a new one. */
async function leave(page: Page): Promise<void> {
  await asLastScript(page, "location.href = 'about:blank'");
}

describe('a page that is not CareDesk’s', () => {
  it.each([
    ['a blank page', "location.href = 'about:blank'"],
    ['a blank page with something added', "location.replace('about:blank#record')"],
    ['a frame', "document.body.append(document.createElement('iframe'))"],
    ['a frame that may run scripts', framed("setAttribute('sandbox', 'allow-scripts')")],
    ['a frame with CareDesk’s own page', framed("src = 'app://caredesk/'")],
  ])('does not stay in the window: %s', async (_name, script) => {
    const page = await startPage();
    await asLastScript(page, script);
    const fresh = await startPage();
    expect(fresh.url()).toBe('app://caredesk/');
    expect(fresh.frames()).toHaveLength(1);
  });

  it.each([
    ['a file', "location.href = 'file:///etc/hostname'"],
    ['a page of the web', "location.href = 'https://digital.nhs.uk/'"],
    ['data', "location.href = 'data:text/html,record'"],
    ['what a script made', "location.href = URL.createObjectURL(new Blob(['record']))"],
    ['one of CareDesk’s files', "location.href = 'app://caredesk/assets/none.svg'"],
    ['another program', "location.href = 'ms-msdt:/id'"],
    ['a script', 'location.href = "javascript:document.title=\'ran\'"'],
  ])('does not come into the window: %s', async (_name, script) => {
    const page = await startPage();
    await asScript(page, `${script}; undefined`);
    await sleep(200);
    expect(page.isClosed()).toBe(false);
    expect(page.url()).toBe('app://caredesk/');
    expect(await asScript(page, 'document.title')).not.toBe('ran');
    await leave(page);
  });

  it('a file that is dropped on the window is not opened', async () => {
    const page = await startPage();
    const devTools = await page.context().newCDPSession(page);
    const data = { items: [], files: ['/etc/hostname'], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await devTools.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
    }
    await sleep(200);
    expect(page.isClosed()).toBe(false);
    expect(page.url()).toBe('app://caredesk/');
    await leave(page);
  });

  const ask = "fetch('/api/pds/Patient/9000000009').then((r) => r.status, () => 'refused')";

  it('gets no answer of the gateway: another window with the same page', async () => {
    expect(await asScript(await startPage(), ask)).toBe(401);
    expect(await inStrangersWindow(harness.app, ask)).toBe('refused');
  });

  it('is not started as a worker', async () => {
    const started = await asScript(
      await startPage(),
      `new Promise((resolve) => {
        try {
          const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
          worker.onmessage = () => resolve('started');
          worker.onerror = () => resolve('refused');
        } catch { resolve('refused') }
      })`,
    );
    expect(started).toBe('refused');
  });

  it('is not listened to: every verb from another window is refused', async () => {
    const answers = Object(await inStrangersWindow(harness.app, everyVerb)) as object;
    expect(Object.keys(answers).length).toBeGreaterThan(15);
    for (const answer of Object.values(answers)) {
      expect(answer).toEqual({
        ok: false,
        failure: { code: 'BRIDGE_SENDER_REFUSED', detail: null },
      });
    }
  });
});

/** A script that makes a frame, changes it and puts it into the page. */
function framed(change: string): string {
  return `{ const frame = document.createElement('iframe'); frame.${change}; document.body.append(frame); }`;
}

describe('the clipboard', () => {
  const secret = 'what-the-person-copied-4a71';

  it('is not read by a script, with or without a person’s click', async () => {
    const page = await startPage();
    await harness.app.evaluate(({ clipboard }, text) => clipboard.writeText(text), secret);
    const read = `(async () => {
      const field = document.createElement('textarea');
      document.body.append(field);
      field.focus();
      let heard = '';
      document.addEventListener('paste', (event) => { heard += event.clipboardData.getData('text') });
      for (const command of ['paste', 'PASTE', 'pasteAndMatchStyle', 'insertFromPaste']) {
        document.execCommand(command);
      }
      const said = field.value + heard;
      field.remove();
      const text = await navigator.clipboard.readText().catch(() => '');
      const items = await navigator.clipboard.read().catch(() => []);
      return said + text + items.length;
    })()`;
    expect(await asScript(page, read)).toBe('0');
    await page.getByRole('heading', { level: 1 }).click();
    expect(await page.evaluate(read)).toBe('0');
  });

  it('is pasted from by a person as ever', async () => {
    const page = await startPage();
    await asScript(page, "document.body.append(document.createElement('textarea'))");
    const field = page.locator('textarea');
    await field.focus();
    await page.keyboard.press('ControlOrMeta+V');
    await expect.poll(() => field.inputValue()).toBe(secret);
    await leave(page);
  });
});

describe('files', () => {
  it('are not chosen from', async () => {
    const page = await startPage();
    let choosers = 0;
    page.on('filechooser', () => {
      choosers += 1;
    });
    const outcome = await page.evaluate(async () => {
      const field = () => Object.assign(document.createElement('input'), { type: 'file' });
      const inPage = field();
      const label = document.createElement('label');
      label.append(inPage);
      document.body.append(label);
      const apart = field();
      const labelApart = document.createElement('label');
      labelApart.append(field());
      const attempts: (() => unknown)[] = [
        () => inPage.click(),
        () => label.click(),
        () => apart.click(),
        () => labelApart.click(),
        () => apart.dispatchEvent(new MouseEvent('click')),
        () => inPage.dispatchEvent(new MouseEvent('click', { bubbles: true })),
        () => inPage.dispatchEvent(new MouseEvent('click', { cancelable: true })),
        () => label.dispatchEvent(new MouseEvent('click', { bubbles: true })),
        () => {
          const disguised = new MouseEvent('click');
          Object.defineProperty(disguised, 'type', { value: 'change' });
          inPage.dispatchEvent(disguised);
        },
        () => {
          Object.defineProperty(apart, 'isConnected', { value: true });
          apart.click();
        },
        () => {
          const { call } = Function.prototype;
          Function.prototype.call = function (this: unknown) {
            if (this !== call) Reflect.apply(Object(this), apart, []);
          };
          inPage.click();
          Function.prototype.call = call;
        },
        () => inPage.showPicker(),
        () => apart.showPicker(),
        () => {
          const host = document.createElement('div');
          document.body.append(host);
          const hidden = field();
          host.attachShadow({ mode: 'closed' }).append(hidden);
          hidden.click();
        },
      ];
      for (const attempt of attempts) {
        try {
          attempt();
        } catch {
          // Not there any more.
        }
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      inPage.id = 'chooser';
      return ['showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker'].filter(
        (name) => name in window,
      );
    });
    // By the person's own click, too.
    await page.locator('#chooser').click();
    await sleep(300);
    expect(outcome).toEqual([]);
    expect(choosers).toBe(0);
    await leave(page);
  });

  it('are not written: a download comes to nothing', async () => {
    const page = await startPage();
    await harness.app.evaluate(({ session }) => {
      session.defaultSession.on('will-download', (event, item) => {
        Reflect.set(globalThis, 'seen', [
          ...((Reflect.get(globalThis, 'seen') as unknown[] | undefined) ?? []),
          event.defaultPrevented ? 'prevented' : item.getURL(),
        ]);
      });
    });
    await page.evaluate(() => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob(['record']));
      link.download = 'record.txt';
      document.body.append(link);
      link.click();
    });
    const seen = await waitUntil('the download', () =>
      harness.app.evaluate(
        () => (Reflect.get(globalThis, 'seen') as unknown[] | undefined) ?? null,
      ),
    );
    expect(seen).toEqual(['prevented']);
  });
});

describe('the system browser', () => {
  /** Uses up what a person has clicked before. */
  async function useUpClicks(page: Page): Promise<void> {
    await asScript(page, `window.open(${JSON.stringify(help)})`);
    await sleep(300);
  }

  const help = externalLinks.careIdentityHelp;
  const helpLink = (page: Page) => page.getByRole('link', { name: /Get help with Care Identity/ });

  it('is not opened by a script: 30 links', async () => {
    const page = await startPage();
    await useUpClicks(page);
    const before = await harness.browser.openedCount();
    await asScript(
      page,
      `for (let i = 0; i < 15; i += 1) {
        window.open(${JSON.stringify(help)});
        document.querySelector('a[target=_blank]').click();
      }`,
    );
    await sleep(500);
    expect(await harness.browser.openedCount()).toBe(before);
  });

  it('is opened once for a click, however often a script asks after it', async () => {
    const page = await startPage();
    const before = await harness.browser.openedCount();
    await page.getByRole('heading', { level: 1 }).click();
    await asScript(page, `for (let i = 0; i < 30; i += 1) window.open(${JSON.stringify(help)})`);
    await sleep(500);
    expect((await harness.browser.openedCount()) - before).toBeLessThanOrEqual(1);
  });

  it.each([
    ['with a query', `${help}?patient=9990100136`],
    ['with a fragment', `${help}#9990100136`],
    ['with a longer path', `${help}/9990100136`],
    ['with a user', help.replace('https://', 'https://9990100136@')],
    ['to another host', 'https://digital.nhs.uk.attacker.example/'],
    ['to a file', 'file:///etc/passwd'],
    ['to a share', 'smb://attacker.example/share'],
    ['to another program', 'ms-msdt:/id'],
    ['to a script', 'javascript:document.title="ran"'],
  ])('is not opened by a link that a script has changed: %s', async (_case, href) => {
    const page = await startPage();
    const before = await harness.browser.openedCount();
    await asScript(
      page,
      `document.querySelector('a[target=_blank]').href = ${JSON.stringify(href)}`,
    );
    await helpLink(page).click();
    await sleep(300);
    expect(await harness.browser.openedCount()).toBe(before);
    expect(await asScript(page, 'document.title')).not.toBe('ran');
    await leave(page);
  });

  it.each(['Enter', 'click', 'middle button'])('is opened by a person’s %s', async (by) => {
    const page = await startPage();
    const before = await harness.browser.openedCount();
    const link = helpLink(page);
    if (by === 'Enter') await link.press('Enter');
    else await link.click({ button: by === 'click' ? 'left' : 'middle' });
    await waitUntil('the browser', async () =>
      (await harness.browser.openedCount()) > before ? true : null,
    );
    expect(await harness.browser.openedCount()).toBe(before + 1);
  });

  const startForty = `(async () => {
    for (let i = 0; i < 40; i += 1) await window.caredesk.signIn.start();
    await new Promise((resolve) => setTimeout(resolve, 1500));
  })()`;

  it('is not opened by 40 log-ins that a script starts', async () => {
    const page = await startPage();
    await useUpClicks(page);
    const before = await harness.browser.openedCount();
    await asScript(page, startForty);
    expect(await harness.browser.openedCount()).toBe(before);
    await page.getByText('Code: SIGN_IN_BROWSER_NOT_OPENED').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await startPage();
  });

  it('is opened once by 40 log-ins after a click', async () => {
    const page = await startPage();
    const before = await harness.browser.openedCount();
    await page.getByRole('heading', { level: 1 }).click();
    await asScript(page, startForty);
    expect((await harness.browser.openedCount()) - before).toBeLessThanOrEqual(1);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await startPage();
  });
});

describe('the person', () => {
  it('is not asked anything by a script: alert, confirm, prompt, print', async () => {
    const page = await startPage();
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      // Playwright hears of those, too, that Electron does not show.
      dialog.dismiss().then(
        () => dialogs.push(dialog.type()),
        () => undefined,
      );
    });
    const outcome = await asScript(
      page,
      `(() => {
        // Electron has no prompt.
        let typed = null;
        try { typed = prompt('x') } catch { /* refused */ }
        return [alert('x'), confirm('x'), typed, typeof window.print].map(String);
      })()`,
    );
    expect(outcome).toEqual(['undefined', 'false', 'null', 'undefined']);
    await sleep(200);
    expect(dialogs).toEqual([]);
  });

  it('is not kept from leaving the page', async () => {
    const page = await startPage();
    await page.getByRole('heading', { level: 1 }).click();
    await asScript(
      page,
      "addEventListener('beforeunload', (event) => { event.preventDefault(); event.returnValue = 'x' })",
    );
    const loaded = await harness.app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const done = new Promise((resolve) => contents?.once('did-finish-load', () => resolve(true)));
      contents?.reload();
      return Promise.race([done, new Promise((resolve) => setTimeout(resolve, 5_000))]);
    });
    expect(loaded).toBe(true);
  });

  it('finds the window where it was', async () => {
    const page = await startPage();
    const bounds = () =>
      harness.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
    const before = await bounds();
    await page.evaluate(() => {
      window.moveTo(0, 0);
      window.resizeTo(640, 480);
      window.moveBy(10, 10);
      window.resizeBy(-10, -10);
    });
    await sleep(300);
    expect(await bounds()).toEqual(before);
  });
});
