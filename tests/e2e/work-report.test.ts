import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { callChannel, changedChannel } from '../../electron/contract/channels.ts';
import type { SessionState } from '../../electron/contract/session.ts';
import { patientNumbers } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { keychainItems } from '../harness/keychain-items.ts';
import { askForPatient, button, heading, signInToWork } from './screen.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

// Nobody signed in, and main listens again.
afterEach(() => harness.restart());

afterAll(() => harness.close());

/**
 * From now on the test answers what the window asks of main, and keeps its reports. A development
 * build never updates itself, so main shows nobody what it has heard.
 */
async function listenInPlaceOfMain(): Promise<void> {
  await harness.app.evaluate(({ BrowserWindow }, channel) => {
    const heard: unknown[] = [];
    Reflect.set(globalThis, 'heard', heard);
    BrowserWindow.getAllWindows()[0]?.webContents.ipc.handle(
      channel,
      (_event, verb: unknown, ...args: unknown[]) => {
        if (verb === 'work/report') heard.push(args[0]);
        return { ok: true };
      },
    );
  }, callChannel);
}

/** Waits until the window's last report is this. */
async function expectReport(recordOpen: boolean, unsavedText: boolean): Promise<void> {
  const lastReport = () =>
    harness.app.evaluate(() => {
      const heard: unknown = Reflect.get(globalThis, 'heard');
      return Array.isArray(heard) ? heard.at(-1) : null;
    });
  await expect.poll(lastReport, { timeout: 10_000 }).toEqual({ recordOpen, unsavedText });
}

/** How often the window has said so far that nothing is open. */
function timesNothingWasOpen(): Promise<number> {
  return harness.app.evaluate(() => {
    const heard: unknown = Reflect.get(globalThis, 'heard');
    const nothing = JSON.stringify({ recordOpen: false, unsavedText: false });
    return Array.isArray(heard)
      ? heard.filter((report) => JSON.stringify(report) === nothing).length
      : 0;
  });
}

it('the window tells main of an open record and of typed text, and when they are gone', async () => {
  const page = await signInToWork(harness);
  await listenInPlaceOfMain();
  const numberBox = page.getByRole('textbox', { name: 'NHS number' });
  await numberBox.fill('999');
  await expectReport(false, true);
  await numberBox.clear();
  await expectReport(false, false);

  const before = await timesNothingWasOpen();
  await askForPatient(page, patientNumbers.main);
  await heading(page, 'Patient record').waitFor();
  await expectReport(true, true);
  // Not for a moment between the text and the record, in which an installation could begin.
  expect(await timesNothingWasOpen()).toBe(before);
  await button(page, 'Find another patient').click();
  await heading(page, 'Find a patient').waitFor();
  await expectReport(false, false);

  const familyName = page.getByRole('textbox', { name: 'Family name' });
  await familyName.fill('Whit');
  await expectReport(false, true);
  await familyName.clear();
  await expectReport(false, false);
});

it('the window tells main of a list of people found', async () => {
  const page = await signInToWork(harness);
  await listenInPlaceOfMain();
  await page.getByRole('textbox', { name: 'Family name' }).fill('THACKRAY');
  for (const [part, value] of [
    ['Day', '29'],
    ['Month', '2'],
    ['Year', '2016'],
  ] as const) {
    await page.getByRole('textbox', { name: part }).fill(value);
  }
  await button(page, 'Search').click();
  await page.getByRole('table').waitFor();
  await expectReport(true, true);
  await button(page, 'Change search').click();
  await expectReport(false, true);
});

it('the window tells main that nothing is open when the screen with the record goes', async () => {
  const page = await signInToWork(harness);
  await listenInPlaceOfMain();
  await askForPatient(page, patientNumbers.main);
  await heading(page, 'Patient record').waitFor();
  await expectReport(true, true);
  const signedOut: SessionState = {
    kind: 'signed-out',
    reason: 'user',
    failure: null,
    browserSession: 'none',
  };
  // Main itself would replace the window, and nobody would hear its last report.
  await harness.app.evaluate(
    ({ BrowserWindow }, { channel, state }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.send(channel, state),
    { channel: changedChannel('session'), state: signedOut },
  );
  await expectReport(false, false);
});

it('Windows logging off signs out whoever works', async () => {
  const page = await signInToWork(harness);
  await askForPatient(page, patientNumbers.main);
  await heading(page, 'Patient record').waitFor();
  const gone = page.waitForEvent('close');
  // Only Windows sends it by itself.
  await harness.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.emit('session-end', {}),
  );
  await gone;
  await expect.poll(keychainItems).toEqual([]);
});
