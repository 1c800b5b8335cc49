import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import asar from '@electron/asar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { judgePackage } from '../../../build/packaging/judge-package.ts';

const native = 'node_modules/keytar/prebuilds/linux-x64/keytar.node';
const packed = [
  'package.json',
  'build.json',
  'out/main/main.js',
  'out/preload/preload.cjs',
  'out/renderer/index.html',
  'node_modules/keytar/package.json',
  'node_modules/keytar/LICENSE.md',
  'node_modules/keytar/lib/keytar.js',
  native,
];
const beside = [
  'LICENSE.electron.txt',
  'LICENSES.chromium.html',
  'locales/en-GB.pak',
  'locales/en-US.pak',
];
/** Each as required, the ninth with them, in Electron's own spelling. */
const goodFuses = '010011001';
const budget = { 'app.asar': 5_000, 'besides Electron': 6_000, 'whole package': 10_000 };

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'judge-package-test-'));
  const source = join(folder, 'source');
  for (const path of packed) await write(join(source, path), path);
  const archive = join(folder, 'packed/resources/app.asar');
  await asar.createPackageWithOptions(source, archive, { unpack: '*.node' });
  for (const path of beside) await write(join(folder, 'packed', path), path);
  await writeProgram(goodFuses);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text, 'latin1');
}

/** The start of a program for Linux on x64. */
const header = `\x7fELF${'\0'.repeat(14)}\x3e\0`;

function writeProgram(fuses: string): Promise<void> {
  const length = String.fromCharCode(fuses.length);
  return write(
    join(folder, 'packed/caredesk'),
    `${header}code dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01${length}${fuses} code`,
  );
}

const judge = (changes: Partial<Parameters<typeof judgePackage>[1]> = {}) =>
  judgePackage(join(folder, 'packed'), {
    target: { kind: 'dir', platform: 'linux', arch: 'x64' },
    executable: join(folder, 'packed/caredesk'),
    isNamedElectron: true,
    budget,
    ...changes,
  });

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
      await expect(judge({ budget: { ...budget, [part]: 10 } })).rejects.toMatchObject(
        refusal(`${part} has 0.0 MB, and its budget is 0.0 MB`),
      );
    },
  );

  it('is refused when a fuse is wrong', async () => {
    await writeProgram('110011001');
    await expect(judge()).rejects.toMatchObject(refusal('fuse runAsNode is on and must be off'));
  });

  it('is refused without the ninth fuse, if its Electron is the one package.json names', async () => {
    await writeProgram(goodFuses.slice(0, 8));
    await expect(judge()).rejects.toMatchObject(
      refusal('fuse wasmTrapHandlers is missing and must be on'),
    );
    await expect(judge({ isNamedElectron: false })).resolves.toBeDefined();
  });

  it('is refused when it holds a file that does not belong there', async () => {
    await write(join(folder, 'packed/resources/policy.json'), '{}');
    await expect(judge()).rejects.toMatchObject(refusal('the folder holds resources/policy.json'));
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
