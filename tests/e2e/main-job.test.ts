import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { keychainItems } from '../harness/keychain-items.ts';
import { askForPatient, button, heading, signInToWork } from './screen.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.close());

describe('the main job', () => {
  it('signs a nurse with one role in, finds a patient and signs her out', async () => {
    const page = await signInToWork(harness);
    const bar = page.getByRole('region', { name: 'Your session' });
    const words = await bar.innerText();
    expect(words).toContain('Ben Carter');
    expect(words).toContain('Nurse Access Role');
    expect(await button(page, 'Change role').count()).toBe(0);
    // What a service desk may ask stands behind the name; the bar has what changes the work.
    expect(words).not.toContain('Session ends');
    await button(page, /^Ben Carter/).press('Enter');
    const details = page.getByRole('region', { name: 'Session details' });
    await details.getByText('AAL3, security key or Windows Hello').waitFor();
    await details.getByText(/^Session ends /).waitFor();
    await page.keyboard.press('Escape');
    await details.waitFor({ state: 'hidden' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Ben Carter');

    await askForPatient(page, ` ${mainStoryPatient.nhsNumber.replace(/(...)(...)/, '$1-$2.')}\t`);
    const banner = page.getByRole('region', { name: 'Patient' });
    await banner.getByText('WHITFIELD, Rosa (Mrs)').waitFor();
    const facts = ((await banner.textContent()) ?? '').replaceAll('\u00a0', ' ');
    expect(facts).toMatch(/Born14-Mar-1958 \(\d+y\)GenderFemaleNHS No\.999 010 0136/);

    const after = await harness.signOut();
    await after.getByText('You are logged out').waitFor();
  });

  it('sends what the API demands: request id, role and organisation', () => {
    const calls = harness.sandbox.requests.filter(({ server }) => server === 'pds');
    expect(calls.length).toBeGreaterThan(0);
    for (const { headers, status } of calls) {
      expect(status).toBe(200);
      expect(Object.keys(headers)).toEqual(
        expect.arrayContaining([
          'authorization',
          'nhsd-session-urid',
          'nhsd-end-user-organisation-ods',
          'x-request-id',
        ]),
      );
    }
  });

  it('shows a browser page at the end from which the code is gone', async () => {
    await signInToWork(harness);
    const browserPage = harness.browser.page();
    await browserPage.getByText('You can close this tab and go back to CareDesk').waitFor();
    expect(browserPage.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/done$/);
    await harness.signOut();
  });

  it('lets somebody with many roles choose and change by keyboard alone', async () => {
    await harness.signIn('Dr Amara Okafor');
    const page = await harness.window();
    await heading(page, 'Choose the role you are working in').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    const chosen = page.getByRole('radio', { checked: true });
    const role = await chosen
      .getAttribute('aria-label')
      .then(
        async (label) =>
          label ??
          (await chosen.evaluate(
            (radio) => radio.closest('label, .nhsuk-radios__item')?.textContent ?? '',
          )),
      );
    await page.keyboard.press('Enter');
    await heading(page, 'Find a patient').waitFor();
    const bar = page.getByRole('region', { name: 'Your session' });
    const inUse = (await bar.locator('.cd-bar__role').textContent()) ?? '?';
    expect(role).toContain(inUse);

    await button(page, 'Change role').click();
    await heading(page, 'Choose the role you are working in').waitFor();
    await button(page, `Keep ${inUse}`).click();
    await heading(page, 'Find a patient').waitFor();
    await harness.signOut();
  });

  it('tells somebody without a role what that means and who can help', async () => {
    await harness.signIn('Chloe Singh');
    const page = await harness.window();
    await heading(page, 'Your Care Identity has no role').waitFor();
    await page.getByText('Registration Authority').first().waitFor();
    await harness.signOut();
  });

  it('closes the patient when the role changes', async () => {
    await harness.signIn('Dr Amara Okafor');
    const page = await harness.window();
    await page.getByRole('radio', { name: /General Medical Practitioner/ }).check();
    await button(page, 'Continue').click();
    await heading(page, 'Find a patient').waitFor();
    await askForPatient(page, mainStoryPatient.nhsNumber);
    await page.getByRole('region', { name: 'Patient' }).waitFor();
    await button(page, 'Change role').click();
    await page.getByRole('radio', { name: /Clinical Practitioner Access Role/ }).check();
    await button(page, 'Continue').click();
    await heading(page, 'Find a patient').waitFor();
    expect(await page.getByText('WHITFIELD').count()).toBe(0);
    await harness.signOut();
  });

  it('signs out when CareDesk is closed or killed, and leaves nothing in the keychain', async () => {
    await signInToWork(harness);
    expect(await keychainItems()).toEqual([]);
    await harness.restart();
    expect(await keychainItems()).toEqual([]);

    await signInToWork(harness);
    const { app } = harness;
    const gone = new Promise((resolve) => app.process().once('exit', resolve));
    app.process().kill('SIGKILL');
    await gone;
    expect(await keychainItems()).toEqual([]);
    await harness.restart();
    await button(await harness.window(), 'Log in with my Care Identity').waitFor();
  });
});
