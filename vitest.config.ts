import process from 'node:process';
import { defineConfig } from 'vitest/config';
import { readDesktops } from './build/headless/desktops.ts';

/**
 * How long a test waits for what must come, in milliseconds. It comes within a fraction of that on
 * an idle machine; a machine that does much else at once must not fail a test that is right.
 */
const patience = 20_000;

const poll = { timeout: patience, interval: 50 };

/** Projects under plain Node. */
const underNode = {
  setupFiles: ['tests/patient-waits.ts'],
  expect: { poll },
  testTimeout: 2 * patience,
  hookTimeout: 2 * patience,
};

/** Desktops of this run, see build/headless/desktops.ts; at least the one it was started on. */
const desktops = Math.max(1, readDesktops(process.env).length);

/** Projects that start CareDesk: one harness at a time on each desktop, as they share its keychain. */
const onADesktop = {
  expect: { poll },
  setupFiles: ['tests/own-desktop.ts'],
  fileParallelism: desktops > 1,
  maxWorkers: desktops,
  // Real windows, a real browser and two cores: where nobody is there to look again, once more is
  // allowed. On somebody's own PC a test that fails now and then is seen to.
  retry: process.env['CI'] ? 1 : 0,
};

export default defineConfig({
  test: {
    // Runs that go on side by side would write one file.
    cache: false,
    // What a passing test prints is of no interest.
    silent: 'passed-only',
    projects: [
      { test: { ...underNode, name: 'unit', include: ['tests/unit/**/*.test.{ts,tsx}'] } },
      {
        test: { ...underNode, name: 'integration', include: ['tests/integration/**/*.test.ts'] },
      },
      {
        test: {
          ...underNode,
          name: 'conformance',
          include: ['tests/conformance/**/*.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          ...onADesktop,
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...onADesktop,
          name: 'security',
          include: ['tests/security/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...onADesktop,
          // They have one desktop, that of the account the package is used with.
          fileParallelism: false,
          maxWorkers: 1,
          name: 'packaged',
          include: ['tests/packaged/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
