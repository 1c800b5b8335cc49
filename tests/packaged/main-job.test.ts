import { afterAll, beforeAll, expect, it } from 'vitest';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { startSystemBrowser } from '../harness/system-browser.ts';
import { type ClinicPc, openClinicPc } from './clinic-pc.ts';

let pc: ClinicPc;
let sandbox: Sandbox;
let browser: Awaited<ReturnType<typeof startSystemBrowser>>;

beforeAll(async () => {
  [pc, sandbox] = await Promise.all([openClinicPc(), startSandbox()]);
  browser = await startSystemBrowser(pc.openCommand);
  // So that there is something in the keychain that logging out has to remove.
  await pc.writePolicy({ ...sandbox.policy, rememberSignIn: true });
});

afterAll(async () => {
  await pc.close();
  await browser.close();
  await sandbox.stop();
});

it('the packaged CareDesk: sign in, role, patient, sign out, by keyboard and screen reader', async () => {
  const app = await pc.start({ args: ['--force-renderer-accessibility'] });
  const person = await pc.sit(app);
  await person.finds('heading', 'Log in to CareDesk');
  expect(await person.title()).toMatch(/ – not signed, for training only$/);

  await person.uses('Log in with my Care Identity');
  await browser.seat('Dr Amara Okafor');
  await browser.visit();
  await browser.enrol('Dr Amara Okafor');
  await browser.signInWithPasskey();

  await person.finds('heading', 'Choose the role you are working in');
  expect(await pc.keptSecrets()).toBeGreaterThan(0);
  await person.goTo('radio button', /General Medical Practitioner/);
  await person.press('space', 'Return');

  await person.finds('heading', 'Find a patient');
  await person.goTo('entry', 'NHS number');
  await person.type(mainStoryPatient.nhsNumber);
  await person.press('Return');
  await person.reads('WHITFIELD, Rosa (Mrs)');

  await person.uses('Log out');
  await person.reads('You are logged out');
  expect(await person.words()).not.toContain('WHITFIELD');
  await expect.poll(pc.keptSecrets).toBe(0);
  await app.quit();
});
