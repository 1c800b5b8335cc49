import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { externalLinks } from '../../electron/contract/external-links.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { expectGoodAtEverySize } from './every-size.ts';
import { button, heading } from './screen.ts';

let harness: Harness;
let page: Page;

beforeAll(async () => {
  harness = await startHarness();
  page = await harness.window();
  await heading(page, 'Log in to CareDesk').waitFor();
});

afterAll(() => harness.close());

const help = () => button(page, 'Help');
const menu = () => page.getByRole('region', { name: 'Help' });
const focused = () => page.evaluate(() => document.activeElement?.textContent);

beforeEach(async () => {
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await help().click();
  await menu().waitFor();
});

describe('the Help menu', () => {
  it('is accessible and fits at every size', async () => {
    await expectGoodAtEverySize(harness, page, 'help menu');
    await menu().getByText('Who to call').waitFor();
    await menu().getByText('The IT service desk of your organisation.').waitFor();
  });

  it('works by keyboard alone, and gives the focus back', async () => {
    await page.keyboard.press('Escape');
    await menu().waitFor({ state: 'hidden' });
    expect(await focused()).toBe('Help');
    await page.keyboard.press('Enter');
    await menu().waitFor();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Help with Care Identity (opens in your browser)');
    for (const next of [/^Unlock a smartcard or passkey/, /^Keyboard shortcuts/]) {
      await page.keyboard.press('Tab');
      expect(await focused()).toMatch(next);
    }
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused()).toBe('Help');
  });

  it.each([
    ['Help with Care Identity', 'careIdentityHelp'],
    ['Unlock a smartcard or passkey', 'unlockAuthenticator'],
  ] as const)('opens in the browser: %s', async (name, link) => {
    const before = await harness.browser.openedCount();
    await menu().getByRole('link', { name }).click();
    await expect.poll(() => harness.browser.openedCount()).toBe(before + 1);
    expect(await harness.browser.opened()).toBe(externalLinks[link]);
    await menu().waitFor({ state: 'hidden' });
  });

  it.each(['Keyboard shortcuts', 'About CareDesk'])('shows a page: %s', async (name) => {
    await menu().getByRole('button', { name }).click();
    const dialog = page.getByRole('dialog', { name });
    await dialog.waitFor();
    await expectGoodAtEverySize(harness, page, name);
    const words = (await dialog.textContent()) ?? '';
    if (name === 'Keyboard shortcuts') {
      for (const key of ['Ctrl + L', 'F5', 'Ctrl + Plus', 'Ctrl + Minus', 'Ctrl + 0', 'Esc']) {
        expect(words).toContain(key);
      }
    } else {
      expect(words).toMatch(/Version\d+\.\d+\.\d+/);
      expect(words).toContain('Sandbox – synthetic data only');
      expect(words).toContain('MIT');
    }
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await focused()).toBe('Help');
  });
});
