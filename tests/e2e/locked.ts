import process from 'node:process';
import type { Page } from 'playwright';
import type { Desk } from '../desk/desk.ts';
import { waitUntil } from '../desk/wait-until.ts';
import { button, heading } from './screen.ts';

/** What Electron tells of the PC. */
type PowerEvent = 'lock-screen' | 'unlock-screen' | 'suspend' | 'resume';

/** Lets Electron tell that the PC does something. */
export async function pcDoes(desk: Desk, event: PowerEvent): Promise<void> {
  await desk.app.evaluate(({ powerMonitor }, name) => powerMonitor.emit(name), event);
}

/** Waits for a page with this main heading, in whichever window is in use by then. */
export function pageWith(desk: Desk, name: string | RegExp): Promise<Page> {
  return waitUntil(`a page “${name}”`, async () => {
    const page = await desk.window();
    // The window may go while it is asked.
    const isThere = await heading(page, name)
      .isVisible()
      .catch(() => false);
    return isThere ? page : null;
  });
}

/** Waits for the lock page. */
export const lockPage = (desk: Desk) => pageWith(desk, 'CareDesk is locked');

/** Locks by keyboard and waits for the lock page. */
export async function lock(desk: Desk): Promise<Page> {
  const page = await desk.window();
  // The window may be gone before the key is reported as pressed.
  await page.keyboard.press('Control+l').catch(() => undefined);
  return lockPage(desk);
}

/** From the lock page to the end page in the browser, as whoever sits at it. */
export async function unlock(desk: Desk): Promise<void> {
  const page = await lockPage(desk);
  await button(page, 'Unlock').click();
  await desk.browser.visit();
  await desk.browser.signInWithPasskey();
}

/** The operating system's number of the process that draws CareDesk's one window. */
export async function rendererPid(desk: Desk): Promise<number> {
  const pids = await desk.app.evaluate(({ BrowserWindow }) =>
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
export function windowTitles(desk: Desk): Promise<string> {
  return desk.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .map((window) => window.getTitle())
      .join('\n'),
  );
}

/** The status PDS answers to whoever shows this access token. */
export async function statusFor(desk: Desk, accessToken: string, nhsNumber: string) {
  const answer = await fetch(
    `${desk.sandbox.apiOrigin}/personal-demographics/FHIR/R4/Patient/${nhsNumber}`,
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
export function newestAccessToken(desk: Desk): string {
  const newest = desk.sandbox.issuedSecrets().findLast(({ kind }) => kind === 'access-token');
  if (newest === undefined) throw new Error('No access token was issued yet');
  return newest.value;
}

/** How often tokens were revoked at the provider. */
export function revocations(desk: Desk): number {
  return desk.sandbox.requests.filter(
    ({ path, status }) => path.endsWith('/token/revoke') && status === 200,
  ).length;
}
