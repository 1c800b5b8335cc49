import process from 'node:process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readDesktops, writeDesktops } from '../../../build/headless/desktops.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

const names = [
  'DISPLAY',
  'DBUS_SESSION_BUS_ADDRESS',
  'HOME',
  'TMPDIR',
  'XDG_RUNTIME_DIR',
  'XDG_DATA_HOME',
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
];

const desktop = (number: number) =>
  Object.fromEntries(names.map((name) => [name, `${name} of ${number}`]));

/** Loads the set-up of a test file that is one of several that run at once. */
async function setUpFile(pool: string, desktops: readonly Record<string, string>[]) {
  for (const name of names) vi.stubEnv(name, 'of the runner');
  for (const [name, value] of Object.entries(writeDesktops(desktops))) vi.stubEnv(name, value);
  vi.stubEnv('VITEST_POOL_ID', pool);
  await import('../../own-desktop.ts');
}

const own = () => Object.fromEntries(names.map((name) => [name, process.env[name]]));

describe('the desktops of a run', () => {
  it('are read as they were written, and without what is no part of one', () => {
    const written = writeDesktops([{ ...desktop(1), PATH: '/bin' }, desktop(2)]);
    expect(readDesktops(written)).toEqual([desktop(1), desktop(2)]);
  });

  it('are none where nobody started any', () => {
    expect(readDesktops({})).toEqual([]);
  });

  it.each(['1', '2'])('give what runs as number %s one of its own', async (pool) => {
    await setUpFile(pool, [desktop(1), desktop(2)]);
    expect(own()).toEqual(desktop(Number(pool)));
  });

  it('are not shared when there are too few', async () => {
    await expect(setUpFile('3', [desktop(1), desktop(2)])).rejects.toThrow('no desktop 3 of 2');
  });
});
