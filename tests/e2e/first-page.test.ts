import type { Page } from 'playwright';
import { afterEach, describe, expect, it } from 'vitest';
import { callChannel } from '../../electron/contract/channels.ts';
import { type Harness, type HarnessOptions, startHarness } from '../harness/harness.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { button, expectFailure, heading, signInToWork } from './screen.ts';

let harness: Harness;

afterEach(() => harness?.close());

async function open(options: HarnessOptions = {}): Promise<Page> {
  harness = await startHarness(options);
  return harness.window();
}

/**
 * Loads the page again and keeps React's code back from it until `release` is called. The filter of the
 * session gives way to one that waits: nothing but the page asks here.
 */
async function withoutReact(page: Page): Promise<{ release(): Promise<void> }> {
  // Else React would come from memory, without being asked for.
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Network.enable');
  await devTools.send('Network.setCacheDisabled', { cacheDisabled: true });
  await harness.app.evaluate(({ session }) => {
    let held: (() => void)[] | null = [];
    Reflect.set(globalThis, 'releaseReact', () => {
      const waiting = held ?? [];
      held = null;
      for (const go of waiting) go();
    });
    session.defaultSession.webRequest.onBeforeRequest(({ url }, answer) => {
      const go = () => answer({});
      if (held !== null && /\/assets\/page-[^/]+\.js$/.test(url)) held.push(go);
      else go();
    });
  });
  await page.reload();
  return {
    release: () => harness.app.evaluate(() => Reflect.get(globalThis, 'releaseReact')()),
  };
}

/** Notes every heading and button that is ever in the page, from its first moment on, and reloads. */
async function seenSinceReload(page: Page, until: () => Promise<unknown>): Promise<string[]> {
  await page.addInitScript(() => {
    const seen = new Set<string>();
    Reflect.set(window, 'seenTexts', seen);
    const look = () => {
      for (const element of document.querySelectorAll('body h1, body button')) {
        seen.add(element.textContent ?? '');
      }
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true });
  });
  await page.reload();
  await until();
  return page.evaluate(() => [...(Reflect.get(window, 'seenTexts') as Set<string>)]);
}

describe('the log-in page before React is there', () => {
  it('is what React then goes on with: nothing of it is replaced or moves', async () => {
    const page = await open({ policy: { helpContact: 'Ring 5555.' } });
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    const react = await withoutReact(page);
    const logIn = button(page, 'Log in with my Care Identity');
    await logIn.waitFor();
    expect(await page.title()).toBe('CareDesk');
    await page.getByText('Sandbox – synthetic data only').waitFor();
    await page.evaluate(() => {
      for (const element of document.querySelectorAll('#caredesk *')) {
        element.setAttribute('data-drawn-ahead', '');
      }
    });
    const texts = () => page.locator('#caredesk main').innerText();
    const [before, box] = [await texts(), await logIn.boundingBox()];
    await react.release();
    await waitUntil('React', async () =>
      (await page.title()) === 'Log in - CareDesk' ? true : null,
    );
    expect(await texts()).toBe(before);
    expect(await logIn.boundingBox()).toEqual(box);
    expect(
      await page.locator('main:not([data-drawn-ahead]), main *:not([data-drawn-ahead])').count(),
    ).toBe(0);
    expect(errors).toEqual([]);
  });

  it('answers: a click begins the log-in, and React shows where it has got to', async () => {
    const page = await open();
    const react = await withoutReact(page);
    await button(page, 'Log in with my Care Identity').click();
    expect(await harness.browser.opened()).toContain('/authorize?');
    await react.release();
    await heading(page, 'Continue in your browser').waitFor();
    expect(await harness.browser.openedCount()).toBe(1);
  });

  it('opens the help that was asked for early, and logs nobody in for that', async () => {
    const page = await open();
    const react = await withoutReact(page);
    await button(page, 'Help').click();
    await react.release();
    await page.getByRole('region', { name: 'Help' }).getByText('Who to call').waitFor();
    await heading(page, 'Log in to CareDesk').waitFor();
    expect(await harness.browser.openedCount()).toBe(0);
  });

  it('opens no browser for a click that no person made', async () => {
    const page = await open();
    const react = await withoutReact(page);
    await button(page, 'Log in with my Care Identity').evaluate((element: HTMLElement) =>
      element.click(),
    );
    await react.release();
    await expectFailure(page, 'SIGN_IN_BROWSER_NOT_OPENED');
    expect(await harness.browser.openedCount()).toBe(0);
  });

  it('tells why when main refuses what was asked for early', async () => {
    const page = await open();
    const react = await withoutReact(page);
    await button(page, 'Log in with my Care Identity').waitFor();
    await harness.app.evaluate(({ ipcMain }, channel) => {
      ipcMain.removeHandler(channel);
      ipcMain.handle(channel, () => ({
        ok: false,
        failure: { code: 'BRIDGE_NOT_POSSIBLE_NOW', detail: null },
      }));
    }, callChannel);
    await button(page, 'Log in with my Care Identity').click();
    await react.release();
    await expectFailure(page, 'BRIDGE_NOT_POSSIBLE_NOW');
  });
});

describe('nothing wrong flashes', () => {
  it('where no policy can be read', async () => {
    const page = await open({ policyText: '{' });
    const told = heading(page, 'CareDesk is not ready on this PC');
    const seen = await seenSinceReload(page, () => told.waitFor());
    expect(seen.filter((text) => /log in/i.test(text))).toEqual([]);
  });

  it('where the provider is another one', async () => {
    const page = await open({ policy: { profile: 'oidc', providerName: 'Hill Trust' } });
    const seen = await seenSinceReload(page, () =>
      button(page, 'Log in with Hill Trust').waitFor(),
    );
    expect(seen).not.toContain('Log in with my Care Identity');
  });

  it('where somebody may go on, neither at a start nor at a page that is loaded again', async () => {
    harness = await startHarness({ policy: { rememberSignIn: true } });
    await signInToWork(harness);
    await harness.restart();
    const page = await harness.window();
    const goOn = button(page, /^Continue as/);
    await goOn.waitFor();
    const seen = await seenSinceReload(page, () => goOn.waitFor());
    expect(seen).not.toContain('Log in with my Care Identity');
  });
});
