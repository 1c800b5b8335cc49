import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Harness, startHarness } from '../harness/harness.ts';
import { expectGoodAtEverySize } from './every-size.ts';
import { button, expectFailure, heading, signInToWork } from './screen.ts';

let harness: Harness;

/** The queries of the searches the page asked for. */
function searchesOf(page: Page): string[] {
  const queries: string[] = [];
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    if (pathname === '/api/pds/Patient') queries.push(search);
  });
  return queries;
}

const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true });

/** The parts of the date of birth that are marked as wrong, to the eye and to a screen reader. */
async function markedParts(page: Page): Promise<readonly string[]> {
  const marked: string[] = [];
  for (const part of ['Day', 'Month', 'Year']) {
    const box = field(page, part);
    const isInvalid = (await box.getAttribute('aria-invalid')) === 'true';
    const isRed = await box.evaluate((input) => input.classList.contains('nhsuk-input--error'));
    expect([part, isRed]).toEqual([part, isInvalid]);
    if (isInvalid) marked.push(part);
  }
  return marked;
}

describe('finding a patient', () => {
  let page: Page;
  let searches: readonly string[];

  beforeAll(async () => {
    harness = await startHarness();
    page = await signInToWork(harness);
    searches = searchesOf(page);
  });

  afterEach(async () => {
    for (const name of [
      'NHS number',
      'Family name',
      'Day',
      'Month',
      'Year',
      'First name',
      'Postcode',
    ]) {
      await field(page, name).fill('');
    }
  });

  afterAll(() => harness.close());

  it('marks only the wrong parts of a date, and drops each error as it is corrected', async () => {
    await field(page, 'Day').fill('14');
    await field(page, 'Postcode').fill('L*');
    await button(page, 'Search').click();
    const summary = page.getByRole('alert');
    await summary.waitFor();
    expect(await summary.getByRole('link').allTextContents()).toEqual([
      'Enter a family name',
      'Date of birth must include a month and a year',
      'Postcode must start with 2 characters before a *',
    ]);
    expect(await markedParts(page)).toEqual(['Month', 'Year']);
    await expectGoodAtEverySize(harness, page, 'search with errors');

    await summary.getByRole('link', { name: /month and a year/ }).click();
    const month = field(page, 'Month');
    await month.pressSequentially('Mar');
    // Typing goes on where it was: nothing takes the focus away.
    expect(await month.evaluate((input) => input === document.activeElement)).toBe(true);
    await field(page, 'Year').fill('58');
    expect(await summary.getByRole('link').allTextContents()).not.toContain(
      'Date of birth must include a month and a year',
    );
    await button(page, 'Search').click();
    await summary.getByRole('link', { name: /for example 1958/ }).waitFor();
    expect(await markedParts(page)).toEqual(['Year']);

    await field(page, 'Family name').fill('Whitfield');
    await field(page, 'Year').fill('1958');
    await field(page, 'Postcode').fill('');
    await summary.waitFor({ state: 'detached' });
    expect(await markedParts(page)).toEqual([]);
    expect(await page.title()).not.toContain('Error');
  });

  it('says one thing at a time about an NHS number', async () => {
    const box = field(page, 'NHS number');
    const hint = page.locator('#nhs-number-so-far');
    const error = page.locator('#nhs-number--error-message');
    await box.fill('999 010 0137');
    await button(page, 'Find patient').click();
    await error.waitFor();
    expect(await hint.textContent()).toBe('');
    await box.fill('999 010 0136');
    await error.waitFor({ state: 'detached' });
    expect(await hint.textContent()).toBe('10 digits in the right format');
  });

  it('divides a pasted date, and sends each given name on its own', async () => {
    await field(page, 'Family name').fill('pritchard\u200b');
    const day = field(page, 'Day');
    await day.focus();
    await page.keyboard.insertText('30\u2011Nov\u20111971 (55y)');
    expect(await day.inputValue()).toBe('30');
    expect(await field(page, 'Month').inputValue()).toBe('11');
    expect(await field(page, 'Year').inputValue()).toBe('1971');
    await field(page, 'First name').fill(' Gareth\u00a0 Wyn ');
    const before = searches.length;
    await button(page, 'Search').click();
    await expect.poll(() => searches.length).toBe(before + 1);
    expect(searches.at(-1)).toContain(
      'family=pritchard&given=Gareth&given=Wyn&birthdate=eq1971-11-30',
    );
    // The only match of what was typed opens; the list of one is behind it.
    await heading(page, 'Patient record').waitFor();
    await page.getByText('PRITCHARD, Gareth Wyn').first().waitFor();
    await button(page, 'Back to search results').click();
    await heading(page, '1 patient found').waitFor();
    await button(page, 'Change search').click();
    await heading(page, 'Find a patient').waitFor();
  });

  it('offers the next best when nobody was found, and sends nothing unasked', async () => {
    await field(page, 'Family name').fill('Marchetti');
    await field(page, 'Day').fill('14/03/1958');
    const before = searches.length;
    await button(page, 'Search').click();
    await heading(page, 'No patient found').waitFor();
    await expectGoodAtEverySize(harness, page, 'nobody found');
    expect(searches.length).toBe(before + 1);
    await button(page, 'Include previous names and addresses').click();
    await heading(page, '1 patient found').waitFor();
    expect(searches.at(-1)).toContain('_history=true');
    await page.getByText('Check every detail before you open a record.').waitFor();
    await expectGoodAtEverySize(harness, page, 'found by a previous name');
    await button(page, 'Change search').click();
    // What was typed is still there.
    expect(await field(page, 'Family name').inputValue()).toBe('Marchetti');
  });
});

describe('roles', () => {
  it('are heard in separate parts', async () => {
    harness = await startHarness();
    try {
      await harness.signIn('Dr Amara Okafor');
      const page = await harness.window();
      await heading(page, 'Choose the role you are working in').waitFor();
      const names = ['General Medical Practitioner', 'Clinical Practitioner Access Role'];
      await page
        .getByRole('radio', {
          name: `${names[0]}, RIVERSIDE MEDICAL PRACTICE, ODS code A83008`,
          exact: true,
        })
        .check();
      await button(page, 'Continue').click();
      await button(page, 'Change role').click();
      await page
        .getByRole('radio', {
          name: `${names[0]}, In use, RIVERSIDE MEDICAL PRACTICE, ODS code A83008`,
          exact: true,
        })
        .waitFor();
      await page
        .getByRole('radio', {
          name: `${names[1]}, NORTHMOOR GENERAL HOSPITALS NHS TRUST, ODS code RX9`,
          exact: true,
        })
        .waitFor();
    } finally {
      await harness.close();
    }
  });

  it('without lists of patients are told so, and what can be added', async () => {
    harness = await startHarness();
    try {
      await harness.signIn('Dr Amara Okafor');
      const page = await harness.window();
      await page.getByRole('radio', { name: /Admin\/Clinical Support/ }).check();
      await button(page, 'Continue').click();
      await heading(page, 'Find a patient').waitFor();
      await field(page, 'Family name').fill('Thackray');
      await field(page, 'Day').fill('29/02/2016');
      await button(page, 'Search').click();
      await expectFailure(page, 'SEARCH_NOT_UNIQUE');
      const missing = page.locator('.cd-failure').getByRole('listitem');
      expect(await missing.allTextContents()).toEqual([
        'A first name',
        'A gender',
        'A postcode, or the start of one, such as LS1*',
      ]);
      await expectGoodAtEverySize(harness, page, 'more than one match');
      await field(page, 'First name').fill('Amelie');
      expect(await missing.allTextContents()).not.toContain('A first name');
      await button(page, 'Search').click();
      await page.getByText('THACKRAY, Amelie').first().waitFor();
    } finally {
      await harness.close();
    }
  });

  it('of other organisations are named, some or all of them', async () => {
    harness = await startHarness({ policy: { organisationOdsCodes: ['A83008', 'Y02494'] } });
    try {
      await harness.signIn('Dilys Hughes');
      const page = await harness.window();
      await heading(page, 'Choose the role you are working in').waitFor();
      const others = page.locator('.cd-unusable-roles');
      await others.getByText('ODS code RDX').first().waitFor();
      expect(await page.getByRole('radio').count()).toBe(4);
      await expectGoodAtEverySize(harness, page, 'some roles elsewhere');
    } finally {
      await harness.close();
    }
    harness = await startHarness({ policy: { organisationOdsCodes: ['X99'] } });
    try {
      await harness.signIn('Ben Carter');
      const page = await harness.window();
      await heading(page, 'Your roles cannot be used on this PC').waitFor();
      await page
        .getByText('Nurse Access Role, RIVERSIDE MEDICAL PRACTICE, ODS code A83008')
        .waitFor();
      await page.getByText('Roles with ODS code X99 only.').waitFor();
      await expectGoodAtEverySize(harness, page, 'all roles elsewhere');
    } finally {
      await harness.close();
    }
  });
});
