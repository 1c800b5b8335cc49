import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FailureCode } from '../../electron/contract/failures.ts';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import type { FaultName } from '../../sandbox/sandbox.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { keychainItems } from '../harness/keychain-items.ts';
import { askForPatient, button, expectFailure, heading, signInToWork } from './screen.ts';

const patientNumber = mainStoryPatient.nhsNumber;
let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
});

afterEach(() => harness.sandbox.faults.clear());

afterAll(() => harness.close());

describe('a sign-in that goes wrong', () => {
  it.each<[FaultName, FailureCode]>([
    ['provider-down', 'PROVIDER_UNREACHABLE'],
    ['discovery-html', 'NETWORK_LOG_IN_NEEDED'],
  ])('before the browser opens (%s) ends in %s', async (fault, code) => {
    // A fresh start: discovery is kept for an hour once it has worked.
    await harness.restart();
    harness.sandbox.faults.set(fault);
    const page = await harness.window();
    await button(page, 'Log in with my Care Identity').click();
    await expectFailure(page, code);
    harness.sandbox.faults.clear();
    await signInToWork(harness);
    await harness.signOut();
  });

  it.each<[FaultName, FailureCode]>([
    ['access-denied', 'SIGN_IN_REFUSED'],
    ['wrong-iss', 'SIGN_IN_ISSUER_MISMATCH'],
    ['code-replayed', 'SIGN_IN_CODE_REFUSED'],
    ['tampered-id-token', 'SIGN_IN_TOKEN_INVALID'],
    ['wrong-nonce', 'SIGN_IN_TOKEN_INVALID'],
    ['wrong-sub', 'SIGN_IN_PERSON_MISMATCH'],
    ['low-assurance', 'SIGN_IN_IDENTITY_NOT_VERIFIED'],
    ['exchange-refused', 'TOKEN_EXCHANGE_REFUSED'],
    ['platform-down', 'TOKEN_EXCHANGE_UNREACHABLE'],
  ])('after the passkey (%s) ends in %s, with nobody signed in', async (fault, code) => {
    harness.sandbox.faults.set(fault);
    await harness.signIn('Ben Carter');
    const page = await harness.window();
    await expectFailure(page, code);
    await button(page, 'Log in with my Care Identity').waitFor();
    expect(await keychainItems()).toEqual([]);
  });

  it('with a wrong state is turned away, told, and the true answer still accepted', async () => {
    harness.sandbox.faults.set('wrong-state');
    const page = await harness.window();
    await button(page, 'Log in with my Care Identity').click();
    await harness.browser.seat('Ben Carter');
    const request = await harness.browser.opened();
    await harness.browser.visit(request);
    await harness.browser.signInWithPasskey();
    await harness.browser.page().getByText('This answer was not used').waitFor();
    await expectFailure(page, 'SIGN_IN_ANSWER_NOT_OURS');
    await heading(page, 'Continue in your browser').waitFor();
    harness.sandbox.faults.clear();
    await harness.browser.visit(request);
    await harness.browser.signInWithPasskey();
    await heading(page, 'Find a patient').waitFor();
    await harness.signOut();
  });

  it('cancelled in the browser says so, and cancelled in CareDesk goes back', async () => {
    const page = await harness.window();
    await button(page, 'Log in with my Care Identity').click();
    await harness.browser.visit();
    await harness.browser.cancel();
    await expectFailure(page, 'SIGN_IN_REFUSED');
    await button(page, 'Log in with my Care Identity').click();
    const request = await harness.browser.opened();
    await button(page, 'Cancel').click();
    await page.getByText('You cancelled logging in').waitFor();
    // Whoever goes on in that tab gets a page, and nobody is signed in by it.
    await harness.browser.visit(request);
    await harness.browser.signInWithPasskey();
    const tab = harness.browser.page();
    await tab.getByText('CareDesk is no longer waiting for this log-in').waitFor();
    await button(page, 'Log in with my Care Identity').waitFor();
  });

  it('can be tried again with a new link, which is the one that is copied', async () => {
    const page = await harness.window();
    await button(page, 'Log in with my Care Identity').click();
    const first = await harness.browser.opened();
    await button(page, 'Try again').click();
    const second = await harness.browser.opened();
    expect(new URL(second).searchParams.get('state')).not.toBe(
      new URL(first).searchParams.get('state'),
    );
    await button(page, 'Copy link').click();
    await page.getByText('Link copied').waitFor();
    expect(await harness.app.evaluate(({ clipboard }) => clipboard.readText())).toBe(second);
    await button(page, 'Cancel').click();
  });
});

describe('a national service that goes wrong', () => {
  beforeAll(async () => {
    await signInToWork(harness);
  });
  afterAll(() => harness.signOut());

  it.each<[FaultName, FailureCode]>([
    ['pds-400', 'API_REQUEST_REFUSED'],
    ['pds-403', 'API_APP_NOT_PERMITTED'],
    ['pds-403-role', 'API_FORBIDDEN'],
    ['pds-404', 'PATIENT_NOT_FOUND'],
    ['pds-408', 'API_TIMEOUT'],
    ['pds-429', 'API_BUSY'],
    ['pds-503', 'API_UNAVAILABLE'],
    ['pds-html', 'NETWORK_LOG_IN_NEEDED'],
    ['pds-down', 'API_UNREACHABLE'],
  ])('%s ends in %s, keeps what was typed, and can be asked again', async (fault, code) => {
    const page = await harness.window();
    harness.sandbox.faults.set(fault);
    await askForPatient(page, patientNumber);
    await expectFailure(page, code);
    const typed = await page.getByRole('textbox', { name: 'NHS number' }).inputValue();
    expect(typed.replaceAll(' ', '')).toBe(patientNumber);
    harness.sandbox.faults.clear();
    await page.getByRole('textbox', { name: 'NHS number' }).press('Enter');
    await page.getByRole('region', { name: 'Patient' }).waitFor();
    await button(page, 'Find another patient').click();
  });

  it.each<[FaultName, number]>([
    ['pds-401', 401],
    ['pds-429-once', 429],
  ])('%s is mended behind the scenes with the same request id', async (fault, refused) => {
    const page = await harness.window();
    const before = harness.sandbox.requests.length;
    harness.sandbox.faults.set(fault);
    await askForPatient(page, patientNumber);
    await page.getByRole('region', { name: 'Patient' }).waitFor();
    const calls = harness.sandbox.requests.slice(before).filter(({ server }) => server === 'pds');
    expect(calls.map(({ status }) => status)).toEqual([refused, 200]);
    expect(new Set(calls.map(({ headers }) => headers['x-request-id'])).size).toBe(1);
    await button(page, 'Find another patient').click();
  });

  it('a wrong NHS number never leaves the window', async () => {
    const page = await harness.window();
    const before = harness.sandbox.requests.length;
    await askForPatient(page, '999 010 0137');
    await page.getByRole('alert').filter({ hasText: 'There is a problem' }).waitFor();
    expect(await page.getByRole('textbox', { name: 'NHS number' }).inputValue()).toContain(
      '999 010 0137',
    );
    expect(harness.sandbox.requests.length).toBe(before);
  });

  it('a refused refresh ends the session, says why, and leaves nothing', async () => {
    const page = await harness.window();
    harness.sandbox.faults.set('refresh-refused');
    harness.sandbox.faults.set('pds-401');
    const closed = page.waitForEvent('close');
    // The window may be gone before the key press is reported as done.
    await Promise.all([closed, askForPatient(page, patientNumber).catch(() => undefined)]);
    const after = await harness.window();
    await expectFailure(after, 'SESSION_ENDED');
    expect(await keychainItems()).toEqual([]);
    harness.sandbox.faults.clear();
    await signInToWork(harness);
  });
});

describe('a bridge call that makes no sense', () => {
  it.each([
    ['role.choose', [5], 'BRIDGE_ARGUMENT_INVALID'],
    ['role.choose', ['1; drop'], 'BRIDGE_ARGUMENT_INVALID'],
    ['role.keep', [], 'BRIDGE_NOT_POSSIBLE_NOW'],
    ['signIn.copyLink', [], 'BRIDGE_NOT_POSSIBLE_NOW'],
    ['session.copyPolicyReport', [], 'BRIDGE_NOT_POSSIBLE_NOW'],
  ])('%s(%j) is refused with %s and CareDesk goes on', async (path, args, code) => {
    const page = await harness.window();
    const answer = await page.evaluate(
      ({ path: names, args: values }) => {
        const [room = '', verb = ''] = names.split('.');
        const rooms: unknown = Reflect.get(window, 'caredesk');
        const verbs: unknown =
          typeof rooms === 'object' && rooms !== null ? Reflect.get(rooms, room) : null;
        const call: unknown =
          typeof verbs === 'object' && verbs !== null ? Reflect.get(verbs, verb) : null;
        return typeof call === 'function' ? (call(...values) as Promise<unknown>) : 'no such verb';
      },
      { path, args },
    );
    expect(answer).toEqual({ ok: false, failure: { code, detail: null } });
    await button(page, 'Log in with my Care Identity').waitFor();
  });
});

describe('a policy that cannot be used', () => {
  it.each([
    ['that is no JSON', undefined, 'not json', 'POLICY_UNREADABLE', null],
    ['with a wrong value', { clientId: 7 }, undefined, 'POLICY_INVALID', 'clientId'],
  ] as const)(
    '%s is named, and nothing else is offered',
    async (_case, policy, policyText, code, detail) => {
      const other = await startHarness({
        ...(policy === undefined ? {} : { policy }),
        ...(policyText === undefined ? {} : { policyText }),
      });
      try {
        const page = await other.window();
        await expectFailure(page, code);
        if (detail !== null) await page.getByText(`Detail: ${detail}`).waitFor();
        expect(await button(page, 'Log in with my Care Identity').count()).toBe(0);
      } finally {
        await other.close();
      }
    },
  );
});
