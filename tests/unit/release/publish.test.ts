import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha512Of } from '../../../build/release/file-hash.ts';
import { type PackageOnDisk, writePackage } from './packages-on-disk.ts';
import { createReleaseBench, type ReleaseBench, readText } from './release-bench.ts';

let bench: ReleaseBench;
beforeEach(async () => {
  bench = await createReleaseBench();
});
afterEach(() => bench.remove());

/** A folder with one package of each description. */
async function packages(version: string, ...made: Partial<PackageOnDisk>[]): Promise<string> {
  const folder = join(bench.root, `dist-${version}`);
  for (const one of made.length > 0 ? made : [{}]) {
    await writePackage(folder, { kind: 'exe', version, ...one });
  }
  return folder;
}

/** A package's files in a feed. */
function published(name: string, ...more: string[]): string[] {
  return ['', ...more, '.build.json', '.cdx.json', '.licences.txt'].map((end) => `${name}${end}`);
}

describe('publishing a version', () => {
  it('offers each system its packages in a channel file electron-updater reads', async () => {
    const folder = await packages(
      '1.1.0',
      { kind: 'exe' },
      { kind: 'exe', arch: 'arm64' },
      { kind: 'msi' },
      { kind: 'AppImage' },
      { kind: 'deb' },
    );
    // What electron-builder or an earlier build left there, and nobody needs.
    const leftOver = [
      'latest.yml',
      'caredesk-11.1.0.cdx.json',
      'caredesk-1.1.0-beta.1-x64.msi.txt',
    ];
    for (const name of leftOver) await writeFile(join(folder, name), 'version: 1.1.0');
    await bench.publish(folder, '--staging', '10', '--minimum', '1.0.0');

    const windows = await bench.channel('stable.yml');
    expect(windows).toMatchObject({
      version: '1.1.0',
      stagingPercentage: 10,
      caredesk: {
        format: 1,
        channel: 'stable',
        platform: 'win32',
        publishedAt: '2026-11-23T09:00:00.000Z',
        minimumVersion: '1.0.0',
        paused: false,
        notes: ['Finding a patient by name is quicker.'],
      },
    });
    expect(windows.files.map(({ url }) => url)).toEqual([
      'caredesk-setup-1.1.0-arm64.exe',
      'caredesk-setup-1.1.0-x64.exe',
    ]);
    for (const { url, size, sha512 } of windows.files) {
      const published = await readFile(join(bench.feed, url));
      expect({ size, sha512 }).toEqual({
        size: published.length,
        sha512: await sha512Of(join(folder, url)),
      });
    }
    const linux = await bench.channel('stable-linux.yml');
    expect(linux.files.map(({ url }) => url)).toEqual(['caredesk-1.1.0-x64.AppImage']);
    expect(linux.caredesk.platform).toBe('linux-x64');
    expect(await bench.files()).toEqual([
      ...published('caredesk-1.1.0-x64.AppImage'),
      ...published('caredesk-1.1.0-x64.deb'),
      ...published('caredesk-1.1.0-x64.msi'),
      ...published('caredesk-setup-1.1.0-arm64.exe', '.blockmap'),
      ...published('caredesk-setup-1.1.0-x64.exe', '.blockmap'),
      'stable-linux.yml',
      'stable.yml',
    ]);
  });

  it('says where the block map of an AppImage lies', async () => {
    const folder = await packages('1.1.0', { kind: 'AppImage' });
    await bench.publish(folder);
    const [file] = (await bench.channel('stable-linux.yml')).files;
    const bytes = await readFile(join(folder, 'caredesk-1.1.0-x64.AppImage'));
    expect(file?.blockMapSize).toBe(bytes.readUInt32BE(bytes.length - 4));
  });

  it('takes the packages of a system that is built elsewhere, or later', async () => {
    await bench.publish(await packages('1.1.0', { kind: 'exe' }));
    const linux = join(bench.root, 'built-on-linux');
    await writePackage(linux, {
      kind: 'AppImage',
      version: '1.1.0',
      stamp: { electron: '45.4.2' },
    });
    await bench.publish(linux);
    expect((await bench.channel()).version).toBe('1.1.0');
    expect((await bench.channel('stable-linux.yml')).version).toBe('1.1.0');
    const bill = await readText(bench.feed, 'caredesk-1.1.0-x64.AppImage.cdx.json');
    expect(bill).toContain('45.4.2');
  });

  it('keeps what is in the feed, and the old block maps with it', async () => {
    await bench.publish(await packages('1.0.0'));
    await bench.publish(await packages('1.1.0'));
    expect(await bench.files()).toEqual(
      expect.arrayContaining([
        'caredesk-setup-1.0.0-x64.exe.blockmap',
        'caredesk-setup-1.1.0-x64.exe.blockmap',
      ]),
    );
  });

  it('counts every publication higher, and a feed made anew higher than the lost one', async () => {
    await bench.publish(await packages('1.0.0'));
    const first = await bench.channel();
    await bench.publish(await packages('1.1.0'));
    const second = await bench.channel();
    expect(second.caredesk.serial).toBeGreaterThan(first.caredesk.serial);

    await rm(join(bench.feed, 'stable.yml'));
    bench.now += 60_000;
    await bench.publish(await packages('1.2.0'));
    expect((await bench.channel()).caredesk.serial).toBeGreaterThan(second.caredesk.serial);
  });

  it('counts on when the clock was put back', async () => {
    await bench.publish(await packages('1.0.0'));
    const { serial } = (await bench.channel()).caredesk;
    bench.now -= 86_400_000;
    await bench.publish(await packages('1.1.0'));
    expect((await bench.channel()).caredesk.serial).toBe(serial + 1);
  });

  it('keeps the minimum version until another one is named', async () => {
    await bench.publish(await packages('1.0.0'), '--minimum', '0.9.0');
    await bench.publish(await packages('1.1.0'));
    expect((await bench.channel()).caredesk.minimumVersion).toBe('0.9.0');
  });

  it('writes nothing in a dry run', async () => {
    const said = await bench.publish(await packages('1.1.0'), '--dry-run');
    expect(said).toContain('Dry run');
    expect(said).toContain('caredesk-setup-1.1.0-x64.exe');
    expect(await bench.files()).toEqual([]);
  });

  it('signs with the key of the environment, and offers it to few, when neither is named', async () => {
    const folder = await packages('1.1.0');
    bench.environment = { CAREDESK_RELEASE_KEY: bench.key };
    const command = ['--packages', folder, '--feed', bench.feed, '--trust', bench.trust];
    expect(await bench.run(...command)).toContain(
      'No --staging was given: offered to 5 % of installations.',
    );
    expect(await bench.channel()).toMatchObject({ version: '1.1.0', stagingPercentage: 5 });
  });

  it('carries notes that YAML could misread', async () => {
    const notes = ['yes: "no" # 12:30 \\ ’ — null', '- a dash'];
    await bench.publish(await packages('1.1.0', { stamp: { notes } }));
    expect((await bench.channel()).caredesk.notes).toEqual(notes);
  });

  it('tells people what a file says, when one is named, and not what the packages say', async () => {
    const file = join(bench.root, 'notes.md');
    await writeFile(file, '# 1.1.0\n\n- Searching is quicker.\n');
    await bench.publish(await packages('1.1.0'), '--notes', file);
    expect((await bench.channel()).caredesk.notes).toEqual(['Searching is quicker.']);
  });
});

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
    expect(await bench.publish(folder)).toContain('copied 0 files, 5 were there already');
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

describe('a training feed', () => {
  const unsigned = { stamp: { signed: false, notForRelease: ['It is not signed.'] } };

  it('takes packages that must not be released, and says so', async () => {
    const folder = await packages('1.1.0', unsigned);
    const said = await bench.publish(folder, '--training', '--channel', 'training');
    expect(said).toContain('Training only: caredesk-setup-1.1.0-x64.exe: It is not signed.');
    expect((await bench.channel('training.yml')).version).toBe('1.1.0');
    const check = ['--check', '--feed', bench.feed, '--trust', bench.trust];
    expect(await bench.run(...check, '--channel', 'training')).toContain('The feed is whole');
  });

  it('takes packages that have nothing to tell', async () => {
    const folder = await packages('1.1.0', { stamp: { notes: [] } });
    await bench.publish(folder, '--training', '--channel', 'training');
    expect((await bench.channel('training.yml')).caredesk.notes).toEqual([]);
  });

  it('never is a channel that PCs in use follow', async () => {
    const folder = await packages('1.1.0', unsigned);
    await expect(bench.publish(folder, '--training')).rejects.toMatchObject({
      code: 'ARGUMENTS_WRONG',
    });
    await expect(bench.publish(folder, '--channel', 'training')).rejects.toMatchObject({
      code: 'ARGUMENTS_WRONG',
    });
  });
});
