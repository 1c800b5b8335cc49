import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha512Of } from '../../../build/release/file-hash.ts';
import { writePackage } from './packages-on-disk.ts';
import { createReleaseBench, type ReleaseBench, readText } from './release-bench.ts';

let bench: ReleaseBench;
beforeEach(async () => {
  bench = await createReleaseBench();
});
afterEach(() => bench.remove());

const packages: ReleaseBench['packages'] = (...made) => bench.packages(...made);

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

describe('a training feed', () => {
  const unsigned = { stamp: { signed: false, notForRelease: ['It is not signed.'] } };

  it('takes packages that must not be released, and says so', async () => {
    const folder = await packages('1.1.0', unsigned);
    const said = await bench.publish(folder, '--training', '--channel', 'training');
    expect(said).toContain('Training only: caredesk-setup-1.1.0-x64.exe: It is not signed.');
    expect((await bench.channel('training.yml')).version).toBe('1.1.0');
    const check = ['--check', '--feed', bench.feed, '--trust', bench.trust];
    expect(await bench.run(...check, '--channel', 'training')).toContain(
      'What the feed offers is whole',
    );
  });

  it('is refused packages that would not believe it, unless it is for training', async () => {
    const folder = await packages('1.1.0', { stamp: { releaseKeys: ['another-key'] } });
    await expect(bench.publish(folder)).rejects.toMatchObject({
      code: 'PACKAGE_REFUSED',
      message: expect.stringContaining('would not believe this feed'),
    });
    const said = await bench.publish(folder, '--training', '--channel', 'training');
    expect(said).toContain('would not believe this feed');
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
