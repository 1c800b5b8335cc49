import type { Page } from 'playwright';
import { expect } from 'vitest';
import type { Harness } from '../harness/harness.ts';
import { expectAccessible } from './screen.ts';

/** Nothing is cut off or needs scrolling sideways at this size and zoom. */
async function expectToFit(page: Page, screen: string): Promise<void> {
  const overflows = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('main, dialog')].map(
      (part) => part.scrollWidth - part.clientWidth,
    ),
  );
  expect(Math.max(...overflows), `${screen} scrolls sideways`).toBeLessThanOrEqual(0);
}

/**
 * Every size a screen must work at: 1024 × 768, 200 % zoom in it, and the 320 CSS pixels of WCAG
 * 2.2, 1.4.10 (Reflow), as a narrow window and as 400 % of a screen 1280 wide.
 */
const sizes = [
  { width: 1024, height: 768, zoom: 1 },
  { width: 1024, height: 768, zoom: 2 },
  { width: 320, height: 768, zoom: 1 },
  { width: 1280, height: 768, zoom: 4 },
] as const;

/** Tries the screen at all of them, and leaves the window at 1024 × 768 and 100 %. */
export async function expectGoodAtEverySize(
  harness: Harness,
  page: Page,
  screen: string,
): Promise<void> {
  await expectAccessible(page, screen);
  for (const { width, height, zoom } of sizes) {
    await resize(harness, width, height, zoom);
    // Size and zoom reach the page one after the other.
    await page.waitForFunction((to) => Math.abs(window.innerWidth - to) < 2, width / zoom);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(null))));
    await expectToFit(page, `${screen}, ${width} wide at ${zoom * 100} %`);
  }
  await resize(harness, 1024, 768, 1);
}

async function resize(
  harness: Harness,
  width: number,
  height: number,
  zoom: number,
): Promise<void> {
  await harness.app.evaluate(
    ({ BrowserWindow }, to) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setSize(to.width, to.height);
      window?.webContents.setZoomFactor(to.zoom);
    },
    { width, height, zoom },
  );
}
