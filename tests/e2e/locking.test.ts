import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { keychainItems } from '../harness/keychain-items.ts';
import { heapOf } from './heap.ts';
import {
  expectGone,
  lock,
  lockPage,
  newestAccessToken,
  pageWith,
  pcDoes,
  rendererPid,
  revocations,
  statusFor,
  unlock,
  windowTitles,
} from './locked.ts';
import { askForPatient, button, expectAccessible, heading } from './screen.ts';

const nhsNumber = mainStoryPatient.nhsNumber;
/** Typed and not yet asked for. */
const halfTyped = 'Quaddlest';
/** What a lock page must not hold: the patient, and what was typed. */
const ofThePatient = ['WHITFIELD', 'Larkspur Close', nhsNumber, '999 010 0136', halfTyped];

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness({
    policy: { providerName: 'Hill Trust log-in', rememberSignIn: true },
    // The provider of this profile takes revoked tokens back at once, and keeps the browser signed in.
    sandbox: { profile: 'oidc', signOutAtProvider: true },
  });
  await harness.signIn('Ben Carter');
  await pageWith(harness, 'Find a patient');
});

afterAll(() => harness.close());

const reads = () =>
  harness.sandbox.requests.filter(
    ({ server, path, status }) =>
      server === 'pds' && path.endsWith(`/Patient/${nhsNumber}`) && status === 200,
  ).length;

const clipboard = () => harness.app.evaluate(({ clipboard: system }) => system.readText());
const familyName = (page: Page) => page.getByRole('textbox', { name: 'Family name' });
/** How far the page is scrolled, and how far it could be, which tells why it is not further. */
const scrolled = (page: Page) =>
  page.evaluate(() => ({
    by: Math.round(window.scrollY),
    height: document.documentElement.scrollHeight,
    window: window.innerHeight,
  }));

/** A record in view, scrolled, with a form behind it that is half filled in. */
async function openRecord(): Promise<Page> {
  const page = await pageWith(harness, /^(Find a patient|Patient record)$/);
  if (await heading(page, 'Patient record').isVisible()) {
    await button(page, 'Find another patient').click();
  }
  await harness.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.setSize(800, 500),
  );
  await familyName(page).fill(halfTyped);
  await askForPatient(page, nhsNumber);
  await page.getByText('WHITFIELD, Rosa').first().waitFor();
  await page.evaluate(() => window.scrollTo(0, 150));
  await expect.poll(() => scrolled(page)).toMatchObject({ by: 150 });
  // What scrolling has moved is kept a quarter of a second later.
  await page.waitForTimeout(400);
  return page;
}

/** The same patient, screen, scroll and typed text. */
async function expectBack(by = 150): Promise<void> {
  const page = await pageWith(harness, 'Patient record');
  await page.getByText('WHITFIELD, Rosa').first().waitFor();
  await expect.poll(() => scrolled(page)).toMatchObject({ by });
  await page.keyboard.press('Alt+ArrowLeft');
  await heading(page, 'Find a patient').waitFor();
  expect(await familyName(page).inputValue()).toBe(halfTyped);
}

const ways: readonly [string, RegExp, (page: Page) => Promise<unknown>][] = [
  [
    'the Lock button',
    /You locked CareDesk/,
    async (page) => {
      // Playwright would scroll to what it clicks.
      await button(page, /^Lock$/).evaluate((lockButton: HTMLElement) =>
        lockButton.focus({ preventScroll: true }),
      );
      await page.keyboard.press('Enter');
    },
  ],
  ['Ctrl and L', /You locked CareDesk/, (page) => page.keyboard.press('Control+l')],
  [
    'locking the PC',
    /this PC was locked/,
    async () => {
      await pcDoes(harness, 'lock-screen');
      await pcDoes(harness, 'unlock-screen');
    },
  ],
  ['sleep', /this PC went to sleep/, () => pcDoes(harness, 'suspend')],
  [
    'a PC that wakes and did not say that it slept',
    /went to sleep/,
    () => pcDoes(harness, 'resume'),
  ],
];

describe('the work of a person who comes back', () => {
  it.each(ways)('survives %s', async (_name, why, act) => {
    const page = await openRecord();
    // The window may be gone before what was done to it is reported as done.
    await act(page).catch(() => undefined);
    const locked = await lockPage(harness);
    await locked.getByText('Ben Carter').waitFor();
    await locked.getByText(why).waitFor();
    const before = reads();
    await unlock(harness);
    await expectBack();
    expect(reads()).toBe(before + 1);
  });

  it('survives with what was typed in the moment before they locked', async () => {
    const page = await pageWith(harness, 'Find a patient');
    await familyName(page).fill('Whitfi');
    await lock(harness);
    await unlock(harness);
    const back = await pageWith(harness, 'Find a patient');
    expect(await familyName(back).inputValue()).toBe('Whitfi');
  });

  it('goes on with new tokens, and those of before are revoked', async () => {
    await openRecord();
    const before = newestAccessToken(harness);
    expect(await statusFor(harness, before, nhsNumber)).toBe(200);
    const revoked = revocations(harness);
    await lock(harness);
    await unlock(harness);
    await expectBack();
    await expect.poll(() => revocations(harness)).toBe(revoked + 1);
    const after = newestAccessToken(harness);
    expect(after).not.toBe(before);
    expect(await statusFor(harness, before, nhsNumber)).toBe(401);
    expect(await statusFor(harness, after, nhsNumber)).toBe(200);
  });

  it('is asked for afresh at the provider', async () => {
    await lock(harness);
    await button(await lockPage(harness), 'Unlock').click();
    const request = await harness.browser.opened();
    const asked = new URL(request).searchParams;
    expect(asked.get('prompt')?.split(' ')).toContain('login');
    expect(asked.get('max_age')).toMatch(/^\d+$/);
    await harness.browser.visit(request);
    await harness.browser.signInWithPasskey();
    await pageWith(harness, 'Find a patient');
  });
});

describe('while CareDesk is locked', () => {
  it('nothing of the patient is anywhere, and no call can be made', async () => {
    const page = await openRecord();
    await page
      .getByText(/999.010.0136/)
      .first()
      .click({ clickCount: 3 });
    await page.keyboard.press('Control+c');
    await expect.poll(clipboard).toContain('999 010 0136');
    expect((await heapOf(page)).includes('WHITFIELD')).toBe(true);
    await expect.poll(async () => (await keychainItems()).length).toBeGreaterThan(0);
    const pid = await rendererPid(harness);

    // A call is under way when CareDesk locks.
    harness.sandbox.faults.set('pds-slow');
    const dropped = () =>
      harness.sandbox.requests.filter(({ server, status }) => server === 'pds' && status === 0)
        .length;
    const droppedBefore = dropped();
    await page.keyboard.press('F5');
    await page.waitForTimeout(400);
    const { by } = await scrolled(page);
    const locked = await lock(harness);
    await expect.poll(dropped).toBe(droppedBefore + 1);
    harness.sandbox.faults.clear();

    await expectGone(pid);
    await expect.poll(clipboard).toBe('');
    await expect.poll(keychainItems).toEqual([]);
    const titles = await windowTitles(harness);
    expect(titles).not.toMatch(/Ben|Carter|WHITFIELD|Rosa/i);
    const heap = await heapOf(locked);
    // The search itself works: whose lock it is stands on the page.
    expect(heap.includes('Ben Carter')).toBe(true);
    const places = { heap, page: await locked.content(), title: titles };
    const found = Object.entries(places).flatMap(([place, text]) =>
      ofThePatient.filter((mark) => text.includes(mark)).map((mark) => `${mark} in ${place}`),
    );
    expect(found).toEqual([]);
    await expectAccessible(locked, 'lock page');

    const calls = harness.sandbox.requests.length;
    const answer = await locked.evaluate(async () => {
      const response = await fetch('/api/pds/Patient?family=Smith&birthdate=eq1980-01-01');
      return { isGood: response.ok, text: await response.text() };
    });
    expect(answer.isGood).toBe(false);
    expect(answer.text).toContain('API_NOT_SIGNED_IN');
    expect(await locked.evaluate('caredesk.work.kept()')).toEqual({ ok: true, value: null });
    expect(harness.sandbox.requests.length).toBe(calls);

    await unlock(harness);
    await expectBack(by);
    await expect.poll(async () => (await keychainItems()).length).toBeGreaterThan(0);
  });
});

/** What main holds after everything that can go has gone. */
function mainHolds(): Promise<{
  heap: number;
  resources: number;
  windows: number;
  processes: number;
}> {
  return harness.app.evaluate(({ app, BrowserWindow }) => {
    const { setFlagsFromString } = process.getBuiltinModule('node:v8');
    const { runInNewContext } = process.getBuiltinModule('node:vm');
    setFlagsFromString('--expose-gc');
    const collect: unknown = runInNewContext('gc');
    if (typeof collect !== 'function') throw new Error('There is no gc');
    collect();
    return {
      heap: process.memoryUsage().heapUsed,
      resources: process.getActiveResourcesInfo().length,
      windows: BrowserWindow.getAllWindows().length,
      processes: app.getAppMetrics().length,
    };
  });
}

describe('rounds of locking and unlocking', () => {
  it('leave nothing behind in main', { timeout: 180_000 }, async () => {
    async function round(): Promise<void> {
      await lock(harness);
      await unlock(harness);
      await pageWith(harness, 'Find a patient');
    }
    for (let warmUp = 0; warmUp < 3; warmUp += 1) await round();
    // A port that was answered stays open for ten seconds, for a browser that asks twice.
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    const before = await mainHolds();
    for (let rounds = 0; rounds < 6; rounds += 1) await round();
    await expect
      .poll(async () => (await mainHolds()).resources)
      .toBeLessThanOrEqual(before.resources + 1);
    const after = await mainHolds();
    expect(after.windows).toBe(1);
    expect(after.processes).toBeLessThanOrEqual(before.processes);
    expect(after.heap - before.heap).toBeLessThan(1_500_000);
  });
});
