import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../harness/harness.ts';
import { lock, pageWith, unlock } from './locked.ts';
import { button, heading } from './screen.ts';

let harness: Harness;
let page: Page;

beforeAll(async () => {
  harness = await startHarness();
  await harness.signIn('Dilys Hughes');
  page = await rolesPage();
});

afterAll(() => harness.close());

const rolesPage = () => pageWith(harness, 'Choose the role you are working in');
const filter = () => page.getByRole('searchbox', { name: 'Filter roles' });
const picked = () => page.getByRole('radio', { name: /Nurse.*HARBOUR STREET/ });
const numberBox = () => page.getByRole('textbox', { name: 'NHS number' });
const focused = () => page.evaluate(() => document.activeElement?.id);

async function expectAsItWas(): Promise<void> {
  await expect.poll(() => filter().inputValue()).toBe('nurse');
  expect(await picked().isChecked()).toBe(true);
  expect(await page.getByRole('radio').count()).toBe(5);
  await expect.poll(focused).toBe('role-656014452206');
}

describe('what is typed and picked in the list of roles', () => {
  it('is there again after a lock, down to the last key', async () => {
    await filter().fill('nurse');
    await picked().check();
    await lock(harness);
    await unlock(harness);
    page = await rolesPage();
    await expectAsItWas();
  });

  it('is there again when the page is loaded anew', async () => {
    await page.reload();
    await expectAsItWas();
  });

  it('goes with the list, and what is behind it stays', async () => {
    await button(page, 'Continue').click();
    await heading(page, 'Find a patient').waitFor();
    await numberBox().fill('999 01');
    await button(page, 'Change role').click();
    await heading(page, 'Choose the role you are working in').waitFor();
    expect(await filter().inputValue()).toBe('');
    await filter().fill('north');
    await lock(harness);
    await unlock(harness);
    page = await rolesPage();
    await expect.poll(() => filter().inputValue()).toBe('north');
    await expect.poll(focused).toBe('role-filter');
    // Whoever types on does so where they were.
    await page.keyboard.type('moor');
    expect(await filter().inputValue()).toBe('northmoor');
    await button(page, /^Keep /).click();
    await heading(page, 'Find a patient').waitFor();
    expect(await numberBox().inputValue()).toBe('999 01');
  });

  it('is there again after a crash', async () => {
    await button(page, 'Change role').click();
    await filter().fill('harbour');
    // So long a page may take to have it kept.
    await page.waitForTimeout(400);
    await harness.app.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const isLoaded = new Promise<void>((resolve) => {
        contents?.once('did-finish-load', () => resolve());
      });
      contents?.forcefullyCrashRenderer();
      await isLoaded;
    });
    // Playwright does not follow a page over a crash.
    const shown = () =>
      harness.app.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
          'document.getElementById("role-filter")?.value',
        ),
      );
    await expect.poll(shown).toBe('harbour');
  });
});
