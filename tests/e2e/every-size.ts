import type { Page } from 'playwright';
import { expect } from 'vitest';
import type { Desk } from '../desk/desk.ts';
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

/** Every size a screen must work at: 1024 × 768, 200 % zoom in it, and 320 wide (WCAG 1.4.10). */
export async function expectGoodAtEverySize(desk: Desk, page: Page, screen: string): Promise<void> {
  await expectAccessible(page, screen);
  for (const zoom of [1, 2, 1024 / 320]) {
    await desk.app.evaluate(({ BrowserWindow }, factor) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setSize(1024, 768);
      window?.webContents.setZoomFactor(factor);
    }, zoom);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(null))));
    await expectToFit(page, `${screen} at ${1024 / zoom} wide`);
  }
  await desk.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(1);
  });
}
