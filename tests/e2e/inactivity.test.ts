import { afterEach, describe, expect, it } from 'vitest';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { keychainItems } from '../harness/keychain-items.ts';
import { lockPage, pageWith, pcDoes, windowTitles } from './locked.ts';
import { askForPatient, heading, signInToWork } from './screen.ts';

let harness: Harness;

afterEach(() => harness.close());

describe('a PC that is left', () => {
  it('warns, stays unlocked when a key is pressed, and else locks', {
    timeout: 180_000,
  }, async () => {
    harness = await startHarness({ policy: { inactivityMinutes: 1 } });
    const page = await signInToWork(harness);
    await askForPatient(page, mainStoryPatient.nhsNumber);
    await page.getByText('WHITFIELD, Rosa').first().waitFor();
    const warning = page.getByRole('alertdialog', { name: 'CareDesk is about to lock' });
    // Half of the minute, as the warning is never longer than that.
    await warning.waitFor({ timeout: 40_000 });
    expect(await warning.getByRole('timer').textContent()).toMatch(/^(30|2\d) seconds$/);
    await page.keyboard.press('x');
    await warning.waitFor({ state: 'detached' });
    expect(await heading(page, 'Patient record').isVisible()).toBe(true);

    const keyAt = performance.now();
    await warning.waitFor({ timeout: 40_000 });
    const locked = await lockPageWithin(40_000);
    const waited = performance.now() - keyAt;
    expect(waited).toBeGreaterThan(58_000);
    expect(waited).toBeLessThan(70_000);
    await locked.getByText('nobody was using it').waitFor();
    expect(await locked.getByText('WHITFIELD').count()).toBe(0);
  });

  it('logs the person out at once where the policy keeps nothing locked, and says why', async () => {
    harness = await startHarness({ policy: { signOutAfterLockedMinutes: 0 } });
    const page = await signInToWork(harness);
    await askForPatient(page, mainStoryPatient.nhsNumber);
    await page.getByText('WHITFIELD, Rosa').first().waitFor();
    await pcDoes(harness, 'lock-screen');
    const left = await pageWith(harness, 'Log in to CareDesk');
    await left.getByText('You are logged out').waitFor();
    await left.getByText('this PC was locked').waitFor();
    expect(await left.content()).not.toMatch(/WHITFIELD|Ben Carter/);
    expect(await windowTitles(harness)).not.toMatch(/WHITFIELD|Carter/);
    expect(await keychainItems()).toEqual([]);
  });

  /** @param timeout milliseconds */
  async function lockPageWithin(timeout: number) {
    const page = await harness.window();
    await page.waitForEvent('close', { timeout });
    return lockPage(harness);
  }
});
