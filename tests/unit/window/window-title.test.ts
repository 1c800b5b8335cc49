import { expect, it } from 'vitest';
import { windowTitle } from '../../../electron/window/window-title.ts';

it('names what is not for work in the title, and leaves a release’s alone', () => {
  const page = 'Find a patient - CareDesk';
  expect(windowTitle(page, 'released')).toBe(page);
  expect(windowTitle(page, 'unsigned')).toBe(`${page} – not signed, for training only`);
  expect(windowTitle(page, 'development')).toBe(`${page} – development build`);
});
