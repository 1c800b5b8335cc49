import type { Locator, Page } from 'playwright';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import type { Desk } from '../../tests/desk/desk.ts';
import { keychainItems } from '../../tests/desk/keychain-items.ts';
import type { Picture, TourStep } from './step.ts';

const clinician = 'Dr Amara Okafor';
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

/** The main job and a step-up in the midst of it, from the sign-in page back to it. */
export function mainJob(desk: Desk): readonly TourStep[] {
  const { browser } = desk;
  return [
    {
      title: 'CareDesk starts on its log-in page',
      expects: 'the button “Log in with my Care Identity”',
      async run() {
        const page = await desk.window();
        await button(page, 'Log in with my Care Identity').waitFor();
        return [{ name: 'sign-in', page }];
      },
    },
    {
      title: 'Care Identity opens in the system browser and CareDesk waits',
      expects: 'the passkey page in the browser and “Copy link” in CareDesk',
      async run() {
        const page = await desk.window();
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
        const page = await desk.window();
        await heading(page, 'Choose the role you are working in').waitFor();
        return [
          { name: 'roles', page },
          { name: 'browser-end-page', page: browser.page() },
        ];
      },
    },
    {
      title: 'She chooses the role she is working in',
      expects: 'the session bar with her name, role and organisation',
      async run() {
        const page = await desk.window();
        await page.getByRole('radio', { name: /General Medical Practitioner/ }).check();
        await button(page, 'Continue').click();
        const bar = sessionBar(page);
        await bar.getByRole('button', { name: /^Amara Okafor/ }).waitFor();
        await bar.getByText('General Medical Practitioner').waitFor();
        await bar.getByText('A83008').waitFor();
        await heading(page, 'Find a patient').waitFor();
        return [{ name: 'signed-in', page }];
      },
    },
    {
      title: 'She changes to her role at the hospital, and back',
      expects: 'the session bar with the role chosen each time',
      async run() {
        const page = await desk.window();
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
        const page = await desk.window();
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
        const page = await desk.window();
        await findByNhsNumber(page);
        await button(page, 'Find another patient').click();
        await findByDetails(page);
        await banner(page).getByText('999 010 0136').waitFor();
        await page.getByText('14 Larkspur Close').waitFor();
        return [{ name: 'patient-record', page }];
      },
    },
    {
      title: 'She logs out',
      expects: '“You are logged out”, and nothing of hers in the keychain',
      async run() {
        check((await keychainItems()).length > 0, 'The keychain held nothing while signed in');
        const page = await desk.signOut();
        await page.getByText('You are logged out').waitFor();
        const left = await keychainItems();
        check(left.length === 0, `The keychain still holds ${left.join(', ')}`);
        return [{ name: 'signed-out', page }];
      },
    },
  ];
}
