import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { keychainItems } from '../harness/keychain-items.ts';
import { heapOf } from './heap.ts';
import {
  expectGone,
  lock,
  newestAccessToken,
  pageWith,
  rendererPid,
  revocations,
  statusFor,
  unlock,
  windowTitles,
} from './locked.ts';
import { askForPatient, button, heading } from './screen.ts';

const doctor = 'Dr Amara Okafor';
const nhsNumber = mainStoryPatient.nhsNumber;
/** What must be gone with the first person: they, their patient, and what they typed. */
const ofTheFirst = ['Ben Carter', 'WHITFIELD', nhsNumber, '999 010 0136', 'Quaddlest'];

let harness: Harness;
/** Whether Ben Carter has no passkey yet. */
let isNew = true;

beforeAll(async () => {
  harness = await startHarness({
    policy: { providerName: 'Hill Trust log-in', rememberSignIn: true },
    sandbox: { profile: 'oidc', signOutAtProvider: true },
  });
});

afterAll(() => harness.close());

/** Signs Ben Carter in. Whoever was there before may have had the browser sent to sign out. */
async function signInFirst(): Promise<Page> {
  await button(await harness.window(), /^Log in with /).click();
  await harness.browser.seat('Ben Carter');
  let address = await harness.browser.opened();
  while (!address.includes('/authorize')) address = await harness.browser.opened();
  await harness.browser.visit(address);
  if (isNew) await harness.browser.enrol('Ben Carter');
  isNew = false;
  await harness.browser.signInWithPasskey();
  return pageWith(harness, 'Find a patient');
}

beforeEach(async () => {
  const page = await signInFirst();
  await page.getByRole('textbox', { name: 'Family name' }).fill('Quaddlest');
  await askForPatient(page, nhsNumber);
  await page.getByText('WHITFIELD, Rosa').first().waitFor();
  await page.waitForTimeout(400);
});

async function expectNothingOfTheFirst(page: Page): Promise<void> {
  const places = {
    heap: await heapOf(page),
    page: await page.content(),
    title: await windowTitles(harness),
  };
  const left = Object.entries(places).flatMap(([place, text]) =>
    ofTheFirst.filter((mark) => text.includes(mark)).map((mark) => `${mark} in ${place}`),
  );
  expect(left).toEqual([]);
}

describe('when CareDesk is locked and', () => {
  it('somebody else unlocks it, they start clean, once nothing is left of the first', async () => {
    const first = newestAccessToken(harness);
    const revoked = revocations(harness);
    const lockPage = await lock(harness);
    const pid = await rendererPid(harness);
    await button(lockPage, 'Unlock').click();
    await harness.browser.seat(doctor);
    await harness.browser.visit();
    await harness.browser.enrol(doctor);
    await harness.browser.signInWithPasskey();
    // In a fresh process they log in anew: this provider asks for their consent, and so for them.
    await harness.browser.visit();
    await harness.browser.signInWithPasskey();

    const page = await pageWith(harness, 'Choose the role you are working in');
    expect((await heapOf(page)).includes('Amara')).toBe(true);
    await expectNothingOfTheFirst(page);
    await expectGone(pid);
    // The first one's tokens, and those with which the second unlocked what is not theirs.
    await expect.poll(() => revocations(harness)).toBe(revoked + 2);
    expect(await statusFor(harness, first, nhsNumber)).toBe(401);

    await page.getByRole('radio', { name: /General Medical Practitioner/ }).check();
    await button(page, 'Continue').click();
    await heading(page, 'Find a patient').waitFor();
    expect(await page.getByRole('textbox', { name: 'Family name' }).inputValue()).toBe('');
    expect(await page.getByRole('textbox', { name: 'NHS number' }).inputValue()).toBe('');
    expect(await page.locator('section[aria-label="Your session"]').textContent()).toContain(
      'Amara Okafor',
    );
    await expectNothingOfTheFirst(page);
    await harness.signOut();
  });

  it('somebody else logs them out, nothing is kept', async () => {
    const first = newestAccessToken(harness);
    const revoked = revocations(harness);
    const lockPage = await lock(harness);
    const pid = await rendererPid(harness);
    await button(lockPage, 'Log out, I am someone else')
      .click()
      .catch(() => undefined);
    const page = await pageWith(harness, 'Log in to CareDesk');
    await page.getByText('You are logged out').waitFor();
    await expectGone(pid);
    await expectNothingOfTheFirst(page);
    expect(await keychainItems()).toEqual([]);
    await expect.poll(() => revocations(harness)).toBe(revoked + 1);
    expect(await statusFor(harness, first, nhsNumber)).toBe(401);
  });

  it('closed and started again, there is no way round the lock, though sign-ins are remembered', async () => {
    await expect.poll(async () => (await keychainItems()).length).toBeGreaterThan(0);
    const first = newestAccessToken(harness);
    await lock(harness);
    await expect.poll(keychainItems).toEqual([]);
    await harness.restart();
    const page = await pageWith(harness, 'Log in to CareDesk');
    // What the keychain holds of an earlier sign-in is asked for once the page is there.
    await page.waitForTimeout(1_000);
    expect(await heading(page, 'Log in to CareDesk').isVisible()).toBe(true);
    await expectNothingOfTheFirst(page);
    expect(await keychainItems()).toEqual([]);
    expect(await statusFor(harness, first, nhsNumber)).toBe(401);
  });

  it('killed and started again, neither', async () => {
    await lock(harness);
    await expect.poll(keychainItems).toEqual([]);
    const { app } = harness;
    const gone = new Promise((resolve) => app.process().once('exit', resolve));
    app.process().kill('SIGKILL');
    await gone;
    await harness.restart();
    const page = await pageWith(harness, 'Log in to CareDesk');
    await page.waitForTimeout(1_000);
    expect(await heading(page, 'Log in to CareDesk').isVisible()).toBe(true);
    expect(await keychainItems()).toEqual([]);
    // Whoever then logs in has their sign-in remembered as ever.
    await signInFirst();
    await lock(harness);
    await unlock(harness);
    await pageWith(harness, 'Find a patient');
    await harness.restart();
    await pageWith(harness, 'Continue as Ben Carter?');
  });
});
