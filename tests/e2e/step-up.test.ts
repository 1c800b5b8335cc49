import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { lock, pageWith, unlock } from './locked.ts';
import { askForPatient, button, expectAccessible, expectFailure, heading } from './screen.ts';

let harness: Harness;

beforeAll(async () => {
  // A trust that wants AAL3 for demographics, while a synced passkey is enough to sign in.
  harness = await startHarness({
    policy: { services: { pds: { path: '/personal-demographics/FHIR/R4', level: 'AAL3' } } },
  });
  await harness.signIn('Ben Carter', { synced: true });
  await heading(await harness.window(), 'Find a patient').waitFor();
});

afterAll(() => harness.close());

describe('a service that needs AAL3', () => {
  it('can be left alone: what was typed stays, and the call says why', async () => {
    const page = await harness.window();
    await page.getByLabel('Family name').fill('Whitf');
    await askForPatient(page, mainStoryPatient.nhsNumber);
    const dialog = page.getByRole('dialog', { name: 'A stronger log-in is needed' });
    await dialog.waitFor();
    await button(page, 'Copy link').waitFor();
    await expectAccessible(page, 'step-up dialog');
    await harness.browser.opened();
    await page.keyboard.press('Escape');
    await page.getByText('Code: STEP_UP_CANCELLED').waitFor();
    expect(await dialog.count()).toBe(0);
    expect(await page.getByLabel('Family name').inputValue()).toBe('Whitf');
    // Why is told once, and the keyboard goes on where it was.
    expect(await page.getByText('Code: STEP_UP_CANCELLED').count()).toBe(1);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('nhs-number');
  });

  it('by another person is told once', async () => {
    const page = await harness.window();
    await button(page, 'Try again').click();
    await page.getByRole('dialog').waitFor();
    await harness.browser.seat('Dr Amara Okafor', 'device-bound');
    const request = await harness.browser.opened();
    await harness.browser.visit(request);
    await harness.browser.enrol('Dr Amara Okafor');
    await harness.browser.signInWithPasskey();
    await page.getByText('Code: STEP_UP_OTHER_PERSON').waitFor();
    expect(await page.getByText('Code: STEP_UP_OTHER_PERSON').count()).toBe(1);
  });

  it('goes on with the waiting call once the person has stepped up', async () => {
    const page = await harness.window();
    const before = harness.sandbox.requests.filter(({ server }) => server === 'pds').length;
    expect(before).toBe(0);
    await button(page, 'Try again').click();
    await page.getByRole('dialog').waitFor();
    await harness.browser.seat('Ben Carter', 'device-bound');
    const request = await harness.browser.opened();
    expect(new URL(request).searchParams.get('acr_values')).toBe('AAL3_ANY');
    await harness.browser.visit(request);
    await harness.browser.enrol('Ben Carter');
    await harness.browser.signInWithPasskey();
    await page
      .getByRole('region', { name: 'Patient' })
      .getByText('WHITFIELD, Rosa (Mrs)')
      .waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await button(page, 'Find another patient').click();
    await askForPatient(page, mainStoryPatient.nhsNumber);
    await page.getByRole('region', { name: 'Patient' }).waitFor();
    expect(await harness.browser.openedCount()).toBe(4);
  });
});

describe('a lock during a stronger log-in', () => {
  it('brings the person back to where they were, and asks for nothing by itself', async () => {
    await harness.signOut();
    await harness.signIn('Ben Carter', { synced: true });
    let page = await harness.window();
    await heading(page, 'Find a patient').waitFor();
    await askForPatient(page, mainStoryPatient.nhsNumber);
    await page.getByRole('dialog', { name: 'A stronger log-in is needed' }).waitFor();
    await harness.browser.opened();
    await lock(harness);
    await unlock(harness);
    page = await pageWith(harness, 'Find a patient');
    const number = page.getByRole('textbox', { name: 'NHS number' });
    await expect.poll(() => number.inputValue()).toBe('999 010 0136');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('nhs-number');
    const opened = await harness.browser.openedCount();
    await page.waitForTimeout(1_000);
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await page.locator('.cd-failure').count()).toBe(0);
    expect(await harness.browser.openedCount()).toBe(opened);

    // Their next key goes on.
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'A stronger log-in is needed' }).waitFor();
    await harness.browser.seat('Ben Carter', 'device-bound');
    await harness.browser.visit();
    await harness.browser.signInWithPasskey();
    await heading(page, 'Patient record').waitFor();
  });

  it('nor for a record that a weaker log-in to unlock does not open', async () => {
    await lock(harness);
    await harness.browser.seat('Ben Carter', 'synced');
    await unlock(harness);
    const page = await pageWith(harness, 'Find a patient');
    await expectFailure(page, 'STEP_UP_NEEDED');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await button(page, 'Try again').click();
    await page.getByRole('dialog', { name: 'A stronger log-in is needed' }).waitFor();
  });
});
