import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changedChannel } from '../../electron/contract/channels.ts';
import type { SessionState } from '../../electron/contract/session.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { expectAccessible, heading, signInToWork } from './screen.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness({ policy: { signOutAfterLockedMinutes: 0 } });
});

afterAll(() => harness?.close());

const show = (state: SessionState) =>
  harness.app.evaluate(
    ({ BrowserWindow }, { to, shown }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.send(to, shown),
    { to: changedChannel('session'), shown: state },
  );

describe('where the policy logs people out instead of locking', () => {
  it('there is no “Lock”, and its key loses nothing', async () => {
    const page = await signInToWork(harness);
    await page.getByRole('button', { name: 'Log out', exact: true }).waitFor();
    expect(await page.getByRole('button', { name: 'Lock', exact: true }).count()).toBe(0);
    await page.getByLabel('Family name').fill('Whitf');
    await page.keyboard.press('Control+l');
    await page.waitForTimeout(500);
    expect(await page.getByLabel('Family name').inputValue()).toBe('Whitf');
    await page.getByRole('button', { name: 'Help' }).click();
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    const shortcuts = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await shortcuts.waitFor();
    expect(await shortcuts.textContent()).not.toContain('Lock CareDesk');
    await page.keyboard.press('Escape');
  });

  it('the warning and the sign-in page say so', async () => {
    const page = await harness.window();
    await show({
      kind: 'active',
      person: { displayName: 'Ben Carter', givenName: 'Ben', familyName: 'Carter' },
      inactivity: { secondsLeft: 50 },
      role: {
        id: '1',
        name: 'Nurse Access Role',
        code: 'S8000:G8000:R8001',
        organisation: { name: 'A practice', odsCode: 'A99' },
      },
      canChangeRole: false,
      assurance: { authenticator: 2, acr: null },
      deadlines: { sessionEndsAt: Date.now() + 7_200_000 },
      notice: null,
    });
    const warning = page.getByRole('alertdialog', { name: 'You are about to be logged out' });
    await warning.getByText('What you typed will be lost.').waitFor();
    expect(await warning.getByRole('status').textContent()).toBe('You are logged out in 1 minute.');
    await expectAccessible(page, 'warning of the log-out');
    await show({
      kind: 'signed-out',
      reason: 'inactivity',
      failure: null,
      browserSession: 'ending',
    });
    await heading(page, 'Log in to CareDesk').waitFor();
    expect(await page.locator('.cd-notice').textContent()).toContain(
      'CareDesk logged you out because nobody was using it. It has kept nothing.',
    );
  });
});
