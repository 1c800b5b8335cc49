import type { Locator, Page } from 'playwright';
import { pdsPath } from '../../sandbox/apis/pds/pds.ts';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import type { Harness } from '../../tests/harness/harness.ts';
import { keychainItems } from '../../tests/harness/keychain-items.ts';
import type { Picture, TourStep } from './step.ts';

const clinician = 'Dr Amara Okafor';
/** What she has begun to type when she is called away. */
const begun = 'Thackr';
const button = (page: Page, name: string): Locator => page.getByRole('button', { name });
const heading = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('heading', { level: 1, name });
const sessionBar = (page: Page): Locator => page.getByRole('region', { name: 'Your session' });
const banner = (page: Page): Locator => page.getByRole('region', { name: 'Patient' });

function check(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

async function askForNhsNumber(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'NHS number' }).fill(mainStoryPatient.nhsNumber);
  await button(page, 'Find patient').click();
}

async function findByNhsNumber(page: Page): Promise<void> {
  await askForNhsNumber(page);
  await banner(page).getByText('WHITFIELD, Rosa (Mrs)').waitFor();
}

async function findByDetails(page: Page): Promise<void> {
  const [year = '', month = '', day = ''] = mainStoryPatient.birthDate.split('-');
  await page.getByLabel('Family name').fill(mainStoryPatient.names[0].family);
  await page.getByLabel('Day').fill(day);
  await page.getByLabel('Month').fill(month);
  await page.getByLabel('Year').fill(year);
  await button(page, 'Search').click();
}

/** Without `rememberSignIn` nothing of a log-in is ever in the keychain. */
async function checkKeychainIsEmpty(): Promise<void> {
  const held = await keychainItems();
  check(held.length === 0, `The keychain holds ${held.join(', ')}`);
}

/** The policy of the tour's organisation, in which the steps below can happen in a minute. */
export const tourPolicy = {
  // Records want AAL3, while a synced passkey is enough to sign in.
  services: { pds: { path: pdsPath, level: 'AAL3' } },
  // The warning comes after half the time where that is less than four minutes.
  inactivityMinutes: 1,
} as const;

/** The main job, a step-up in the midst of it and a PC left alone, from the sign-in page back to it. */
export function mainJob(harness: Harness): readonly TourStep[] {
  const { browser } = harness;
  return [
    {
      title: 'CareDesk starts on its log-in page',
      expects: 'the button “Log in with my Care Identity”',
      async run() {
        const page = await harness.window();
        await button(page, 'Log in with my Care Identity').waitFor();
        return [{ name: 'sign-in', page }];
      },
    },
    {
      title: 'Care Identity opens in the system browser and CareDesk waits',
      expects: 'the passkey page in the browser and “Copy link” in CareDesk',
      async run() {
        const page = await harness.window();
        await button(page, 'Log in with my Care Identity').click();
        await browser.seat(clinician, 'synced');
        await browser.visit();
        await button(browser.page(), 'Use a passkey').waitFor();
        await button(page, 'Copy link').waitFor();
        return [
          { name: 'waiting', page },
          { name: 'passkey-page', page: browser.page() },
        ];
      },
    },
    {
      title: `${clinician} logs in with a passkey`,
      expects: 'CareDesk’s page in the browser and the list of roles in CareDesk',
      async run() {
        await browser.enrol(clinician);
        await browser.signInWithPasskey();
        await heading(browser.page(), 'Go back to CareDesk').waitFor();
        const page = await harness.window();
        await heading(page, 'Choose the role you are working in').waitFor();
        return [
          { name: 'roles', page },
          { name: 'browser-end-page', page: browser.page() },
        ];
      },
    },
    {
      title: 'She chooses the role she is working in',
      expects: 'the session bar with her name, role and organisation; an empty keychain',
      async run() {
        const page = await harness.window();
        await page.getByRole('radio', { name: /General Medical Practitioner/ }).check();
        await button(page, 'Continue').click();
        const bar = sessionBar(page);
        await bar.getByRole('button', { name: /^Amara Okafor/ }).waitFor();
        await bar.getByText('General Medical Practitioner').waitFor();
        await bar.getByText('A83008').waitFor();
        await heading(page, 'Find a patient').waitFor();
        await checkKeychainIsEmpty();
        return [{ name: 'signed-in', page }];
      },
    },
    {
      title: 'She changes to her role at the hospital, and back',
      expects: 'the session bar with the role chosen each time',
      async run() {
        const page = await harness.window();
        const pictures: Picture[] = [];
        for (const role of [/Clinical Practitioner Access Role/, /General Medical Practitioner/]) {
          await button(page, 'Change role').click();
          await page.getByRole('radio', { name: role }).check();
          await button(page, 'Continue').click();
          await sessionBar(page).getByText(role).waitFor();
          await heading(page, 'Find a patient').waitFor();
          pictures.push({ name: `role-${pictures.length + 1}`, taken: await page.screenshot() });
        }
        return pictures;
      },
    },
    {
      title: 'The record asks for a stronger log-in, and the waiting call goes on',
      expects: 'a dialog over her work, then the record of Rosa Whitfield',
      async run() {
        const page = await harness.window();
        await askForNhsNumber(page);
        await page.getByRole('dialog', { name: 'A stronger log-in is needed' }).waitFor();
        await browser.seat(clinician, 'device-bound');
        await browser.visit();
        const picture = await page.screenshot();
        await browser.enrol(clinician);
        await browser.signInWithPasskey();
        await banner(page).getByText('WHITFIELD, Rosa (Mrs)').waitFor();
        await button(page, 'Find another patient').click();
        return [{ name: 'step-up', taken: picture }];
      },
    },
    {
      title: 'She finds a patient by NHS number, then by name and date of birth',
      expects: 'the record of Rosa Whitfield under its banner, both times',
      async run() {
        const page = await harness.window();
        await findByNhsNumber(page);
        await button(page, 'Find another patient').click();
        await findByDetails(page);
        await banner(page).getByText('999 010 0136').waitFor();
        await page.getByText('14 Larkspur Close').waitFor();
        return [{ name: 'patient-record', page }];
      },
    },
    {
      title: 'Nobody uses CareDesk for half a minute, and it warns before it locks',
      expects: 'the warning over the record, and the record again after “Stay logged in”',
      async run() {
        const page = await harness.window();
        await button(page, 'Find another patient').click();
        await page.getByLabel('Family name').fill(begun);
        await findByNhsNumber(page);
        const warning = page.getByRole('alertdialog', { name: 'CareDesk is about to lock' });
        await warning.waitFor({ timeout: 45_000 });
        const picture = await page.screenshot();
        await button(page, 'Stay logged in').click();
        await warning.waitFor({ state: 'detached' });
        await banner(page).getByText('WHITFIELD, Rosa (Mrs)').waitFor();
        return [{ name: 'warning', taken: picture }];
      },
    },
    {
      title: 'She presses “Lock” before she leaves the PC',
      expects: 'the lock page with her name, nothing of the patient, and a title that names nobody',
      async run() {
        const left = await harness.window();
        const gone = left.waitForEvent('close');
        // The window may be gone before the click is reported as done.
        const click = button(left, 'Lock').click();
        await Promise.all([gone, click.catch(() => undefined)]);
        const page = await harness.window();
        await heading(page, 'CareDesk is locked').waitFor();
        await page.getByText('Amara Okafor is logged in.').waitFor();
        const title = await page.title();
        check(title === 'CareDesk is locked', `The title of the window is “${title}”`);
        const words = await page.content();
        check(!/whitfield|larkspur|010 0136/i.test(words), 'The lock page shows the patient');
        await checkKeychainIsEmpty();
        return [{ name: 'locked', page }];
      },
    },
    {
      title: 'She comes back and unlocks with her passkey',
      expects: 'the record of Rosa Whitfield, read anew, and the name she had begun to type',
      async run() {
        const page = await harness.window();
        await button(page, 'Unlock').click();
        await browser.visit();
        await button(browser.page(), 'Use a passkey').waitFor();
        const waiting = await page.screenshot();
        await browser.signInWithPasskey();
        await banner(page).getByText('WHITFIELD, Rosa (Mrs)').waitFor();
        const record = await page.screenshot();
        await page.keyboard.press('Alt+ArrowLeft');
        await heading(page, 'Find a patient').waitFor();
        const typed = await page.getByLabel('Family name').inputValue();
        check(typed === begun, `The family name is “${typed}”`);
        return [
          { name: 'unlocking', taken: waiting },
          { name: 'same-record', taken: record },
          { name: 'same-text', page },
        ];
      },
    },
    {
      title: 'She logs out',
      expects: '“You are logged out”, and nothing of hers in the keychain, as all along',
      async run() {
        await checkKeychainIsEmpty();
        const page = await harness.signOut();
        await page.getByText('You are logged out').waitFor();
        await checkKeychainIsEmpty();
        return [{ name: 'signed-out', page }];
      },
    },
  ];
}
