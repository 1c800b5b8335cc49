import { afterAll, beforeAll, expect, it } from 'vitest';
import { changedChannel } from '../../electron/contract/channels.ts';
import type { UpdateActivity, UpdateState } from '../../electron/contract/updates.ts';
import { patientNumbers } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { expectGoodAtEverySize } from './every-size.ts';
import { askForPatient, button, heading, signInToWork } from './screen.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.close());

const notes = [
  'Search results show the date of birth first.',
  'Patients with a restricted record are marked more clearly.',
];

/** Shows what the updater would publish. A development build never updates itself. */
async function show(activity: UpdateActivity, whatsNew: UpdateState['whatsNew'] = null) {
  const state: UpdateState = { version: '1.2.3', activity, whatsNew };
  await harness.app.evaluate(
    ({ BrowserWindow }, { channel, shown }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.send(channel, shown),
    { channel: changedChannel('updates'), shown: state },
  );
  return harness.window();
}

const ready = {
  kind: 'ready',
  version: '1.3.0',
  notes,
  urgency: 'normal',
  chosen: null,
  attendance: 'nobody',
  blocker: null,
} as const satisfies UpdateActivity;

it('says on the sign-in page who keeps this copy up to date', async () => {
  const page = await harness.window();
  await page.getByText('This copy does not update itself').waitFor();
  await show({ kind: 'unmanaged', reason: 'msi' });
  await page.getByText('Updates are managed by your organisation').waitFor();
  await show({ kind: 'failed', failure: { code: 'UPDATE_SIGNATURE_WRONG', detail: null } });
  await page.getByText('Code: UPDATE_SIGNATURE_WRONG').waitFor();
  await button(page, 'Check for updates').waitFor();
  await expectGoodAtEverySize(harness, page, 'failed update');
});

it('offers what can be done with an update, and nothing else', async () => {
  const page = await show({ kind: 'downloading', version: '1.3.0', transferred: 40, total: 100 });
  await page.getByRole('progressbar', { name: 'Downloaded' }).waitFor();
  await expectGoodAtEverySize(harness, page, 'downloading');

  await show(ready);
  await button(page, 'Install now').waitFor();
  await button(page, 'Install tonight').waitFor();
  await page.getByText('What changes').click();
  await page.getByText(notes[0] ?? '').waitFor();
  await expectGoodAtEverySize(harness, page, 'ready to install');

  await show({ ...ready, chosen: 'at-sign-out' });
  await page.getByText('It will be installed when you log out.').waitFor();
  expect(await button(page, 'Install when I log out').count()).toBe(0);

  await show({ ...ready, urgency: 'overdue', chosen: 'tonight' });
  await page.getByText('more than a week old, so it will be installed').waitFor();
  expect(await button(page, 'Install tonight').count()).toBe(0);
});

it('says who is needed before somebody starts what they cannot finish', async () => {
  const page = await show({ ...ready, attendance: 'administrator', chosen: 'tonight' });
  await page.getByText('Windows will ask for an administrator').waitFor();
  await button(page, 'Install now').waitFor();
  expect(await button(page, 'Install tonight').count()).toBe(0);
  await expectGoodAtEverySize(harness, page, 'ready, with an administrator');

  const available = { kind: 'available', version: '1.3.0', notes, urgency: 'overdue' } as const;
  await show(available);
  await page.getByText('more than a week old: download it today').waitFor();
  await page.getByText('What changes').click();
  await page.getByText(notes[0] ?? '').waitFor();
  await expectGoodAtEverySize(harness, page, 'available for long');
});

it('does not offer to install now over an open record', async () => {
  const page = await signInToWork(harness);
  await askForPatient(page, patientNumbers.main);
  await heading(page, 'Patient record').waitFor();
  await show({ ...ready, blocker: 'record-open' });
  await page.getByText('close the patient’s record first').waitFor();
  expect(await button(page, 'Install now').count()).toBe(0);
  await expectGoodAtEverySize(harness, page, 'update over a record');
  await harness.signOut();
});

it('tells once what an update changed', async () => {
  const page = await show(
    { kind: 'up-to-date', checkedAt: null, olderOffer: null },
    { version: '1.3.0', notes },
  );
  await page.getByText('CareDesk was updated to version 1.3.0').waitFor();
  await expectGoodAtEverySize(harness, page, 'what changed');
});
