import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changedChannel } from '../../electron/contract/channels.ts';
import type { SessionState } from '../../electron/contract/session.ts';
import { patientNumbers } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { askForPatient, button, expectFailure, heading, signInToWork } from './screen.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.close());

/** Shows a state as main would publish it. */
async function show(page: Page, state: SessionState): Promise<void> {
  await harness.app.evaluate(
    ({ BrowserWindow }, { channel, shown }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.send(channel, shown),
    { channel: changedChannel('session'), shown: state },
  );
  await page.waitForTimeout(100);
}

const work = {
  person: { displayName: 'Ben Carter', givenName: 'Ben', familyName: 'Carter' },
  role: {
    id: '1',
    name: 'Nurse Access Role',
    code: 'S8000:G8000:R8001',
    organisation: { name: 'A practice', odsCode: 'A99' },
  },
  inactivity: null,
  canChangeRole: false,
  assurance: { authenticator: 2, acr: null },
  deadlines: { sessionEndsAt: Date.now() + 3_600_000 },
  notice: null,
} satisfies Partial<Extract<SessionState, { kind: 'active' }>>;

describe('only what can help is offered', () => {
  it('no link to copy before there is one', async () => {
    const page = await harness.window();
    const attempt = { id: 7, notice: null } as const;
    await show(page, { kind: 'signing-in', attempt: { ...attempt, phase: 'opening' } });
    await button(page, 'Cancel').waitFor();
    expect(await button(page, 'Copy link').count()).toBe(0);
    await show(page, { kind: 'signing-in', attempt: { ...attempt, phase: 'waiting' } });
    await button(page, 'Copy link').waitFor();
    await harness.restart();
  });

  it('to who has one role, neither another role nor the same question again', async () => {
    const page = await signInToWork(harness);
    harness.sandbox.faults.set('pds-403-role');
    await askForPatient(page, patientNumbers.main);
    await expectFailure(page, 'API_FORBIDDEN');
    expect(await button(page, 'Change role').count()).toBe(0);
    expect(await button(page, 'Try again').count()).toBe(0);
    harness.sandbox.faults.clear();
  });

  it('no wheel turns, and no border is missing where colours are forced', async () => {
    const page = await harness.window();
    await show(page, {
      ...work,
      kind: 'stepping-up',
      purpose: 'stronger',
      attempt: { id: 9, phase: 'unanswered', notice: null },
    });
    const dialog = page.getByRole('dialog');
    await dialog.getByText('There was no answer for 5 minutes').waitFor();
    expect(await dialog.locator('.cd-working__wheel').count()).toBe(0);
    await page.emulateMedia({ forcedColors: 'active' });
    const border = await dialog.evaluate((element) => {
      const style = getComputedStyle(element);
      return { width: style.borderLeftWidth, colour: style.borderLeftColor };
    });
    expect(border.width).toBe('2px');
    expect(border.colour).not.toBe('rgba(0, 0, 0, 0)');
    await page.emulateMedia({ forcedColors: 'none' });
    await show(page, { ...work, kind: 'active' });
    expect(await dialog.count()).toBe(0);
    await harness.signOut();
  });

  it('to who has others, to change the role', async () => {
    await harness.signIn('Dr Amara Okafor');
    const page = await harness.window();
    await page.getByRole('radio', { name: /General Medical Practitioner/ }).check();
    await button(page, 'Continue').click();
    await heading(page, 'Find a patient').waitFor();
    harness.sandbox.faults.set('pds-403-role');
    await askForPatient(page, patientNumbers.main);
    await expectFailure(page, 'API_FORBIDDEN');
    expect(await button(page, 'Try again').count()).toBe(0);
    await page.locator('.cd-failure').getByRole('button', { name: 'Change role' }).click();
    await heading(page, 'Choose the role you are working in').waitFor();
    harness.sandbox.faults.clear();
  });
});
