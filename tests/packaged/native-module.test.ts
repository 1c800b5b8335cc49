import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keytarModulePath, nativeModuleFaults } from '../../build/packaging/native-module.ts';
import { wordsFor } from '../../electron/contract/failures.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { startSystemBrowser } from '../harness/system-browser.ts';
import { type ClinicPc, openClinicPc, packageUnderTest } from './clinic-pc.ts';
import { copyPackage } from './copy-package.ts';

const target = {
  platform: 'linux',
  arch: process.arch === 'arm64' ? 'arm64' : 'x64',
} as const;

let pc: ClinicPc;
let sandbox: Sandbox;
let browser: Awaited<ReturnType<typeof startSystemBrowser>>;

beforeAll(async () => {
  [pc, sandbox] = await Promise.all([openClinicPc(), startSandbox()]);
  browser = await startSystemBrowser(pc.openCommand);
  // A log-in that is not remembered needs no keychain.
  await pc.writePolicy({ ...sandbox.policy, rememberSignIn: true });
});

afterAll(async () => {
  await pc.close();
  await browser.close();
  await sandbox.stop();
});

it('the packaged CareDesk holds the hash of its native module', async () => {
  expect(await nativeModuleFaults(packageUnderTest(), target)).toEqual([]);
});

it('the packaged CareDesk does not load a native module that was changed, and says so', async () => {
  const copy = await copyPackage(packageUnderTest());
  try {
    // It would still load: a library may have anything after its end.
    const native = join(copy.folder, 'resources/app.asar.unpacked', keytarModulePath(target));
    await appendFile(native, 'changed');
    const app = await pc.start({
      args: ['--force-renderer-accessibility'],
      package: copy.folder,
    });
    const person = await pc.sit(app);
    await person.uses('Log in with my Care Identity');
    await browser.seat('Ben Carter');
    await browser.visit();
    await browser.enrol('Ben Carter');
    await browser.signInWithPasskey();
    await person.reads(wordsFor('PROGRAM_CHANGED').title);
    expect(await pc.keptSecrets()).toBe(0);
    await app.quit();

    const command = await pc.start({ args: ['--remove-user-data'], package: copy.folder });
    expect((await command.ended).code).toBe(1);
    expect(command.output()).toContain('PROGRAM_CHANGED');
  } finally {
    await copy.discard();
  }
});
