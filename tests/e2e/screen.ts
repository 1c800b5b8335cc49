import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { expect } from 'vitest';
import { type FailureCode, wordsFor } from '../../electron/contract/failures.ts';
import type { Harness } from '../harness/harness.ts';

/** The main heading of what CareDesk shows. */
export function heading(page: Page, name: string | RegExp) {
  return page.getByRole('heading', { level: 1, name });
}

/** A button by the name users read. */
export function button(page: Page, name: string | RegExp) {
  return page.getByRole('button', { name });
}

/** Waits for a failure as a person sees it: title, next step and code. */
export async function expectFailure(page: Page, code: FailureCode): Promise<void> {
  const box = page.locator('.cd-failure', { hasText: `Code: ${code}` });
  await box.waitFor();
  const text = (await box.textContent()) ?? '';
  expect(text).toContain(wordsFor(code).title);
  expect(text).toContain(wordsFor(code).nextStep);
}

/** Signs a person with one role in and waits for the first working screen. */
export async function signInToWork(harness: Harness, person = 'Ben Carter'): Promise<Page> {
  await harness.signIn(person);
  const page = await harness.window();
  await heading(page, 'Find a patient').waitFor();
  return page;
}

/** Types an NHS number and presses Enter. */
export async function askForPatient(page: Page, nhsNumber: string): Promise<void> {
  const box = page.getByRole('textbox', { name: 'NHS number' });
  await box.fill(nhsNumber);
  await box.press('Enter');
}

/** No violation of WCAG 2.2 A and AA, nor of axe's best practices, on what is shown now. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  // Legacy mode: axe's other way opens a page of its own, which Electron has no place for.
  const results = await new AxeBuilder({ page }).setLegacyMode().analyze();
  const found = results.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
  expect(found, `accessibility of ${screen}`).toEqual([]);
  expect(results.passes.length, `axe looked at ${screen}`).toBeGreaterThan(5);
}
