import process from 'node:process';
import type { Page } from 'playwright';
import type { Harness } from '../harness/harness.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { button, heading } from './screen.ts';

/** What Electron tells of the PC. */
type PowerEvent = 'lock-screen' | 'unlock-screen' | 'suspend' | 'resume';

/** Lets Electron tell that the PC does something. */
export async function pcDoes(harness: Harness, event: PowerEvent): Promise<void> {
  await harness.app.evaluate(({ powerMonitor }, name) => powerMonitor.emit(name), event);
}

/** Waits for a page with this main heading, in whichever window is in use by then. */
export function pageWith(harness: Harness, name: string | RegExp): Promise<Page> {
  return waitUntil(`a page “${name}”`, async () => {
    const page = await harness.window();
    // The window may go while it is asked.
    const isThere = await heading(page, name)
      .isVisible()
      .catch(() => false);
    return isThere ? page : null;
  });
}

/** Waits for the lock page. */
export const lockPage = (harness: Harness) => pageWith(harness, 'CareDesk is locked');

/** Locks by keyboard and waits for the lock page. */
export async function lock(harness: Harness): Promise<Page> {
  const page = await harness.window();
  // The window may be gone before the key is reported as pressed.
  await page.keyboard.press('Control+l').catch(() => undefined);
  return lockPage(harness);
}

/** From the lock page to the end page in the browser, as whoever sits at it. */
export async function unlock(harness: Harness): Promise<void> {
  const page = await lockPage(harness);
  await button(page, 'Unlock').click();
  await harness.browser.visit();
  await harness.browser.signInWithPasskey();
}

/** The operating system's number of the process that draws CareDesk's one window. */
export async function rendererPid(harness: Harness): Promise<number> {
  const pids = await harness.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.webContents.getOSProcessId()),
  );
  const [pid] = pids;
  if (pid === undefined || pids.length > 1) throw new Error(`There are ${pids.length} windows`);
  return pid;
}

/** Waits until a process is gone. */
export async function expectGone(pid: number): Promise<void> {
  await waitUntil(`the end of process ${pid}`, () => (isRunning(pid) ? null : true));
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** What the PC shows of a window beside its page. */
export function windowTitles(harness: Harness): Promise<string> {
  return harness.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .map((window) => window.getTitle())
      .join('\n'),
  );
}

/** The status PDS answers to whoever shows this access token. */
export async function statusFor(harness: Harness, accessToken: string, nhsNumber: string) {
  const answer = await fetch(
    `${harness.sandbox.apiOrigin}/personal-demographics/FHIR/R4/Patient/${nhsNumber}`,
    {
      headers: {
        authorization: `Bearer ${accessToken}`,
        'x-request-id': crypto.randomUUID(),
        'nhsd-session-urid': '656014452401',
        'nhsd-end-user-organisation-ods': 'A83008',
      },
    },
  );
  await answer.arrayBuffer();
  return answer.status;
}

/** The access token that was issued last. */
export function newestAccessToken(harness: Harness): string {
  const newest = harness.sandbox.issuedSecrets().findLast(({ kind }) => kind === 'access-token');
  if (newest === undefined) throw new Error('No access token was issued yet');
  return newest.value;
}

/** How often tokens were revoked at the provider. */
export function revocations(harness: Harness): number {
  return harness.sandbox.requests.filter(
    ({ path, status }) => path.endsWith('/token/revoke') && status === 200,
  ).length;
}
