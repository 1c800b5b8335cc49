import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { type Desk, startDesk } from '../desk/desk.ts';
import { askForPatient, button, expectAccessible, heading } from './screen.ts';

let desk: Desk;

beforeAll(async () => {
  // A trust that wants AAL3 for demographics, while a synced passkey is enough to sign in.
  desk = await startDesk({
    policy: { services: { pds: { path: '/personal-demographics/FHIR/R4', level: 'AAL3' } } },
  });
  await desk.signIn('Ben Carter', { synced: true });
  await heading(await desk.window(), 'Find a patient').waitFor();
});

afterAll(() => desk.close());

describe('a service that needs AAL3', () => {
  it('can be left alone: what was typed stays, and the call says why', async () => {
    const page = await desk.window();
    await page.getByLabel('Family name').fill('Whitf');
    await askForPatient(page, mainStoryPatient.nhsNumber);
    const dialog = page.getByRole('dialog', { name: 'A stronger log-in is needed' });
    await dialog.waitFor();
    await button(page, 'Copy link').waitFor();
    await expectAccessible(page, 'step-up dialog');
    await desk.browser.opened();
    await page.keyboard.press('Escape');
    await page.getByText('Code: STEP_UP_CANCELLED').waitFor();
    expect(await dialog.count()).toBe(0);
    expect(await page.getByLabel('Family name').inputValue()).toBe('Whitf');
    // Why is told once, and the keyboard goes on where it was.
    expect(await page.getByText('Code: STEP_UP_CANCELLED').count()).toBe(1);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('nhs-number');
  });

  it('by another person is told once', async () => {
    const page = await desk.window();
    await button(page, 'Try again').click();
    await page.getByRole('dialog').waitFor();
    await desk.browser.seat('Dr Amara Okafor', 'device-bound');
    const request = await desk.browser.opened();
    await desk.browser.visit(request);
    await desk.browser.enrol('Dr Amara Okafor');
    await desk.browser.signInWithPasskey();
    await page.getByText('Code: STEP_UP_OTHER_PERSON').waitFor();
    expect(await page.getByText('Code: STEP_UP_OTHER_PERSON').count()).toBe(1);
  });

  it('goes on with the waiting call once the person has stepped up', async () => {
    const page = await desk.window();
    const before = desk.sandbox.requests.filter(({ server }) => server === 'pds').length;
    expect(before).toBe(0);
    await button(page, 'Try again').click();
    await page.getByRole('dialog').waitFor();
    await desk.browser.seat('Ben Carter', 'device-bound');
    const request = await desk.browser.opened();
    expect(new URL(request).searchParams.get('acr_values')).toBe('AAL3_ANY');
    await desk.browser.visit(request);
    await desk.browser.enrol('Ben Carter');
    await desk.browser.signInWithPasskey();
    await page
      .getByRole('region', { name: 'Patient' })
      .getByText('WHITFIELD, Rosa (Mrs)')
      .waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await button(page, 'Find another patient').click();
    await askForPatient(page, mainStoryPatient.nhsNumber);
    await page.getByRole('region', { name: 'Patient' }).waitFor();
    expect(await desk.browser.openedCount()).toBe(4);
  });
});
