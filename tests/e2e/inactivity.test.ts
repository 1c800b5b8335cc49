import { afterEach, describe, expect, it } from 'vitest';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { keychainItems } from '../harness/keychain-items.ts';
import { lockPage, pageWith, pcDoes, windowTitles } from './locked.ts';
import { pcSleeps, timePasses } from './passing-time.ts';
import { askForPatient, heading, signInToWork } from './screen.ts';

const minute = 60_000;

let harness: Harness;

afterEach(() => harness.close());

describe('a PC that is left', () => {
  it('warns, stays unlocked when a key is pressed, and else locks', async () => {
    harness = await startHarness({ policy: { inactivityMinutes: 15 } });
    const page = await signInToWork(harness);
    await askForPatient(page, mainStoryPatient.nhsNumber);
    await page.getByText('WHITFIELD, Rosa').first().waitFor();
    const warning = page.getByRole('alertdialog', { name: 'CareDesk is about to lock' });
    await timePasses(harness, 12 * minute);
    expect(await warning.isVisible()).toBe(false);
    await timePasses(harness, minute);
    await warning.waitFor();
    // Two minutes of warning, and a few seconds of them may be over on a slow machine.
    const left = await warning.getByRole('timer').textContent();
    expect(left).toMatch(/^(2 minutes|1 minute [2-5]\d seconds)$/);
    await page.keyboard.press('x');
    await warning.waitFor({ state: 'detached' });
    expect(await heading(page, 'Patient record').isVisible()).toBe(true);

    // Counted from the key: what passed before it counts no more.
    await timePasses(harness, 12 * minute);
    expect(await warning.isVisible()).toBe(false);
    await timePasses(harness, minute);
    await warning.waitFor();
    await timePasses(harness, minute);
    expect(await heading(page, 'Patient record').isVisible()).toBe(true);
    await timePasses(harness, minute);
    const locked = await lockPage(harness);
    await locked.getByText('nobody was using it').waitFor();
    expect(await locked.getByText('WHITFIELD').count()).toBe(0);

    await timePasses(harness, 44 * minute);
    await lockPage(harness);
    await timePasses(harness, minute);
    await pageWith(harness, 'Log in to CareDesk');
  });

  it('that slept without a word is locked as soon as that is noticed', async () => {
    harness = await startHarness();
    await signInToWork(harness);
    await pcSleeps(harness, 5 * minute);
    const locked = await lockPage(harness);
    await locked.getByText('went to sleep').waitFor();
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
});
