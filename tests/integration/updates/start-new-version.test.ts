import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../../electron/ground/clock.ts';
import type { UpdateEngine } from '../../../electron/updates/update-engine.ts';
import { addPackage } from '../../feed/signed-feed.ts';
import { never, openUpdateHarness, type UpdateHarness } from './update-harness.ts';

let harness: UpdateHarness;
beforeEach(async () => {
  harness = await openUpdateHarness();
});
afterEach(async () => {
  // Only Electron has it: where a test has set it, the next one runs without.
  Reflect.deleteProperty(process, 'resourcesPath');
  await harness.close();
});

describe('installing', () => {
  test('puts the new AppImage in place of the old one and starts it', async () => {
    const told = join(harness.root, 'told');
    const engine = await script('caredesk-1.2.0-x64.AppImage', `echo started > ${told}`);
    await engine.download(() => undefined, never);
    await engine.verify();
    await engine.install();
    await vi.waitFor(async () => expect(await readFile(told, 'utf8')).toBe('started\n'), 10_000);
    expect(await readFile(harness.running, 'latin1')).toContain('echo started');
    expect((await stat(harness.running)).mode & 0o777).toBe(0o755);
  });

  test('starts the setup program, silently and with CareDesk to follow', async () => {
    const told = join(harness.root, 'told');
    const engine = await script('caredesk-setup-1.2.0-x64.exe', `echo "$@" > ${told}`);
    await engine.download(() => undefined, never);
    await engine.install();
    await vi.waitFor(
      async () => expect(await readFile(told, 'utf8')).toBe('--updated /S --force-run\n'),
      10_000,
    );
  });

  test('asks for an administrator where CareDesk was installed for everybody', async () => {
    const told = join(harness.root, 'told');
    const elevate = join(harness.root, 'elevate.exe');
    await writeFile(elevate, `#!/bin/sh\necho "$@" > ${told}\n`, { mode: 0o755 });
    Reflect.set(process, 'resourcesPath', harness.root);
    const name = 'caredesk-setup-1.2.0-x64.exe';
    const engine = await script(name, 'exit 1', { needsElevation: true });
    await engine.download(() => undefined, never);
    await engine.install();
    await vi.waitFor(
      async () =>
        expect(await readFile(told, 'utf8')).toMatch(
          // In a folder whose name nobody can know before.
          new RegExp(`^${harness.cache}/install-\\w{6}/${name} --updated /S --force-run\n$`),
        ),
      10_000,
    );
  });

  test('stays when Windows’ question is declined, and can ask again', async () => {
    const asked = join(harness.root, 'asked');
    const elevate = join(harness.root, 'elevate.exe');
    await writeFile(elevate, `#!/bin/sh\necho asked >> ${asked}\nexit 1\n`, { mode: 0o755 });
    Reflect.set(process, 'resourcesPath', harness.root);
    const engine = await script('caredesk-setup-1.2.0-x64.exe', 'exit 0', { needsElevation: true });
    await engine.download(() => undefined, never);
    for (const _ of [1, 2]) {
      await expect(engine.install()).rejects.toMatchObject({ code: 'UPDATE_INSTALL_FAILED' });
    }
    expect(await readFile(asked, 'utf8')).toBe('asked\nasked\n');
  });

  test('stays when the setup program refuses at once', async () => {
    const engine = await script('caredesk-setup-1.2.0-x64.exe', 'exit 87');
    await engine.download(() => undefined, never);
    await expect(engine.install()).rejects.toMatchObject({ code: 'UPDATE_INSTALL_FAILED' });
  });

  test('puts no AppImage in place that was exchanged after the last check', async () => {
    const engine = await script('caredesk-1.2.0-x64.AppImage', 'exit 0');
    await engine.download(() => undefined, never);
    await engine.verify();
    const before = await readFile(harness.running);
    await writeFile(
      join(harness.cache, 'pending', 'caredesk-1.2.0-x64.AppImage'),
      'something else',
    );
    await expect(engine.install()).rejects.toMatchObject({ code: 'UPDATE_HASH_WRONG' });
    expect((await readFile(harness.running)).equals(before)).toBe(true);
    expect((await readdir(harness.root)).toSorted()).toEqual(
      ['CareDesk.AppImage', 'cache', 'feed', 'user'].toSorted(),
    );
  });

  test('tells when the new version cannot be started', async () => {
    const engine = await script('caredesk-1.2.0-x64.AppImage', 'exit 0', {
      runner: '#!/nowhere/sh',
    });
    await engine.download(() => undefined, never);
    await expect(engine.install()).rejects.toMatchObject({ code: 'UPDATE_INSTALL_FAILED' });
  });

  /** Version 1.2.0 is a script in place of the program that a package is. */
  async function script(
    name: string,
    does: string,
    { runner = '#!/bin/sh', needsElevation = false } = {},
  ): Promise<UpdateEngine> {
    const file = await addPackage(
      harness.folder,
      name,
      Buffer.from(`${runner}\n${does}\nexit 0\n`),
    );
    const kind = name.endsWith('.exe') ? 'nsis' : 'appimage';
    const platform = kind === 'nsis' ? 'win32' : 'linux-x64';
    await harness.publish({ platform, version: '1.2.0', files: [file] });
    const engine = harness.open({ kind, needsElevation, clock: systemClock });
    expect(await engine.isOffered(await engine.fetchFeed(null, never))).toBe(true);
    return engine;
  }
});
