import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PackageOnDisk, writePackage } from './packages-on-disk.ts';
import { createReleaseBench, type ReleaseBench, readText } from './release-bench.ts';

let bench: ReleaseBench;
beforeEach(async () => {
  bench = await createReleaseBench();
});
afterEach(() => bench.remove());

const packages: ReleaseBench['packages'] = (...made) => bench.packages(...made);

describe('a version is refused', () => {
  async function refusal(work: Promise<unknown>): Promise<unknown> {
    const error = await work.then(
      () => null,
      (reason: unknown) => reason,
    );
    // Not half a publication: the feed is as it was.
    expect((await bench.files()).filter((name) => name.endsWith('.part'))).toEqual([]);
    return error;
  }

  it('when it is not higher than the one in the feed', async () => {
    await bench.publish(await packages('1.1.0'));
    const before = await readText(bench.feed, 'stable.yml');
    for (const version of ['1.0.9', '1.1.0']) {
      expect(await refusal(bench.publish(await packages(version)))).toMatchObject({
        code: 'VERSION_NOT_HIGHER',
      });
    }
    expect(await readText(bench.feed, 'stable.yml')).toBe(before);
  });

  it('when it is a pre-release, unless its channel is for those', async () => {
    const folder = await packages('1.1.0-beta.1');
    expect(await refusal(bench.publish(folder))).toMatchObject({ code: 'PACKAGE_REFUSED' });
    await bench.publish(folder, '--channel', 'beta');
    expect((await bench.channel('beta.yml')).version).toBe('1.1.0-beta.1');
  });

  it('when its number was used for other packages', async () => {
    await bench.publish(await packages('1.1.0'), '--channel', 'beta');
    const again = join(bench.root, 'built-again');
    await writePackage(again, { kind: 'exe', version: '1.1.0' });
    expect(await refusal(bench.publish(again))).toMatchObject({
      code: 'PACKAGE_REFUSED',
      message: expect.stringContaining('other content'),
    });
    expect(await bench.files()).not.toContain('stable.yml');
  });

  it('when the same packages go to another channel, it is not', async () => {
    const folder = await packages('1.1.0');
    await bench.publish(folder, '--channel', 'beta');
    expect(await bench.publish(folder)).toContain('copied: 0 files; there already: 5');
    expect((await bench.channel()).version).toBe('1.1.0');
  });

  const unfit: readonly [string, Partial<PackageOnDisk>, string][] = [
    ['unsigned', { stamp: { signed: false, notForRelease: ['It is not signed.'] } }, 'not signed'],
    ['another Electron', { stamp: { notForRelease: ['It holds Electron 33.'] } }, 'Electron 33'],
    ['said to be signed only', { holdsSignature: false }, 'holds no signature'],
    ['a version its name does not have', { stamp: { version: '1.2.0' } }, 'must hold the version'],
    ['another processor', { stamp: { arch: 'arm64' } }, 'processor'],
    ['another system', { stamp: { platform: 'linux' } }, 'for linux'],
    [
      'named for a longer version',
      { name: 'caredesk-setup-11.1.0-x64.exe' },
      'must hold the version',
    ],
    [
      'named for a pre-release',
      { name: 'caredesk-setup-1.1.0-beta.1-x64.exe' },
      'must hold the version',
    ],
    ['billed for another Electron', { billedElectron: '33.2.1' }, 'cdx.json is of another build'],
    ['a name without processor', { name: 'caredesk-setup-1.1.0.exe' }, 'processor'],
    ['a name with spaces', { name: 'CareDesk Setup 1.1.0-x64.exe' }, 'letters, digits'],
  ];
  it.each(unfit)('when it is %s', async (_what, made, words) => {
    const error = await refusal(bench.publish(await packages('1.1.0', made)));
    expect(error).toMatchObject({
      code: 'PACKAGE_REFUSED',
      message: expect.stringContaining(words),
    });
    expect(await bench.files()).toEqual([]);
  });

  it('when its block map is missing or another file’s', async () => {
    const name = 'caredesk-setup-1.1.0-x64.exe';
    const folder = await packages('1.1.0');
    const other = join(bench.root, 'other');
    await writePackage(other, { kind: 'exe', version: '1.1.0', bytes: 90_000 });
    const blockMap = join(folder, `${name}.blockmap`);

    await copyFile(join(other, `${name}.blockmap`), blockMap);
    expect(await refusal(bench.publish(folder))).toMatchObject({
      message: expect.stringContaining('belongs to another file'),
    });
    await rm(blockMap);
    expect(await refusal(bench.publish(folder))).toMatchObject({
      message: expect.stringContaining('blockmap is missing'),
    });
  });

  it.each(['build.json', 'cdx.json', 'licences.txt'])(
    'when its %s is missing, empty or no such file',
    async (end) => {
      const folder = await packages('1.1.0');
      const file = join(folder, `caredesk-setup-1.1.0-x64.exe.${end}`);
      await writeFile(file, '');
      expect(await refusal(bench.publish(folder))).toMatchObject({
        code: 'PACKAGE_REFUSED',
        message: expect.stringMatching(`${end} (is empty|cannot be read)`),
      });
      await rm(file);
      expect(await refusal(bench.publish(folder))).toMatchObject({
        code: 'PACKAGE_REFUSED',
        message: expect.stringContaining(`${end} is missing`),
      });
      expect(await bench.files()).toEqual([]);
    },
  );

  it('when an AppImage does not end in its own block map', async () => {
    const folder = await packages('1.1.0', { kind: 'AppImage' });
    const file = join(folder, 'caredesk-1.1.0-x64.AppImage');
    const whole = await readFile(file);
    const blockMapSize = whole.readUInt32BE(whole.length - 4);
    const damaged = Buffer.from(whole).fill(7, whole.length - 4 - blockMapSize, whole.length - 4);
    // Cut off; with a block map that cannot be read; with one of a longer file.
    for (const bytes of [whole.subarray(0, -9), damaged, whole.subarray(100)]) {
      await writeFile(file, bytes);
      expect(await refusal(bench.publish(folder))).toMatchObject({
        code: 'PACKAGE_REFUSED',
        message: expect.stringContaining('does not end in a blockmap'),
      });
    }
  });

  it('when PCs with a processor of the last version would be left out', async () => {
    await bench.publish(await packages('1.0.0', {}, { arch: 'arm64' }));
    expect(await refusal(bench.publish(await packages('1.1.0')))).toMatchObject({
      code: 'PACKAGES_UNUSABLE',
      message: expect.stringContaining('arm64'),
    });
    const onlyArm = await packages('1.2.0', { arch: 'arm64' });
    expect(await refusal(bench.publish(onlyArm, '--channel', 'beta'))).toMatchObject({
      message: expect.stringContaining('x64'),
    });
  });

  it('when the folder holds no, several or only managed packages', async () => {
    const mixed = await packages('1.1.0');
    await writePackage(mixed, { kind: 'msi', version: '1.0.0' });
    const managed = await packages('1.3.0', { kind: 'msi' }, { kind: 'deb' });
    for (const folder of [bench.feed, join(bench.root, 'nowhere'), mixed, managed]) {
      expect(await refusal(bench.publish(folder))).toMatchObject({ code: 'PACKAGES_UNUSABLE' });
    }
  });

  it('when its packages say different things of it, unless a file says what counts', async () => {
    const folder = await packages('1.1.0', {}, { kind: 'msi', stamp: { notes: ['Another.'] } });
    expect(await refusal(bench.publish(folder))).toMatchObject({
      code: 'NOTES_UNUSABLE',
      message: expect.stringContaining('caredesk-1.1.0-x64.msi and caredesk-setup-1.1.0-x64.exe'),
    });
    const file = join(bench.root, 'notes.md');
    expect(await refusal(bench.publish(folder, '--notes', file))).toMatchObject({
      code: 'NOTES_UNUSABLE',
    });
    await writeFile(file, '- One thing.\n');
    await bench.publish(folder, '--notes', file);
    expect((await bench.channel()).caredesk.notes).toEqual(['One thing.']);
  });

  it('when the minimum is above it', async () => {
    const folder = await packages('1.1.0');
    expect(await refusal(bench.publish(folder, '--minimum', '1.2.0'))).toMatchObject({
      code: 'ARGUMENTS_WRONG',
    });
  });
});
