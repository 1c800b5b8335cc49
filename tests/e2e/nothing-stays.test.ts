import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, type HarnessOptions, startHarness } from '../harness/harness.ts';
import { keychainItems } from '../harness/keychain-items.ts';
import { marksInMemory, processesOf } from '../harness/process-memory.ts';
import { lock, lockPage, pageWith, pcDoes, rendererPid, unlock } from './locked.ts';
import { askForPatient, button, heading, signInToWork } from './screen.ts';

/** Milliseconds after the end of a session by which nothing of it may be left. */
const allowance = 5_000;

const patient = {
  family: 'WHITFIELD',
  street: 'Larkspur Close',
  number: mainStoryPatient.nhsNumber,
};

let harness: Harness;

afterEach(() => harness.close());

/** What only the session of this person had: everything that was issued to it, and what they saw. */
function marksOfSession(person: string): Record<string, string> {
  const secrets = harness.sandbox
    .issuedSecrets()
    .map(({ kind, value }, index) => [`${kind} ${index}`, value] as const);
  return { ...Object.fromEntries(secrets), ...patient, person };
}

/** Looks for the marks in every process of CareDesk, by process. */
async function inEveryProcess(marks: Readonly<Record<string, string>>): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await processesOf(harness.pids)) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
    const type = /--type=([\w-]+)/.exec(command)?.[1] ?? 'main';
    for (const name of await marksInMemory(pid, marks)) found.push(`${name} in ${type}`);
  }
  return found;
}

/** A nurse works on a patient's record, has locked and unlocked, and her tokens were renewed. */
async function workedOn(options: HarnessOptions = {}): Promise<void> {
  harness = await startHarness(options);
  const page = await signInToWork(harness);
  harness.sandbox.faults.set('pds-401');
  await askForPatient(page, mainStoryPatient.nhsNumber);
  await page.getByText('WHITFIELD, Rosa').first().waitFor();
  await lock(harness);
  await unlock(harness);
  await heading(await harness.window(), 'Patient record').waitFor();
}

describe('five seconds after the end of a session, in the memory of every process of CareDesk', () => {
  it('there is nothing of it after “Log out”, where there was all of it before', {
    timeout: 120_000,
  }, async () => {
    await workedOn();
    const marks = marksOfSession('Ben Carter');
    const kinds = new Set(Object.keys(marks).map((name) => name.split(' ')[0]));
    expect([...kinds].sort()).toEqual(
      [
        ...['access-token', 'code', 'family', 'id-token', 'number', 'person'],
        ...['refresh-token', 'street', 'verifier'],
      ].sort(),
    );
    const before = await inEveryProcess(marks);
    // The search itself works: main has the tokens, and the page the patient.
    expect(
      before.filter((where) => /^(access|refresh)-token \d+ in main$/.test(where)),
    ).not.toEqual([]);
    expect(before).toContain('family in renderer');

    const page = await harness.window();
    const leftAt = performance.now();
    await button(page, 'Log out').click();
    await heading(await harness.window(), 'Log in to CareDesk').waitFor();
    await sleep(Math.max(0, allowance - (performance.now() - leftAt)));
    expect(await inEveryProcess(marks)).toEqual([]);
    expect(await keychainItems()).toEqual([]);
  });

  it('there is nothing of it when the PC was locked and the policy keeps nothing locked', {
    timeout: 120_000,
  }, async () => {
    harness = await startHarness({
      policy: { signOutAfterLockedMinutes: 0, rememberSignIn: true },
    });
    await askForPatient(await signInToWork(harness), mainStoryPatient.nhsNumber);
    await (await harness.window()).getByText('WHITFIELD, Rosa').first().waitFor();
    const marks = marksOfSession('Ben Carter');
    await pcDoes(harness, 'lock-screen');
    const leftAt = performance.now();
    await heading(await harness.window(), 'Log in to CareDesk').waitFor();
    await sleep(Math.max(0, allowance - (performance.now() - leftAt)));
    expect(await inEveryProcess(marks)).toEqual([]);
    expect(await keychainItems()).toEqual([]);
  });

  it('there is nothing of a first person once a second has logged in from the lock page', {
    timeout: 120_000,
  }, async () => {
    await workedOn({ policy: { rememberSignIn: true }, sandbox: { signOutAtProvider: true } });
    const marks = marksOfSession('Ben Carter');
    const locked = await lock(harness);
    await button(locked, 'Unlock').click();
    await harness.browser.seat('Dr Amara Okafor');
    await harness.browser.visit();
    await harness.browser.enrol('Dr Amara Okafor');
    await harness.browser.signInWithPasskey();
    // Her browser is signed in already, and comes back by itself.
    await harness.browser.visit();
    await pageWith(harness, 'Choose the role you are working in');
    await sleep(1_000);
    expect(await inEveryProcess(marks)).toEqual([]);
  });
});

describe('while CareDesk is locked', () => {
  it('the page’s process has nothing of the patient', { timeout: 120_000 }, async () => {
    harness = await startHarness();
    const page = await signInToWork(harness);
    await askForPatient(page, mainStoryPatient.nhsNumber);
    await page.getByText('WHITFIELD, Rosa').first().waitFor();
    expect([...(await marksInMemory(await rendererPid(harness), patient))].sort()).toEqual([
      ...['family', 'number', 'street'],
    ]);
    await pcDoes(harness, 'lock-screen');
    await lockPage(harness);
    await sleep(1_000);
    expect(await marksInMemory(await rendererPid(harness), patient)).toEqual(new Set());
  });
});
