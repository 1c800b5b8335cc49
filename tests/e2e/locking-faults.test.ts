import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mainStoryPatient } from '../../sandbox/apis/pds/story-patients.ts';
import { type Harness, startHarness } from '../harness/harness.ts';
import { waitUntil } from '../harness/wait-until.ts';
import { expectGone, lockPage, pageWith, pcDoes, rendererPid, unlock } from './locked.ts';
import { askForPatient, button, heading, signInToWork } from './screen.ts';

let harness: Harness;

// A harness each: Playwright does not find a page again that has crashed.
beforeEach(async () => {
  harness = await startHarness();
  const page = await signInToWork(harness);
  await page.getByRole('textbox', { name: 'Family name' }).fill('Quaddlest');
  await askForPatient(page, mainStoryPatient.nhsNumber);
  await page.getByText('WHITFIELD, Rosa').first().waitFor();
  await page.waitForTimeout(400);
});

afterEach(() => harness.close());

/** Asks the page in the window, and not by Playwright. Null while there is none to ask. */
function ask(expression: string): Promise<unknown> {
  return harness.app.evaluate(async ({ BrowserWindow }, script): Promise<unknown> => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined || contents.isLoading() || contents.isCrashed()) return null;
    return contents.executeJavaScript(script, true);
  }, expression);
}

const mainHeading = () => ask('document.querySelector("h1")?.textContent ?? null');
const text = () => ask('document.body.innerText');

describe('a page with a record', () => {
  it('whose process is killed comes back with the same patient and what was typed', async () => {
    const pid = await rendererPid(harness);
    await harness.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    );
    await expectGone(pid);
    await waitUntil('the record', async () =>
      (await mainHeading()) === 'Patient record' ? true : null,
    );
    expect(await text()).toContain('WHITFIELD, Rosa');
    await harness.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      for (const type of ['keyDown', 'keyUp'] as const) {
        contents?.sendInputEvent({ type, keyCode: 'Left', modifiers: ['alt'] });
      }
    });
    await waitUntil('the form', async () =>
      (await mainHeading()) === 'Find a patient' ? true : null,
    );
    const typed = '[...document.querySelectorAll("input")].map((input) => input.value)';
    expect(await ask(typed)).toContain('Quaddlest');
  });

  it('that hangs is gone as soon as the PC is locked', async () => {
    const page = await harness.window();
    const pid = await rendererPid(harness);
    // Not waited for: it never answers.
    void page
      .evaluate(() => {
        for (;;);
      })
      .catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 500));
    await pcDoes(harness, 'lock-screen');
    await lockPage(harness);
    await expectGone(pid);
    await unlock(harness);
    const back = await pageWith(harness, 'Patient record');
    await back.getByText('WHITFIELD, Rosa').first().waitFor();
    await button(back, 'Find another patient').waitFor();
    expect(await heading(back, 'Patient record').isVisible()).toBe(true);
  });
});
