import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgePackage, type PackageExpectations } from '../../../build/packaging/judge-package.ts';
import { goodFuses, writeInto, writePackedFolder, writeProgram } from './packed-folder.ts';

let root = '';
let folder = '';
let expected: PackageExpectations;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'judge-package-test-'));
  folder = join(root, 'packed');
  expected = await writePackedFolder(folder);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const judge = (changes: Partial<PackageExpectations> = {}) =>
  judgePackage(folder, { ...expected, ...changes });

const refusal = (line: string) => ({
  code: 'PACKAGE_REFUSED',
  message: `The package is not what it should be:\n  ${line}`,
});

describe('a package', () => {
  it('is accepted, with its sizes, when everything is as it should be', async () => {
    const { sizes, contents } = await judge();
    expect(sizes['app.asar']).toBeGreaterThan(0);
    expect(sizes['whole package']).toBeGreaterThan(sizes['besides Electron']);
    expect(contents.folder).toContain('caredesk');
  });

  it.each(['app.asar', 'besides Electron', 'whole package'] as const)(
    'is refused when %s is over its budget',
    async (part) => {
      await expect(judge({ budget: { ...expected.budget, [part]: 10 } })).rejects.toMatchObject(
        refusal(`${part} has 0.0 MB, and its budget is 0.0 MB`),
      );
    },
  );

  it('is refused when a fuse is wrong', async () => {
    await writeProgram(folder, '110011001');
    await expect(judge()).rejects.toMatchObject(refusal('fuse runAsNode is on and must be off'));
  });

  it('is refused without the ninth fuse, if its Electron is the one package.json names', async () => {
    await writeProgram(folder, goodFuses.slice(0, 8));
    await expect(judge()).rejects.toMatchObject(
      refusal('fuse wasmTrapHandlers is missing and must be on'),
    );
    await expect(judge({ isNamedElectron: false })).resolves.toBeDefined();
  });

  it('is refused when it holds a file that does not belong there', async () => {
    await writeInto(folder, 'resources/policy.json', '{}');
    await expect(judge()).rejects.toMatchObject(refusal('the folder holds resources/policy.json'));
  });

  it('is refused when its native module is not the one whose hash the archive holds', async () => {
    const native = 'node_modules/keytar/prebuilds/linux-x64/keytar.node';
    await writeInto(folder, `resources/app.asar.unpacked/${native}`, 'signed afterwards');
    await expect(judge()).rejects.toMatchObject(
      refusal(`${native} is not the one whose hash app.asar holds`),
    );
  });

  it.each(['CAREDESK_POLICY', 'CAREDESK_USER_DATA', 'CAREDESK_A_SEAM_OF_TOMORROW'])(
    'is refused when its main process knows %s',
    async (name) => {
      await rm(root, { recursive: true });
      await writePackedFolder(folder, { 'out/main/main.js': `process.env.${name}` });
      await expect(judge()).rejects.toMatchObject(refusal(`out/main/main.js knows ${name}`));
    },
  );

  it('may name to PowerShell the package it is to look at', async () => {
    await rm(root, { recursive: true });
    await writePackedFolder(folder, { 'out/main/main.js': '{CAREDESK_PACKAGE:file}' });
    await expect(judge()).resolves.toBeDefined();
  });

  it('is refused when its program is another processor’s', async () => {
    await expect(
      judge({ target: { kind: 'dir', platform: 'linux', arch: 'arm64' } }),
    ).rejects.toMatchObject({
      message: expect.stringContaining('the program is for x64, and the package for arm64'),
    });
  });

  it('is refused when it is another system’s', async () => {
    await expect(
      judge({ target: { kind: 'dir', platform: 'win32', arch: 'x64' } }),
    ).rejects.toMatchObject({ message: expect.stringContaining('the folder lacks CareDesk.exe') });
  });
});
