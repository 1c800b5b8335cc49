import type { Page } from 'playwright';
import { waitUntil } from '../harness/wait-until.ts';
import { expectFailure } from './screen.ts';

/** The name of the dialog a proxy's question is shown in. */
export const proxyDialogName = 'Enter your network user name and password';

/**
 * Cancels the question of a proxy until the sign-in has failed over it: every request of a sign-in
 * that comes after a cancelled one asks again.
 */
export async function cancelProxySignIn(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: proxyDialogName });
  const failure = page.locator('.cd-failure');
  await dialog.waitFor();
  await waitUntil('the sign-in to fail', async () => {
    if (await failure.isVisible()) return true;
    if (await dialog.isVisible()) await page.keyboard.press('Escape');
    return null;
  });
  await expectFailure(page, 'NETWORK_PROXY_SIGN_IN');
}
