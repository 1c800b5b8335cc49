import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { keychainItems } from '../harness/keychain-items.ts';
import { askForPatient, button, expectAccessible, heading } from './screen.ts';

// Another account of this PC can read the authorization address and answer it first, as itself.

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness?.close());

describe('somebody else has answered the log-in', () => {
  it('is told before any work, on the first screen of a person with one role', async () => {
    const page = await harness.window();
    await harness.signIn('Ben Carter');
    await heading(page, 'Find a patient').waitFor();
    const told = page.getByRole('region', { name: 'Who logged in' });
    expect(await told.innerText()).toContain('You are logged in as Ben Carter');
    await expectAccessible(page, 'who logged in');
    const gone = page.waitForEvent('close');
    // The window goes with the person, maybe before the key is reported as pressed.
    const pressed = told.getByRole('button', { name: 'This is not me' }).press('Enter');
    await Promise.all([gone, pressed.catch(() => undefined)]);
    await button(await harness.window(), 'Log in with my Care Identity').waitFor();
    expect(await keychainItems()).toEqual([]);
  });

  it('is told on the role page, and not again once a role is chosen', async () => {
    const page = await harness.window();
    await harness.signIn('Dr Amara Okafor');
    await heading(page, 'Choose the role you are working in').waitFor();
    const told = page.getByRole('region', { name: 'Who logged in' });
    expect(await told.innerText()).toContain('Amara Okafor');
    await expectAccessible(page, 'who logged in, on the role page');
    await page.getByRole('radio').first().check();
    await button(page, 'Continue').click();
    await heading(page, 'Find a patient').waitFor();
    expect(await told.count()).toBe(0);
    await button(page, 'Change role').click();
    await heading(page, 'Choose the role you are working in').waitFor();
    expect(await told.count()).toBe(0);
    await button(page, 'Keep').click();
    await harness.signOut();
  });

  it('can be put away, stays away during the work, and is told anew to the next person', async () => {
    const page = await harness.window();
    await harness.signIn('Ben Carter');
    await heading(page, 'Find a patient').waitFor();
    const told = page.getByRole('region', { name: 'Who logged in' });
    await told.getByRole('button', { name: 'Hide' }).click();
    expect(await told.count()).toBe(0);
    await askForPatient(page, mainStoryPatient.nhsNumber);
    await page.getByRole('region', { name: 'Patient' }).waitFor();
    expect(await told.count()).toBe(0);
    const fresh = await harness.signOut();
    await harness.signIn('Ben Carter');
    await fresh.getByRole('region', { name: 'Who logged in' }).waitFor();
    await harness.signOut();
  });

  it('is not told again to the same person who unlocks', async () => {
    const before = await harness.window();
    await harness.signIn('Ben Carter');
    await before.getByRole('region', { name: 'Who logged in' }).waitFor();
    const gone = before.waitForEvent('close');
    const pressed = button(before, 'Lock').press('Enter');
    await Promise.all([gone, pressed.catch(() => undefined)]);
    const page = await harness.window();
    await button(page, 'Unlock').click();
    await harness.browser.visit();
    await harness.browser.signInWithPasskey();
    await heading(page, 'Find a patient').waitFor();
    expect(await page.getByRole('region', { name: 'Who logged in' }).count()).toBe(0);
    await harness.signOut();
  });
});
