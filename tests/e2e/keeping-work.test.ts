import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patientNumbers } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { askForPatient, button, expectAccessible, heading } from './screen.ts';

let harness: Harness;
let page: Page;

beforeAll(async () => {
  harness = await startHarness();
  await harness.signIn('Dr Amara Okafor');
  page = await harness.window();
  await page.getByRole('radio', { name: /General Medical Practitioner/ }).check();
  await button(page, 'Continue').click();
  await heading(page, 'Find a patient').waitFor();
});

afterAll(() => harness.close());

const banner = () =>
  page.getByRole('region', { name: 'Patient', exact: true, includeHidden: true });

async function openRoles(): Promise<void> {
  await button(page, 'Change role').click();
  await heading(page, 'Choose the role you are working in').waitFor();
}

describe('nothing typed or open is lost', () => {
  it('by looking at the roles and keeping the one in use', async () => {
    await page.getByLabel('Family name').fill('Whitf');
    await page.getByLabel('First name').fill('Ro');
    await openRoles();
    await expectAccessible(page, 'roles over a search');
    expect(await page.title()).toContain('Choose your role');
    expect(await page.getByLabel('Family name').isVisible()).toBe(false);
    await button(page, /^Keep /).click();
    await heading(page, 'Find a patient').waitFor();
    expect(await page.title()).toContain('Find a patient');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main-heading');
    expect(await page.getByLabel('Family name').inputValue()).toBe('Whitf');
    expect(await page.getByLabel('First name').inputValue()).toBe('Ro');

    await askForPatient(page, patientNumbers.main);
    await banner().getByText('WHITFIELD, Rosa').waitFor();
    const calls = harness.sandbox.requests.length;
    await openRoles();
    expect(await banner().isVisible()).toBe(false);
    // The role in use chosen once more is the same as keeping it.
    await button(page, 'Continue').click();
    await banner().getByText('WHITFIELD, Rosa').waitFor();
    expect(await page.title()).toContain('Patient record');
    // It was kept, not read again: each read is an access that is audited.
    expect(harness.sandbox.requests.length).toBe(calls);
    await button(page, 'Find another patient').click();
  });

  it('by going back from the roles, as “Keep” does', async () => {
    await page.getByLabel('Family name').fill('Whitf');
    await openRoles();
    await page.keyboard.press('Alt+ArrowLeft');
    await heading(page, 'Find a patient').waitFor();
    expect(await page.getByLabel('Family name').inputValue()).toBe('Whitf');
    await page.getByLabel('Family name').clear();
  });

  it('by looking at the roles while a record is loading', async () => {
    harness.sandbox.faults.set('pds-slow');
    await askForPatient(page, patientNumbers.main);
    await page.getByText('Finding NHS number').waitFor();
    await openRoles();
    harness.sandbox.faults.clear();
    await expect.poll(() => banner().count()).toBe(1);
    expect(await banner().isVisible()).toBe(false);
    expect(await page.title()).toContain('Choose your role');
    await button(page, /^Keep /).click();
    await banner().getByText('WHITFIELD, Rosa').waitFor();
    await expect.poll(() => banner().isVisible()).toBe(true);
  });

  it('but goes with the role it was opened in', async () => {
    await openRoles();
    await page.getByRole('radio', { name: /Clinical Practitioner Access Role/ }).check();
    await button(page, 'Continue').click();
    await heading(page, 'Find a patient').waitFor();
    expect(await page.getByText('WHITFIELD').count()).toBe(0);
    expect(await page.getByRole('textbox', { name: 'NHS number' }).inputValue()).toBe('');
  });
});
