import type { Locator, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { launchChromium } from '../harness/chromium.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { askForPatient, button, signInToWork } from './screen.ts';

let harness: Harness;
let page: Page;

beforeAll(async () => {
  harness = await startHarness();
});

afterAll(() => harness.close());

const clipboard = () => harness.app.evaluate(({ clipboard: system }) => system.readText());

async function writeElsewhere(text: string): Promise<void> {
  await harness.app.evaluate(({ clipboard: system }, other) => system.writeText(other), text);
}

/** Data that Chromium hands to the desktop while something is dragged from one place to another. */
async function dragged(from: Locator, to: { x: number; y: number }): Promise<string[]> {
  const debug = await page.context().newCDPSession(page);
  const handedOut: string[] = [];
  debug.on('Input.dragIntercepted', ({ data }) => handedOut.push(JSON.stringify(data.items)));
  // In place of the desktop, which would keep the pointer until the drop.
  await debug.send('Input.setInterceptDrags', { enabled: true });
  const box = await from.boundingBox();
  if (box === null) throw new Error('What is to be dragged is not there');
  const start = { x: box.x + 20, y: box.y + box.height / 2 };
  const pointer = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', at: typeof to) =>
    debug.send('Input.dispatchMouseEvent', {
      type,
      ...at,
      button: 'left',
      buttons: 1,
      clickCount: 1,
    });
  await pointer('mousePressed', start);
  for (let step = 1; step <= 10; step += 1) {
    const part = step / 10;
    await pointer('mouseMoved', {
      x: start.x + (to.x - start.x) * part,
      y: start.y + (to.y - start.y) * part,
    });
  }
  await page.waitForTimeout(300);
  await pointer('mouseReleased', to);
  await debug.send('Input.cancelDragging');
  await debug.detach();
  return handedOut;
}

const numberBox = () => page.getByRole('textbox', { name: 'NHS number' });

async function openRecord(): Promise<void> {
  page = await signInToWork(harness);
  await askForPatient(page, mainStoryPatient.nhsNumber);
  await page.getByText('WHITFIELD, Rosa').first().waitFor();
}

/** Marks the NHS number in the patient banner, as a double click and a drag would. */
async function markNumber(): Promise<void> {
  await page
    .getByText(/999.010.0136/)
    .first()
    .click({ clickCount: 3 });
}

describe('nothing is dragged out of CareDesk', () => {
  const elsewhere = { x: 5, y: 5 };

  it('neither marked text', async () => {
    await openRecord();
    await markNumber();
    const handedOut = await dragged(page.getByText(/999.010.0136/).first(), elsewhere);
    await harness.signOut();
    expect(handedOut).toEqual([]);
  });

  it('nor what is typed in a field', async () => {
    page = await signInToWork(harness);
    await numberBox().fill('999 010');
    await numberBox().press('Control+a');
    const handedOut = await dragged(numberBox(), elsewhere);
    expect(await numberBox().inputValue()).toBe('999 010');
    await harness.signOut();
    expect(handedOut).toEqual([]);
  });

  it('nor a link', async () => {
    page = await harness.window();
    const link = page.getByRole('link', { name: /Get help with Care Identity/ });
    expect(await dragged(link, elsewhere)).toEqual([]);
  });
});

describe('what was copied out of CareDesk', () => {
  it.each([
    ['by keyboard', async () => page.keyboard.press('Control+c')],
    ['by Ctrl and Insert', async () => page.keyboard.press('Control+Insert')],
    [
      'by the edit menu',
      async () =>
        harness.app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()[0]?.webContents.copy(),
        ),
    ],
  ])('%s is what was marked, and is gone when the person logs out', async (_case, copy) => {
    await writeElsewhere('a letter');
    await openRecord();
    await markNumber();
    await copy();
    // With spaces other programs know, where the page has such as never end a line.
    await expect.poll(clipboard).toContain('999 010 0136');
    await harness.signOut();
    await expect.poll(clipboard).toBe('');
  });

  it('is left alone when another program has put something in its place', async () => {
    await openRecord();
    await markNumber();
    await page.keyboard.press('Control+c');
    await expect.poll(clipboard).toContain('999 010 0136');
    // What a program has copied goes with it: a program that stays.
    const other = await launchChromium(false);
    try {
      const letter = (await other.newPage()).locator('textarea');
      await letter.page().setContent('<textarea>a letter</textarea>');
      await letter.press('Control+a');
      await letter.press('Control+c');
      await expect.poll(clipboard).toBe('a letter');
      await harness.signOut();
      expect(await clipboard()).toBe('a letter');
    } finally {
      await other.close();
    }
  });

  it('by cutting is out of the field, back when that is undone, and goes with the person', async () => {
    page = await signInToWork(harness);
    await numberBox().fill('999 010');
    await numberBox().press('Control+a');
    await numberBox().press('Control+x');
    await expect.poll(clipboard).toBe('999 010');
    expect(await numberBox().inputValue()).toBe('');
    await numberBox().press('Control+z');
    expect(await numberBox().inputValue()).toBe('999 010');
    await numberBox().press('Control+a');
    await numberBox().press('Delete');
    await numberBox().press('Control+v');
    expect(await numberBox().inputValue()).toBe('999 010');
    await harness.signOut();
    await expect.poll(clipboard).toBe('');
  });

  it('is nothing when nothing is marked, nor ever a password', async () => {
    page = await harness.window();
    await writeElsewhere('a letter');
    await page.keyboard.press('Control+c');
    await page.evaluate(() => {
      const field = document.createElement('input');
      field.type = 'password';
      field.value = 'a password';
      document.body.append(field);
      field.focus();
      field.select();
    });
    await page.keyboard.press('Control+c');
    await page.keyboard.press('Control+x');
    await page.waitForTimeout(300);
    expect(await clipboard()).toBe('a letter');
  });

  it('is off the clipboard when it was the link of a log-in that is given up', async () => {
    page = await harness.window();
    await button(page, /^Log in with/).click();
    await button(page, 'Copy link').click();
    await expect.poll(clipboard).toContain('/authorize?');
    await button(page, 'Cancel').click();
    await expect.poll(clipboard).toBe('');
    await writeElsewhere('a letter');
  });

  it('is nothing a script copies by itself', async () => {
    const said = await page.evaluate(async () => {
      const byPermission = await navigator.clipboard.writeText('by script').then(
        () => 'written',
        (error: unknown) => (error instanceof Error ? error.name : 'refused'),
      );
      const reading = await navigator.clipboard.readText().then(
        () => 'read',
        (error: unknown) => (error instanceof Error ? error.name : 'refused'),
      );
      return { byPermission, reading };
    });
    expect(said).toEqual({ byPermission: 'NotAllowedError', reading: 'NotAllowedError' });
    expect(await clipboard()).toBe('a letter');
  });
});
