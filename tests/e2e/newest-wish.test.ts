import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { patientNumbers } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { askForPatient, button, expectAccessible, heading, signInToWork } from './screen.ts';

let harness: Harness;
let page: Page;

beforeAll(async () => {
  harness = await startHarness();
  page = await signInToWork(harness);
});

beforeEach(() => harness.sandbox.faults.clear());

afterAll(() => harness.close());

/** What is named as being asked for; nothing while nothing is. */
const askedFor = () => page.locator('.cd-asking').allInnerTexts();
const patientBanner = () => page.getByRole('region', { name: 'Patient', exact: true });
const row = (name: RegExp) => page.getByRole('table').getByRole('button', { name });

async function searchFor(family: string, [day, month, year]: readonly string[]): Promise<void> {
  await page.getByRole('textbox', { name: 'Family name' }).fill(family);
  await page.getByRole('textbox', { name: 'Day' }).fill(day ?? '');
  await page.getByRole('textbox', { name: 'Month' }).fill(month ?? '');
  await page.getByRole('textbox', { name: 'Year' }).fill(year ?? '');
  await button(page, 'Search').click();
}

async function findAnother(): Promise<void> {
  await button(page, 'Find another patient').click();
  await heading(page, 'Find a patient').waitFor();
}

/** Every call of the sandbox has been answered. */
async function waitUntilAllIsAnswered(calls: number): Promise<void> {
  await expect
    .poll(() => harness.sandbox.requests.filter(({ server }) => server === 'pds').length)
    .toBeGreaterThanOrEqual(calls);
}

describe('with a slow PDS, what was asked for last', () => {
  it('opens, by NHS number', async () => {
    harness.sandbox.faults.set('pds-slow');
    await askForPatient(page, patientNumbers.main);
    await page.getByText('Finding NHS number 999 010 0136').waitFor();
    await expectAccessible(page, 'asking for a patient');
    await askForPatient(page, patientNumbers.twinOne);
    await page.getByText(/Finding NHS number (?!999 010 0136)/).waitFor();
    expect(await page.getByText('Finding NHS number 999 010 0136').count()).toBe(0);

    harness.sandbox.faults.clear();
    await patientBanner().getByText('THACKRAY, Amelia').waitFor();
    await page.waitForTimeout(300);
    expect(await patientBanner().innerText()).toContain('THACKRAY, Amelia');
    await findAnother();
  });

  it('opens, from the list of two twins', async () => {
    await searchFor('THACKRAY', ['29', '2', '2016']);
    await row(/Amelia/).waitFor();
    const place = await row(/Amelie/).boundingBox();
    harness.sandbox.faults.set('pds-slow');
    await row(/Amelia/).click();
    await page.getByText('Opening the record of THACKRAY, Amelia').waitFor();
    // What somebody is about to click has not moved away from under the pointer.
    expect(await row(/Amelie/).boundingBox()).toEqual(place);
    await row(/Amelie/).click();
    await page.getByText('Opening the record of THACKRAY, Amelie').waitFor();
    harness.sandbox.faults.clear();
    await patientBanner().getByText('THACKRAY, Amelie').waitFor();
    await button(page, 'Back to search results').click();
    await row(/Amelia/).waitFor();
    await button(page, 'Change search').click();
  });

  it('is a search over a number asked for before, and the other way round', async () => {
    harness.sandbox.faults.set('pds-slow');
    await askForPatient(page, patientNumbers.main);
    await page.getByText('Finding NHS number').waitFor();
    await button(page, 'Search').click();
    await page.getByText('Searching for THACKRAY, born 29-Feb-2016').waitFor();
    expect((await askedFor()).filter((words) => words !== '')).toHaveLength(1);
    harness.sandbox.faults.clear();
    await row(/Amelia/).waitFor();
    expect(await patientBanner().count()).toBe(0);
    await button(page, 'Change search').click();

    harness.sandbox.faults.set('pds-slow');
    await button(page, 'Search').click();
    await page.getByText('Searching for THACKRAY').waitFor();
    await askForPatient(page, patientNumbers.main);
    harness.sandbox.faults.clear();
    await patientBanner().getByText('WHITFIELD, Rosa').waitFor();
    await findAnother();
  });

  it('can be given up by keyboard, blocks no field, and does not open afterwards', async () => {
    harness.sandbox.faults.set('pds-slow');
    const before = harness.sandbox.requests.filter(({ server }) => server === 'pds').length;
    await askForPatient(page, patientNumbers.main);
    await page.getByText('Finding NHS number').waitFor();
    for (const box of await page.getByRole('textbox').all()) {
      expect(await box.isEditable()).toBe(true);
    }
    await page.getByRole('textbox', { name: 'Family name' }).fill('Half typed');
    await page.getByRole('textbox', { name: 'NHS number' }).focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await askedFor()).join('')).toBe('');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('nhs-number');
    harness.sandbox.faults.clear();
    await waitUntilAllIsAnswered(before);
    await page.waitForTimeout(500);
    expect(await patientBanner().count()).toBe(0);
    expect(await page.getByRole('textbox', { name: 'Family name' }).inputValue()).toBe(
      'Half typed',
    );
    expect(await page.getByRole('textbox', { name: 'NHS number' }).inputValue()).toBe(
      '999 010 0136',
    );
  });

  it('keeps what was typed while it was loading', async () => {
    await page.getByRole('textbox', { name: 'Family name' }).fill('');
    harness.sandbox.faults.set('pds-slow');
    await askForPatient(page, patientNumbers.main);
    await page.getByText('Finding NHS number').waitFor();
    await page.getByRole('textbox', { name: 'Family name' }).fill('Next pat');
    harness.sandbox.faults.clear();
    await patientBanner().waitFor();
    await findAnother();
    expect(await page.getByRole('textbox', { name: 'Family name' }).inputValue()).toBe('Next pat');
    expect(await page.getByRole('textbox', { name: 'NHS number' }).inputValue()).toBe('');
    await page.getByRole('textbox', { name: 'Family name' }).fill('');
  });
});
