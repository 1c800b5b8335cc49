import type { Page } from 'playwright';

/**
 * Runs a script that makes CareDesk put another page in the place of this one, and waits until this
 * one is gone.
 */
export async function asLastScript(page: Page, expression: string): Promise<void> {
  const gone = page.waitForEvent('close', { timeout: 10_000 });
  // The page may be gone before its script is reported as done.
  asScript(page, `${expression}; undefined`).catch(() => undefined);
  await gone;
}

/**
 * Runs an expression in the page as a script there would, without a person's hand: Playwright's own
 * `evaluate` counts as one. Gives what it resolves to.
 */
export async function asScript(page: Page, expression: string): Promise<unknown> {
  const devTools = await page.context().newCDPSession(page);
  const { result, exceptionDetails } = await devTools.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
    userGesture: false,
  });
  if (exceptionDetails !== undefined) {
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  }
  return result.value;
}
