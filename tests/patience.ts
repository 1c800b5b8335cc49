import { vi } from 'vitest';

/** Milliseconds; as in vitest.config.ts, which has no setting for `vi.waitFor`. */
const patience = 20_000;

const { waitFor } = vi;

/** `vi.waitFor`, which gives up after a second otherwise: too soon on a busy machine. */
vi.waitFor = (condition, options = {}) => {
  const { timeout = 0, ...others } = typeof options === 'number' ? { timeout: options } : options;
  return waitFor(condition, { ...others, timeout: Math.max(timeout, patience) });
};
