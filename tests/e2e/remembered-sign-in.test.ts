import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { keychainItems } from '../harness/keychain-items.ts';
import { askForPatient, button, expectAccessible, expectFailure, heading } from './screen.ts';

const doctor = 'Dr Amara Okafor';
const question = 'Continue as Amara Okafor?';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness({
    policy: { rememberSignIn: true },
    // The provider keeps the browser signed in, as CIS2 does.
    sandbox: { signOutAtProvider: true },
  });
});

afterAll(() => harness.close());

async function chooseRole(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('radio', { name }).check();
  await button(page, 'Continue').click();
  await heading(page, 'Find a patient').waitFor();
}

/** Nothing scrolls sideways, as it is and at 200 % zoom (WCAG 1.4.10). */
async function expectToFit(page: Page, name: string): Promise<void> {
  for (const zoom of [1, 2]) {
    await harness.app.evaluate(({ BrowserWindow }, factor) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setContentSize(1180, 860);
      window?.webContents.setZoomFactor(factor);
    }, zoom);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(null))));
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, `${name} at ${zoom * 100} %`).toBeLessThanOrEqual(0);
  }
  await harness.app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(1);
  });
}

/** When the session ends, behind the person's name. */
const sessionEnd = (page: Page) => page.locator('.cd-session-details').getByText(/^Session ends /);

describe('a sign-in that is remembered', () => {
  it('survives a restart: the same person goes on in the same role, without a passkey', async () => {
    await harness.signIn(doctor);
    const before = await harness.window();
    await heading(before, 'Choose the role you are working in').waitFor();
    await chooseRole(before, /Clinical Practitioner Access Role/);
    const bar = 'section[aria-label="Your session"]';
    const ends = await sessionEnd(before).textContent();
    const organisation = await before.locator('.cd-bar__organisation').textContent();
    await harness.restart();
    expect((await keychainItems()).length).toBeGreaterThan(1);

    const page = await harness.window();
    await heading(page, question).waitFor();
    expect(await page.title()).toBe('Continue - CareDesk');
    await page.getByText(ends ?? '?').waitFor();
    await expectAccessible(page, 'continue');
    await expectToFit(page, 'continue');
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    expect(await focused()).toBe(question);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Continue as Amara Okafor');
    await page.keyboard.press('Enter');
    // Signed in at the provider still: the browser comes back by itself.
    const request = await harness.browser.opened();
    expect(new URL(request).searchParams.has('prompt')).toBe(false);
    await harness.browser.visit(request);
    await heading(page, 'Find a patient').waitFor();
    expect(await page.locator(bar).textContent()).toContain('Clinical Practitioner Access Role');
    expect(await sessionEnd(page).textContent()).toBe(ends);
    expect(await page.locator('.cd-bar__organisation').textContent()).toBe(organisation);
    await askForPatient(page, mainStoryPatient.nhsNumber);
    await page.getByRole('region', { name: 'Patient' }).waitFor();
  });

  it('is gone after “Sign out”, from the keychain and from the next start', async () => {
    await harness.signOut();
    await harness.restart();
    const page = await harness.window();
    await heading(page, 'Log in to CareDesk').waitFor();
    expect(await keychainItems()).toEqual([]);
    expect(await page.getByText('Okafor').count()).toBe(0);
  });

  it('is offered again when the network fails, and forgotten for somebody else', async () => {
    // The provider was left by “Sign out”: the doctor signs in with her passkey again.
    await harness.browser.visit();
    await harness.signIn(doctor);
    await heading(await harness.window(), 'Choose the role you are working in').waitFor();
    await harness.restart();
    const page = await harness.window();
    await heading(page, question).waitFor();
    harness.sandbox.faults.set('provider-down');
    await button(page, 'Continue as Amara Okafor').click();
    await expectFailure(page, 'PROVIDER_UNREACHABLE');
    await heading(page, question).waitFor();
    expect(await page.title()).toBe('Error: Continue - CareDesk');
    await expectAccessible(page, 'continue, with a failure');
    await expectToFit(page, 'continue, with a failure');
    harness.sandbox.faults.clear();
    await button(page, 'Log in as someone else').click();
    await harness.browser.opened();
    const fresh = await harness.window();
    await heading(fresh, 'Continue in your browser').waitFor();
    await button(fresh, 'Cancel').click();
    await heading(fresh, 'Log in to CareDesk').waitFor();
    await harness.restart();
    await heading(await harness.window(), 'Log in to CareDesk').waitFor();
    expect(await keychainItems()).toEqual([]);
  });
});
