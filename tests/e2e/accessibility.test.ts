import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changedChannel } from '../../electron/contract/channels.ts';
import { type SessionState, sessionStateSchema } from '../../electron/contract/session.ts';
import { patientNumbers } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { expectGoodAtEverySize } from './every-size.ts';
import { askForPatient, button, expectFailure, heading, signInToWork } from './screen.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.close());

/** Shows a state that takes long or much to reach, as main would publish it. */
async function show(state: SessionState): Promise<Page> {
  await harness.app.evaluate(
    ({ BrowserWindow }, { channel, shown }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.send(channel, shown),
    { channel: changedChannel('session'), shown: state },
  );
  return harness.window();
}

/** What a screen reader hears and everyone sees in the last ten minutes of a session. */
const endingSoon = 'Finish what you are doing. You can log in again straight away.';

describe('every screen is accessible and fits', () => {
  it('signed out, waiting, refused', async () => {
    const page = await harness.window();
    await expectGoodAtEverySize(harness, page, 'sign-in page');
    await button(page, 'Log in with my Care Identity').click();
    await button(page, 'Copy link').waitFor();
    await expectGoodAtEverySize(harness, page, 'waiting page');
    await harness.browser.seat('Ben Carter');
    await harness.browser.visit();
    await harness.browser.cancel();
    await expectFailure(page, 'SIGN_IN_REFUSED');
    await expectGoodAtEverySize(harness, page, 'refused page');
  });

  it('states that are rare: no answer, completing, not configured, no keychain', async () => {
    const notice = { code: 'SIGN_IN_ANSWER_NOT_OURS', detail: null } as const;
    const states: [string, SessionState, string][] = [
      [
        'no answer',
        { kind: 'signing-in', attempt: { id: 9, phase: 'unanswered', notice: null } },
        'There was no answer for 5 minutes',
      ],
      [
        'foreign answer',
        { kind: 'signing-in', attempt: { id: 9, phase: 'waiting', notice } },
        'Continue in your browser',
      ],
      [
        'completing',
        { kind: 'signing-in', attempt: { id: 9, phase: 'completing', notice: null } },
        'Logging you in',
      ],
      [
        'not configured',
        { kind: 'not-configured', failure: { code: 'POLICY_INVALID', detail: 'issuer' } },
        'CareDesk is not ready on this PC',
      ],
      [
        'policy with errors',
        {
          kind: 'not-configured',
          failure: {
            code: 'POLICY_INVALID',
            detail: 'issuer, services.pds.path',
            report: {
              place: 'C:\\ProgramData\\CareDesk\\policy.json',
              faults: [
                { key: 'issuer', at: { line: 3, column: 3 }, reason: 'must be https' },
                {
                  key: 'services.pds.path',
                  at: { line: 12, column: 28 },
                  reason: 'must be a path without a slash at its end',
                },
                { key: null, at: null, reason: 'The file is empty.' },
              ],
            },
          },
        },
        'CareDesk is not ready on this PC',
      ],
      [
        'session ended',
        {
          kind: 'signed-out',
          reason: 'session-expired',
          failure: { code: 'SESSION_ENDED', detail: null },
          browserSession: 'may-remain',
        },
        'Log in to CareDesk',
      ],
    ];
    for (const [name, state, title] of states) {
      const page = await show(state);
      await heading(page, title).waitFor();
      await expectGoodAtEverySize(harness, page, name);
    }
  });

  it('no role, many roles', async () => {
    await harness.signIn('Chloe Singh');
    const page = await harness.window();
    await heading(page, 'Your Care Identity has no role').waitFor();
    await expectGoodAtEverySize(harness, page, 'no role');
    await harness.signOut();
    await harness.signIn('Dilys Hughes');
    const many = await harness.window();
    await heading(many, 'Choose the role you are working in').waitFor();
    await expectGoodAtEverySize(harness, many, 'twelve roles');
    await harness.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setSize(320, 768),
    );
    await many.waitForFunction(() => window.innerWidth < 400);
    const indents = await many.locator('.cd-role__text').evaluateAll((roles) =>
      roles.map((role) => {
        const code = role.querySelector('.cd-role__ods');
        return (code?.getBoundingClientRect().left ?? 0) - role.getBoundingClientRect().left;
      }),
    );
    // So near to the start it is on a line of its own.
    const onOwnLine = indents.filter((indent) => indent < 40);
    expect(new Set(onOwnLine)).toEqual(new Set([0]));
    await button(many, 'Continue').click();
    await many.getByRole('alert').waitFor();
    await expectGoodAtEverySize(harness, many, 'no role selected');
    await harness.signOut();
  });

  it('finding a patient and every state of a record', { timeout: 180_000 }, async () => {
    const page = await signInToWork(harness);
    await expectGoodAtEverySize(harness, page, 'find a patient');
    const known = await harness.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('caredesk.session.current()'),
    );
    const working = sessionStateSchema.parse(Reflect.get(Object(known), 'value'));
    if (working.kind !== 'active') throw new Error(working.kind);
    expect(await page.getByText(endingSoon).count()).toBe(0);
    await show({ ...working, deadlines: { sessionEndsAt: Date.now() + 9 * 60_000 } });
    await page.getByText(endingSoon).waitFor();
    await expectGoodAtEverySize(harness, page, 'session ending soon');
    await show(working);
    await page.getByText(endingSoon).waitFor({ state: 'detached' });
    await askForPatient(page, '999 010 0137');
    await page.getByRole('alert').waitFor();
    await expectGoodAtEverySize(harness, page, 'wrong NHS number');
    await page.getByLabel('Family name').fill('WHITFIELD');
    for (const [part, value] of [
      ['Day', '14'],
      ['Month', '3'],
      ['Year', '1958'],
    ] as const) {
      await page.getByLabel(part).fill(value);
    }
    await button(page, 'Search').click();
    await heading(page, 'Patient record').waitFor();
    await button(page, 'Back to search results').click();
    await page.getByRole('table').waitFor();
    expect(await page.getByRole('region', { name: 'Patient', exact: true }).count()).toBe(0);
    await expectGoodAtEverySize(harness, page, 'results');
    await button(page, 'WHITFIELD, Rosa (Mrs)').click();
    await page.getByRole('region', { name: 'Patient' }).waitFor();
    await expectGoodAtEverySize(harness, page, 'record');
    const states = {
      restricted: patientNumbers.restricted,
      'died, formal': patientNumbers.deceasedFormal,
      'died, informal': patientNumbers.deceasedInformal,
      superseded: patientNumbers.supersededOld,
      minimal: patientNumbers.minimal,
      'temporary address': patientNumbers.temporaryAddress,
      'long name': patientNumbers.longName,
    };
    for (const [name, nhsNumber] of Object.entries(states)) {
      await button(page, 'Find another patient').click();
      await askForPatient(page, nhsNumber);
      await page.getByRole('region', { name: 'Patient' }).waitFor();
      await expectGoodAtEverySize(harness, page, name);
    }
    await button(page, 'Find another patient').click();
    await askForPatient(page, patientNumbers.invalidated);
    await expectFailure(page, 'PATIENT_INVALIDATED');
    await expectGoodAtEverySize(harness, page, 'invalidated');
    await harness.signOut();
  });
});
