import type { ElectronApplication } from 'playwright';
import { waitUntil } from '../harness/wait-until.ts';

/**
 * Runs an expression in a window that is not CareDesk's, but has its session, its preload and its
 * page, and gives what it resolves to.
 */
export async function inStrangersWindow(
  app: ElectronApplication,
  expression: string,
): Promise<unknown> {
  const answer: unknown = await app.evaluate(async ({ BrowserWindow, app: inside }, script) => {
    const stranger = new BrowserWindow({
      show: false,
      webPreferences: { preload: `${inside.getAppPath()}/out/preload/preload.cjs`, sandbox: true },
    });
    try {
      await stranger.loadURL('app://caredesk/');
      const said: unknown = await stranger.webContents.executeJavaScript(script, true);
      return said;
    } finally {
      stranger.destroy();
    }
  }, expression);
  // Until Playwright knows that it is gone, it would be taken for CareDesk's.
  await waitUntil('the end of the other window', () =>
    app.windows().filter((window) => !window.isClosed()).length === 1 ? true : null,
  );
  return answer;
}

/** An expression that calls every verb the preload exposes and gives their answers by name. */
export const everyVerb = `(async () => {
  const answers = {};
  for (const [room, verbs] of Object.entries(window.caredesk)) {
    for (const [name, verb] of Object.entries(verbs)) {
      if (name !== 'onChange') answers[room + '.' + name] = await verb('1');
    }
  }
  return answers;
})()`;
