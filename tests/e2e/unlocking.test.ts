import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FailureCode } from '../../electron/contract/failures.ts';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import type { FaultName } from '../../sandbox/faults.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { lock, lockPage, pageWith, pcDoes, unlock } from './locked.ts';
import { askForPatient, button, expectFailure, heading } from './screen.ts';

let harness: Harness;

const familyName = (page: Page) => page.getByRole('textbox', { name: 'Family name' });

describe('unlocking', () => {
  beforeAll(async () => {
    harness = await startHarness();
    await harness.signIn('Ben Carter');
    await familyName(await pageWith(harness, 'Find a patient')).fill('Quaddlest');
  });

  afterAll(() => harness.close());

  afterEach(async () => {
    harness.sandbox.faults.clear();
    // Whatever has become of it: the same person unlocks, and their work is there.
    await unlock(harness);
    const page = await pageWith(harness, 'Find a patient');
    expect(await familyName(page).inputValue()).toBe('Quaddlest');
  });

  async function startToUnlock(): Promise<Page> {
    const page = await lock(harness);
    await button(page, 'Unlock').click();
    await heading(page, 'Unlock in your browser').waitFor();
    return page;
  }

  it('that is cancelled leads back to the lock page', async () => {
    const page = await startToUnlock();
    const link = await harness.browser.opened();
    await button(page, 'Cancel').click();
    await lockPage(harness);
    expect(await page.locator('.cd-failure').count()).toBe(0);
    // What was opened for it unlocks nothing any more.
    await harness.browser.visit(link);
    await harness.browser.page().getByRole('button', { name: 'Use a passkey' }).click();
    await page.waitForTimeout(1_000);
    await lockPage(harness);
  });

  it('that is refused in the browser leads back to the lock page, which says so', async () => {
    const page = await startToUnlock();
    await harness.browser.visit();
    await harness.browser.cancel();
    await lockPage(harness);
    await expectFailure(page, 'SIGN_IN_REFUSED');
  });

  it.each<[FaultName, FailureCode]>([
    ['stale-auth-time', 'SIGN_IN_NOT_FRESH'],
    ['missing-auth-time', 'SIGN_IN_AUTH_TIME_NOT_TOLD'],
    ['tampered-id-token', 'SIGN_IN_TOKEN_INVALID'],
    ['userinfo-down', 'PROVIDER_UNREACHABLE'],
    ['exchange-refused', 'TOKEN_EXCHANGE_REFUSED'],
  ])('that fails leads back to the lock page, which says so: %s', async (fault, code) => {
    const page = await startToUnlock();
    await harness.browser.visit();
    harness.sandbox.faults.set(fault);
    await harness.browser.signInWithPasskey();
    await lockPage(harness);
    await expectFailure(page, code);
  });

  it('asked for twice, by a double click, opens the browser once', async () => {
    const page = await lock(harness);
    const before = await harness.browser.openedCount();
    await button(page, 'Unlock').dblclick();
    await heading(page, 'Unlock in your browser').waitFor();
    await page.waitForTimeout(500);
    expect(await harness.browser.openedCount()).toBe(before + 1);
    await harness.browser.visit();
    await harness.browser.signInWithPasskey();
    const back = await pageWith(harness, 'Find a patient');
    expect(await familyName(back).inputValue()).toBe('Quaddlest');
    await lock(harness);
  });

  it('ends when the PC is locked meanwhile', async () => {
    await startToUnlock();
    await harness.browser.opened();
    await pcDoes(harness, 'lock-screen');
    await pcDoes(harness, 'unlock-screen');
    await lockPage(harness);
  });
});

describe('locking', () => {
  beforeAll(async () => {
    // A trust that wants AAL3 for demographics, while a synced passkey is enough to sign in.
    harness = await startHarness({
      policy: { services: { pds: { path: '/personal-demographics/FHIR/R4', level: 'AAL3' } } },
    });
  });

  afterAll(() => harness.close());

  async function lockPc(): Promise<void> {
    await pcDoes(harness, 'lock-screen');
    await pcDoes(harness, 'unlock-screen');
  }

  it('of a PC where somebody is logging in ends that, and locks nothing', async () => {
    const page = await harness.window();
    await button(page, /^Log in with /).click();
    await heading(page, 'Log in with your browser')
      .or(heading(page, /browser/))
      .waitFor();
    await harness.browser.opened();
    await lockPc();
    await page.getByText('You cancelled logging in').waitFor();
    await button(page, /^Log in with /).waitFor();
  });

  it('while a role is chosen leads back to the choice', async () => {
    await harness.signIn('Dr Amara Okafor');
    await pageWith(harness, 'Choose the role you are working in');
    await lockPc();
    await unlock(harness);
    const page = await pageWith(harness, 'Choose the role you are working in');
    await page.getByRole('radio', { name: /General Medical Practitioner/ }).check();
    await button(page, 'Continue').click();
    await heading(page, 'Find a patient').waitFor();
  });

  it('while another role is chosen leads back to the choice, and keeps what was typed', async () => {
    const page = await pageWith(harness, 'Find a patient');
    await familyName(page).fill('Quaddlest');
    await page.waitForTimeout(400);
    await button(page, 'Change role').click();
    await heading(page, 'Choose the role you are working in').waitFor();
    await lockPc();
    await unlock(harness);
    const back = await pageWith(harness, 'Choose the role you are working in');
    await button(back, /^Keep /).click();
    await heading(back, 'Find a patient').waitFor();
    await expect.poll(() => familyName(back).inputValue()).toBe('Quaddlest');
    await harness.signOut();
  });

  it('while a stronger log-in is asked for ends that, and keeps what was typed', async () => {
    await harness.signIn('Ben Carter', { synced: true });
    const page = await pageWith(harness, 'Find a patient');
    await familyName(page).fill('Quaddlest');
    await askForPatient(page, mainStoryPatient.nhsNumber);
    await page.getByRole('dialog', { name: 'A stronger log-in is needed' }).waitFor();
    await harness.browser.opened();
    await page.waitForTimeout(400);
    await lockPc();
    await unlock(harness);
    // Nothing is asked for by itself: the next Enter goes on.
    const back = await pageWith(harness, 'Find a patient');
    await expect.poll(() => familyName(back).inputValue()).toBe('Quaddlest');
    expect(await back.getByRole('dialog').count()).toBe(0);
    await harness.signOut();
  });
});
