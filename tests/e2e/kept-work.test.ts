import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { patientNumbers } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { askForPatient, button, heading, signInToWork } from './screen.ts';

let harness: Harness;
let page: Page;

beforeAll(async () => {
  harness = await startHarness();
  page = await signInToWork(harness);
});

afterAll(() => harness.close());

beforeEach(async () => {
  // Of the test before: what its page still has to send would come back in this one.
  await page.waitForTimeout(400);
  await takeKept();
  await page.reload();
  await heading(page, 'Find a patient').waitFor();
  harness.sandbox.faults.clear();
});

/** What main has kept of the page. It hands it out once. */
async function takeKept(): Promise<string | null> {
  const kept = await page.evaluate<{ ok: true; value: string | null } | { ok: false }>(
    'caredesk.work.kept()',
  );
  if (!kept.ok) throw new Error('Main does not say what it has kept');
  return kept.value;
}

/** Has main keep this in place of what the page has sent. */
async function keep(work: string): Promise<void> {
  const kept = await page.evaluate<{ ok: boolean }>(`caredesk.work.keep(${JSON.stringify(work)})`);
  expect(kept.ok).toBe(true);
}

/** Replaces the page, as after a lock or a crash, once everything is kept. */
async function replacePage(): Promise<void> {
  await page.waitForTimeout(400);
  await page.reload();
}

/** A search with several matches. */
async function search(): Promise<void> {
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
}

const familyName = () => page.getByRole('textbox', { name: 'Family name' });
const numberBox = () => page.getByRole('textbox', { name: 'NHS number' });
const focused = () => page.evaluate(() => document.activeElement?.id);
const patientCalls = () =>
  harness.sandbox.requests.filter((line) => JSON.stringify(line).includes('Patient')).length;

describe('after the page was replaced', () => {
  it('what was typed is there, halves included, with the focus and the scroll', async () => {
    await numberBox().fill('999 01');
    await familyName().fill('Whitf');
    await page.getByLabel('Gender').selectOption('female');
    await page.getByLabel('Postcode').fill('LS1');
    await page.getByRole('textbox', { name: 'Day' }).fill('1');
    await harness.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setSize(800, 500),
    );
    await page.evaluate(() => window.scrollTo(0, 180));
    await replacePage();
    await heading(page, 'Find a patient').waitFor();
    await expect.poll(focused).toBe('born-day');
    expect(await numberBox().inputValue()).toBe('999 01');
    expect(await familyName().inputValue()).toBe('Whitf');
    expect(await page.getByLabel('Gender').inputValue()).toBe('female');
    expect(await page.getByLabel('Postcode').inputValue()).toBe('LS1');
    expect(await page.getByRole('textbox', { name: 'Day' }).inputValue()).toBe('1');
    expect(await page.evaluate(() => window.scrollY)).toBe(180);
  });

  it('the record is there, read anew, and the list behind it', async () => {
    await search();
    await page.locator('#match-2').click();
    await heading(page, 'Patient record').waitFor();
    const shown = await page.getByRole('region', { name: 'Patient', exact: true }).textContent();
    await page.evaluate(() => window.scrollTo(0, 150));
    await button(page, 'Find another patient').focus();
    const before = patientCalls();
    await replacePage();
    await heading(page, 'Patient record').waitFor();
    expect(await page.getByRole('region', { name: 'Patient', exact: true }).textContent()).toBe(
      shown,
    );
    expect(patientCalls()).toBe(before + 1);
    await expect.poll(focused).toBe('find-another');
    expect(await page.evaluate(() => window.scrollY)).toBe(150);
    await page.waitForTimeout(400);
    const kept = (await takeKept()) ?? '';
    expect(kept).toContain('THACKRAY');
    expect(kept).not.toMatch(/thackray, |address|telecom/i);
    await keep(kept);
    await page.keyboard.press('Alt+ArrowLeft');
    await page.getByRole('table').waitFor();
    await page.keyboard.press('Alt+ArrowLeft');
    await heading(page, 'Find a patient').waitFor();
    expect(await familyName().inputValue()).toBe('THACKRAY');
  });

  it('a list is there, searched anew', async () => {
    await search();
    const rows = await page.getByRole('row').count();
    await replacePage();
    await page.getByRole('table').waitFor();
    expect(await page.getByRole('row').count()).toBe(rows);
  });

  it('nothing typed is lost when the record cannot be read', async () => {
    await familyName().fill('half typed');
    await askForPatient(page, patientNumbers.main);
    await heading(page, 'Patient record').waitFor();
    harness.sandbox.faults.set('pds-503');
    await replacePage();
    await page.locator('.cd-failure').waitFor();
    expect(await familyName().inputValue()).toBe('half typed');
    expect(await numberBox().inputValue()).not.toBe('');
    harness.sandbox.faults.clear();
    await button(page, 'Try again').click();
    await heading(page, 'Patient record').waitFor();
  });

  it('what was typed is there again when the page is replaced twice, with nothing done between', async () => {
    await numberBox().fill('999 01');
    await page.getByLabel('Postcode').fill('LS1');
    await page.evaluate(
      () => document.activeElement instanceof HTMLElement && document.activeElement.blur(),
    );
    for (let time = 0; time < 2; time += 1) {
      await replacePage();
      await heading(page, 'Find a patient').waitFor();
    }
    expect(await numberBox().inputValue()).toBe('999 01');
    expect(await page.getByLabel('Postcode').inputValue()).toBe('LS1');
  });

  it('what was typed in the last moment is sent by the page on its way out', async () => {
    await familyName().fill('Whitfi');
    await page.reload();
    await heading(page, 'Find a patient').waitFor();
    expect(await familyName().inputValue()).toBe('Whitfi');
  });

  it.each([
    ['half of it', '{"roleId":"1","place":{'],
    ['something else', '[]'],
    ['of another shape', '{"roleId":"1","place":{"kind":"record"}}'],
    ['far too long', 'x'.repeat(60_000)],
  ])('it starts clean when what comes back is broken: %s', async (_name, broken) => {
    await familyName().fill('gone');
    await page.waitForTimeout(400);
    await keep(broken);
    await page.reload();
    await heading(page, 'Find a patient').waitFor();
    expect(await familyName().inputValue()).toBe('');
  });
});

describe('F5 and Ctrl+R', () => {
  it.each(['F5', 'Control+r'])(
    '%s reads the record in view anew and loses nothing typed',
    async (key) => {
      await familyName().fill('half typed');
      await askForPatient(page, patientNumbers.main);
      await heading(page, 'Patient record').waitFor();
      const before = patientCalls();
      await page.evaluate(() => Reflect.set(window, 'samePage', true));
      await page.keyboard.press(key);
      await expect.poll(patientCalls).toBe(before + 1);
      await heading(page, 'Patient record').waitFor();
      expect(await page.evaluate(() => Reflect.get(window, 'samePage'))).toBe(true);
      await page.keyboard.press('Alt+ArrowLeft');
      await heading(page, 'Find a patient').waitFor();
      expect(await familyName().inputValue()).toBe('half typed');
      // On the form there is nothing to read again.
      await page.keyboard.press(key);
      await page.waitForTimeout(200);
      expect(await familyName().inputValue()).toBe('half typed');
      expect(patientCalls()).toBe(before + 1);
    },
  );

  it('leave the record in view while it is read, and when it cannot be', async () => {
    await askForPatient(page, patientNumbers.main);
    await heading(page, 'Patient record').waitFor();
    harness.sandbox.faults.set('pds-503');
    await page.keyboard.press('F5');
    await page.locator('.cd-failure').waitFor();
    expect(await page.getByText('WHITFIELD, Rosa').first().isVisible()).toBe(true);
    harness.sandbox.faults.clear();
    await button(page, 'Try again').click();
    await page.locator('.cd-failure').waitFor({ state: 'detached' });
  });
});

describe('“back”', () => {
  it('goes from a record to the form it was found with, and never leaves CareDesk', async () => {
    await askForPatient(page, patientNumbers.main);
    await heading(page, 'Patient record').waitFor();
    await page.keyboard.press('Alt+ArrowLeft');
    await heading(page, 'Find a patient').waitFor();
    await page.keyboard.press('Alt+ArrowLeft');
    await page.keyboard.press('Alt+ArrowRight');
    await page.waitForTimeout(200);
    await heading(page, 'Find a patient').waitFor();
    expect(await numberBox().inputValue()).not.toBe('');
  });
});
