import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callChannel, changedChannel } from '../../electron/contract/channels.ts';
import {
  lockReasonSchema,
  type SessionState,
  signedOutReasonSchema,
} from '../../electron/contract/session.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { expectGoodAtEverySize } from './every-size.ts';
import { button, expectFailure, heading } from './screen.ts';

let harness: Harness;

beforeAll(async () => {
  harness = await startHarness();
  await listenInPlaceOfMain();
});

afterAll(() => harness.close());

/** From now on the test answers what the window asks of main, and keeps what it was asked. */
async function listenInPlaceOfMain(): Promise<void> {
  await harness.window();
  await harness.app.evaluate(({ BrowserWindow }, channel) => {
    Reflect.set(globalThis, 'asked', []);
    BrowserWindow.getAllWindows()[0]?.webContents.ipc.handle(channel, (_event, verb: unknown) => {
      const asked: unknown = Reflect.get(globalThis, 'asked');
      if (Array.isArray(asked)) asked.push(verb);
      return { ok: true, value: null };
    });
  }, callChannel);
}

/** How often the window has asked for a verb of main. */
function timesAsked(verb: string): Promise<number> {
  return harness.app.evaluate((_electron, wanted) => {
    const asked: unknown = Reflect.get(globalThis, 'asked');
    return Array.isArray(asked) ? asked.filter((each) => each === wanted).length : 0;
  }, verb);
}

/** Waits until the window has asked for a verb once more. */
async function expectAsked(verb: string, act: () => Promise<unknown>): Promise<void> {
  const before = await timesAsked(verb);
  await act();
  await expect.poll(() => timesAsked(verb)).toBeGreaterThan(before);
}

/** Sends the window what main would publish. */
async function publish(channel: string, state: unknown): Promise<Page> {
  await harness.app.evaluate(
    ({ BrowserWindow }, { to, shown }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.send(to, shown),
    { to: channel, shown: state },
  );
  return harness.window();
}

const show = (state: SessionState) => publish(changedChannel('session'), state);

const person = { displayName: 'Ben Carter', givenName: 'Ben', familyName: 'Carter' };

const working = {
  kind: 'active',
  person,
  inactivity: null,
  role: {
    id: '1',
    name: 'Nurse Access Role',
    code: 'S8000:G8000:R8001',
    organisation: { name: 'A practice', odsCode: 'A99' },
  },
  canChangeRole: true,
  assurance: { authenticator: 2, acr: null },
  deadlines: { sessionEndsAt: Date.now() + 7_200_000 },
  notice: null,
} satisfies SessionState;

const locked = {
  kind: 'locked',
  person,
  reason: 'inactivity',
  signsOutAt: Date.now() + 45 * 60_000,
  failure: null,
} satisfies SessionState;

function unlocking(phase: 'opening' | 'waiting' | 'completing' | 'unanswered'): SessionState {
  const { failure: _, ...lock } = locked;
  return { ...lock, kind: 'unlocking', attempt: { id: 3, phase, notice: null } };
}

const warning = (page: Page) =>
  page.getByRole('alertdialog', { name: 'CareDesk is about to lock' });

/** Shows work with the focus in a field, and then the warning above it. */
async function showWarning(secondsLeft = 120): Promise<Page> {
  const page = await show(working);
  await heading(page, 'Find a patient').waitFor();
  await page.getByLabel('Family name').focus();
  await show({ ...working, inactivity: { secondsLeft } });
  await warning(page).waitFor();
  return page;
}

describe('the warning before CareDesk locks', () => {
  it('says how long is left, counts on by itself, and is accessible at every size', async () => {
    const page = await showWarning();
    await expectGoodAtEverySize(harness, page, 'warning of inactivity');
    await harness.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.setSize(1280, 768);
      window?.webContents.setZoomFactor(4);
    });
    await page.waitForFunction(() => Math.abs(window.innerWidth - 320) < 2);
    const below = await button(page, 'Stay logged in').evaluate(
      (stay) => stay.getBoundingClientRect().bottom - window.innerHeight,
    );
    await harness.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(1),
    );
    expect(below, 'how far “Stay logged in” is out of view').toBeLessThanOrEqual(0);
    const timer = warning(page).getByRole('timer');
    await expect.poll(() => timer.textContent()).toMatch(/^1 minute 5\d seconds$/);
    await show({ ...working, inactivity: { secondsLeft: 62 } });
    expect(await warning(page).getByRole('status').textContent()).toBe('');
    await expect
      .poll(() => warning(page).getByRole('status').textContent(), { timeout: 5_000 })
      .toBe('CareDesk locks in 1 minute.');
    expect(await warning(page).getAttribute('aria-describedby')).toBe('inactivity-words');
  });

  it('goes when main knows that somebody is there, and the focus is where it was', async () => {
    const page = await showWarning();
    const stay = button(page, 'Stay logged in');
    expect(await stay.evaluate((element) => element === document.activeElement)).toBe(true);
    await expectAsked('session/activity', () => stay.press('Enter'));
    await show(working);
    await warning(page).waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('family-name');
  });

  it.each([
    ['a key', (page: Page) => page.keyboard.press('a')],
    ['Escape', (page: Page) => page.keyboard.press('Escape')],
    ['a click beside it', (page: Page) => page.mouse.click(5, 400)],
    ['the wheel', (page: Page) => page.mouse.wheel(0, 10)],
  ] as const)('is answered by %s', async (_name, act) => {
    const page = await showWarning();
    await expectAsked('session/activity', () => act(page));
  });

  it('is not answered by a script', async () => {
    const page = await showWarning();
    const before = await timesAsked('session/activity');
    await page.evaluate(() => {
      document.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true }));
      document.body.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
    });
    await page.waitForTimeout(300);
    expect(await timesAsked('session/activity')).toBe(before);
  });

  it('stays while somebody goes to “Log out”, by pointer or by key', async () => {
    let page = await showWarning();
    await page.mouse.move(300, 300);
    await page.mouse.move(320, 320, { steps: 5 });
    let before = await timesAsked('session/activity');
    await expectAsked('session/sign-out', () =>
      warning(page).getByRole('button', { name: 'Log out' }).click(),
    );
    page = await showWarning();
    before = await timesAsked('session/activity');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Log out');
    await expectAsked('session/sign-out', () => page.keyboard.press('Space'));
    expect(await timesAsked('session/activity')).toBe(before);
    // Who only moved the pointer is there all the same.
    await page.mouse.move(330, 330);
    await expect
      .poll(() => timesAsked('session/activity'), { timeout: 8_000 })
      .toBeGreaterThan(before);
  });

  it('opens above a step-up and the question of a proxy, whichever comes first', async () => {
    const steppingUp = {
      ...working,
      kind: 'stepping-up',
      purpose: 'stronger',
      attempt: { id: 9, phase: 'waiting', notice: null },
    } satisfies SessionState;
    const onTop = (page: Page) =>
      page.evaluate(() => {
        const { innerWidth, innerHeight } = window;
        const seen = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
        return seen?.closest('dialog')?.getAttribute('aria-labelledby');
      });
    let page = await show(steppingUp);
    await page.getByRole('dialog', { name: 'A stronger log-in is needed' }).waitFor();
    await show({ ...steppingUp, inactivity: { secondsLeft: 90 } });
    await warning(page).waitFor();
    expect(await onTop(page)).toBe('inactivity-heading');
    await show(steppingUp);
    await warning(page).waitFor({ state: 'detached' });
    expect(await onTop(page)).toBe('step-up-heading');
    await show(working);

    page = await showWarning();
    await show({ ...steppingUp, inactivity: { secondsLeft: 80 } });
    await expect.poll(() => onTop(page)).toBe('inactivity-heading');
    const question = { id: 4, proxy: 'proxy.example:8080', realm: '', refused: false };
    await publish(changedChannel('proxy'), { kind: 'asking', ...question });
    await page.getByRole('textbox', { name: 'User name' }).waitFor();
    expect(await onTop(page)).toBe('inactivity-heading');
    await expectAsked('session/activity', () => page.keyboard.press('a'));
    await publish(changedChannel('proxy'), { kind: 'quiet' });
    await show(working);
  });
});

describe('reports of activity', () => {
  it('come at most once a second, and only while somebody works', async () => {
    const page = await show(working);
    await heading(page, 'Find a patient').waitFor();
    await page.waitForTimeout(1_100);
    const before = await timesAsked('session/activity');
    await page.getByLabel('Family name').pressSequentially('Whitfield', { delay: 30 });
    expect(await timesAsked('session/activity')).toBe(before + 1);
    await page.getByLabel('Family name').clear();
    await show(locked);
    await heading(page, 'CareDesk is locked').waitFor();
    const whenLocked = await timesAsked('session/activity');
    await page.keyboard.press('a');
    await page.mouse.click(5, 400);
    await page.waitForTimeout(300);
    expect(await timesAsked('session/activity')).toBe(whenLocked);
  });
});

describe('“Lock”', () => {
  it.each(['active', 'choosing-role'] as const)('is there when %s, and has a key', async (kind) => {
    const choosing: SessionState = {
      kind: 'choosing-role',
      person,
      roles: [working.role],
      elsewhere: { roles: [], acceptedOdsCodes: [] },
      currentRoleId: null,
      inactivity: null,
    };
    const page = await show(kind === 'active' ? working : choosing);
    const lock = page.getByRole('button', { name: 'Lock', exact: true });
    await expectAsked('session/lock', () => lock.click());
    await expectAsked('session/lock', () => page.keyboard.press('Control+l'));
  });

  it('hands over first what was typed in the last moment', async () => {
    const page = await show(working);
    await heading(page, 'Find a patient').waitFor();
    await page.getByLabel('Family name').fill('Whitf');
    await page.keyboard.press('Control+l');
    await expect
      .poll(() =>
        harness.app.evaluate(() => {
          const asked: unknown = Reflect.get(globalThis, 'asked');
          return Array.isArray(asked)
            ? asked.filter((verb) => /^(work\/keep|session\/lock)$/.test(String(verb))).slice(-2)
            : [];
        }),
      )
      .toEqual(['work/keep', 'session/lock']);
    await page.getByLabel('Family name').clear();
  });
});

describe('the buttons of a session', () => {
  it('stand in one line in a narrow window', async () => {
    const page = await show(working);
    await harness.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setContentSize(320, 640),
    );
    await page.waitForFunction(() => window.innerWidth === 320);
    const tops = await page
      .locator('.cd-bar__buttons button')
      .evaluateAll((buttons) => buttons.map((each) => each.getBoundingClientRect().top));
    expect(tops).toHaveLength(3);
    expect(new Set(tops).size).toBe(1);
    await harness.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 768),
    );
  });
});

describe('the lock page', () => {
  it.each(lockReasonSchema.options)('says why: %s', async (reason) => {
    const page = await show({ ...locked, reason });
    await heading(page, 'CareDesk is locked').waitFor();
    const words = (await page.getByRole('main').textContent()) ?? '';
    expect(words).toMatch(/Ben Carter is logged in\. (You locked|CareDesk locked itself because)/);
    expect(words).toMatch(/Your work is kept until \d\d:\d\d( tomorrow)?\./);
    expect(await page.title()).toBe('CareDesk is locked');
    await expectGoodAtEverySize(harness, page, `locked: ${reason}`);
  });

  it('holds nothing of the work', async () => {
    const page = await show(working);
    await page.getByLabel('Family name').fill('WHITFIELD');
    await show(locked);
    await heading(page, 'CareDesk is locked').waitFor();
    expect(await page.content()).not.toContain('WHITFIELD');
    expect(await page.getByLabel('Family name').count()).toBe(0);
  });

  it('offers to unlock and to log out, by keyboard alone', async () => {
    const page = await show(locked);
    await heading(page, 'CareDesk is locked').waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main-heading');
    await page.keyboard.press('Tab');
    await expectAsked('session/unlock', () => page.keyboard.press('Enter'));
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(
      'Log out, I am someone else',
    );
    await expectAsked('session/sign-out', () => page.keyboard.press('Enter'));
  });

  it('shows why unlocking failed', async () => {
    const page = await show({ ...locked, failure: { code: 'SIGN_IN_REFUSED', detail: null } });
    await expectFailure(page, 'SIGN_IN_REFUSED');
    expect(await page.title()).toBe('Error: CareDesk is locked');
    await expectGoodAtEverySize(harness, page, 'locked, unlocking failed');
  });

  it('says so when the time is over', async () => {
    const page = await show({ ...locked, signsOutAt: Date.now() - 1_000 });
    await page.getByText('You are being logged out.').waitFor();
    expect(await page.getByText('You unlock in your browser').count()).toBe(0);
  });
});

describe('unlocking', () => {
  it.each([
    ['opening', 'Unlock in your browser'],
    ['waiting', 'Unlock in your browser'],
    ['completing', 'Unlocking CareDesk'],
    ['unanswered', 'There was no answer for 5 minutes'],
  ] as const)('while %s', async (phase, title) => {
    const page = await show(unlocking(phase));
    await heading(page, title).waitFor();
    expect(await page.title()).not.toContain('Carter');
    expect(await button(page, 'Copy link').count()).toBe(phase === 'waiting' ? 1 : 0);
    await expectGoodAtEverySize(harness, page, `unlocking: ${phase}`);
    await expectAsked('sign-in/cancel', () => button(page, 'Cancel').click());
    if (phase !== 'completing') {
      await expectAsked('session/unlock', () => button(page, 'Try again').click());
    }
  });
});

describe('whoever was logged out', () => {
  const silent = new Set(['started', 'failed', 'cancelled', 'user', 'session-expired']);
  it.each(signedOutReasonSchema.options.filter((reason) => !silent.has(reason)))(
    'is told why: %s',
    async (reason) => {
      const page = await show({
        kind: 'signed-out',
        reason,
        failure: null,
        browserSession: 'ending',
      });
      await heading(page, 'Log in to CareDesk').waitFor();
      const notice = page.locator('.cd-notice');
      expect(await notice.textContent()).toMatch(/has kept nothing/);
    },
  );
});
