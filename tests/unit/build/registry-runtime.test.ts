import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../build/electron-runtime/cache-folder.ts';
import {
  cachedRuntime,
  integrityOf,
  placeOf,
} from '../../../build/electron-runtime/registry-runtime.ts';

describe('what is kept of the registry package', () => {
  it.each([
    ['Cypress/Cypress', 'electron'],
    ['Cypress/LICENSE.electron.txt', 'LICENSE'],
    ['Cypress/locales/en-GB.pak', 'locales/en-GB.pak'],
    ['Cypress/v8_context_snapshot.bin', 'v8_context_snapshot.bin'],
  ])('%s goes to %s', (entry, place) => {
    expect(placeOf(entry)).toBe(place);
  });

  it.each([
    'Cypress/resources/app/packages/server/index.js',
    'Cypress/resources/app-update.yml',
    'Cypress/browser_v8_context_snapshot.bin',
    'elsewhere/file',
  ])('%s is left out', (entry) => {
    expect(placeOf(entry)).toBeNull();
  });
});

describe('the runtime in the cache', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'runtime-test-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is not taken when it is another version, or half of it', async () => {
    expect(await cachedRuntime(folder)).toBeNull();
    await writeFile(join(folder, 'electron'), '');
    await writeFile(join(folder, 'version'), '32.0.0');
    expect(await cachedRuntime(folder)).toBeNull();
    await writeFile(join(folder, 'version'), '33.2.1');
    expect(await cachedRuntime(folder)).toBe(join(folder, 'electron'));
    await rm(join(folder, 'electron'));
    expect(await cachedRuntime(folder)).toBeNull();
  });

  it('is checked with the integrity string a lock file would hold', async () => {
    const file = join(folder, 'abc');
    await writeFile(file, 'abc');
    // FIPS 180-2, appendix C.1: SHA-512 of “abc”.
    expect(await integrityOf(file)).toBe(
      'sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==',
    );
  });

  it('lives in the user’s cache folder', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/var/cache/someone' })).toBe(
      join('/var/cache/someone', 'caredesk'),
    );
    expect(cacheFolder({ XDG_CACHE_HOME: '' })).toMatch(/[/\\]\.cache[/\\]caredesk$/);
  });
});
