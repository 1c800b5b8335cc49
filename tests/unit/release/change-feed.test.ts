import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelFile } from '../../../electron/updates/feed-format.ts';
import { writePackage } from './packages-on-disk.ts';
import { createReleaseBench, newestKey, type ReleaseBench, readText } from './release-bench.ts';

let bench: ReleaseBench;
beforeEach(async () => {
  bench = await createReleaseBench();
  const folder = join(bench.root, 'dist-1.1.0');
  await writePackage(folder, { kind: 'exe', version: '1.1.0' });
  await writePackage(folder, { kind: 'AppImage', version: '1.1.0' });
  await bench.publish(folder, '--staging', '10');
});
afterEach(() => bench.remove());

const timesOf = ({ serial, publishedAt, validUntil }: ChannelFile['caredesk']) => ({
  serial,
  publishedAt,
  validUntil,
});

async function nextVersion(version: string): Promise<string> {
  const folder = join(bench.root, `dist-${version}`);
  await writePackage(folder, { kind: 'exe', version });
  return folder;
}

describe('changing a feed', () => {
  it('widens a stage on all systems and leaves the rest', async () => {
    const before = await bench.channel();
    await bench.onFeed('--staging', '50');
    for (const name of ['stable.yml', 'stable-linux.yml']) {
      expect(await bench.channel(name)).toMatchObject({ version: '1.1.0', stagingPercentage: 50 });
    }
    const after = await bench.channel();
    expect(after.files).toEqual(before.files);
    expect(after.caredesk).toEqual({ ...before.caredesk, serial: before.caredesk.serial + 1 });
  });

  it('renews what it says, and nothing else', async () => {
    const before = await bench.channel();
    bench.now += 10_000;
    expect(await bench.onFeed('--renew', '--valid-days', '30')).toContain('until 2026-12-23');
    const { caredesk, ...rest } = await bench.channel();
    expect({ caredesk: { ...before.caredesk, ...timesOf(caredesk) }, ...rest }).toEqual({
      ...before,
      caredesk,
    });
    expect(caredesk.serial).toBeGreaterThan(before.caredesk.serial);
  });

  it('pauses and goes on', async () => {
    await bench.onFeed('--pause');
    expect((await bench.channel()).caredesk.paused).toBe(true);
    await bench.onFeed('--resume');
    expect((await bench.channel()).caredesk.paused).toBe(false);
  });

  it('publishes into a pause only when told to end it', async () => {
    await bench.onFeed('--pause');
    const folder = await nextVersion('1.2.0');
    await expect(bench.publish(folder)).rejects.toMatchObject({ code: 'FEED_REFUSED' });
    expect((await bench.channel()).version).toBe('1.1.0');
    await bench.publish(folder, '--resume');
    expect(await bench.channel()).toMatchObject({ version: '1.2.0', caredesk: { paused: false } });
  });

  it('sets a minimum that can be reached, and says who waits', async () => {
    expect(await bench.onFeed('--minimum', '1.1.0')).toContain('wait for it');
    expect((await bench.channel()).caredesk.minimumVersion).toBe('1.1.0');
    await expect(bench.onFeed('--minimum', '1.1.1')).rejects.toMatchObject({
      code: 'ARGUMENTS_WRONG',
    });
  });

  it('says that a narrower stage takes nothing back', async () => {
    expect(await bench.onFeed('--staging', '5')).toContain('keep it');
  });

  it('writes nothing in a dry run', async () => {
    const before = await readText(bench.feed, 'stable.yml');
    expect(await bench.onFeed('--pause', '--dry-run')).toContain('paused');
    expect(await readText(bench.feed, 'stable.yml')).toBe(before);
  });

  it('needs a feed', async () => {
    await expect(bench.onFeed('--pause', '--channel', 'beta')).rejects.toMatchObject({
      code: 'FEED_MISSING',
      message: expect.stringContaining('stable.yml'),
    });
  });
});

describe('a feed that was tampered with', () => {
  const changes: readonly [string, (text: string) => string][] = [
    ['a changed byte', (text) => text.replace('stagingPercentage: 10', 'stagingPercentage: 90')],
    ['no signature', (text) => text.replace(/# signature.*\n/, '')],
    ['something after the signature', (text) => `${text}version: "9.0.0"\n`],
    ['line ends of Windows', (text) => text.replaceAll('\n', '\r\n')],
  ];
  it.each(changes)('is not built on: %s', async (_what, change) => {
    const file = join(bench.feed, 'stable.yml');
    await writeFile(file, change(await readFile(file, 'utf8')));
    const before = await bench.files();
    for (const work of [
      () => bench.onFeed('--staging', '50'),
      async () => bench.publish(await nextVersion('1.2.0')),
    ]) {
      await expect(work()).rejects.toMatchObject({ code: 'FEED_REFUSED' });
    }
    expect(await bench.files()).toEqual(before);
  });

  it('is not built on: a file under another channel’s name', async () => {
    const text = await readText(bench.feed, 'stable.yml');
    await writeFile(join(bench.feed, 'beta.yml'), text);
    await expect(bench.onFeed('--pause', '--channel', 'beta')).rejects.toMatchObject({
      code: 'FEED_REFUSED',
    });
  });

  it('is not built on: signed with a key CareDesk does not know', async () => {
    const others = join(bench.root, 'other-keys');
    const otherTrust = join(bench.root, 'other-trust.json');
    await writeFile(otherTrust, JSON.stringify({ publisherNames: [], releaseKeys: [] }));
    await bench.run('--new-key', others, '--trust', otherTrust);
    const key = await newestKey(others);
    await expect(
      bench.run('--feed', bench.feed, '--trust', otherTrust, '--key', key, '--pause'),
    ).rejects.toMatchObject({ code: 'FEED_REFUSED' });
  });
});

describe('going back', () => {
  it('explains that there is no way back but a higher version', async () => {
    await expect(bench.onFeed('--rollback-to', '1.0.0')).rejects.toMatchObject({
      code: 'ROLLBACK_NEEDS_PACKAGES',
      message: expect.stringContaining('--pause'),
    });
  });

  it('refuses the old packages themselves', async () => {
    const folder = await nextVersion('1.0.0');
    await expect(
      bench.onFeed('--rollback-to', '1.0.0', '--packages', folder),
    ).rejects.toMatchObject({ code: 'ROLLBACK_NEEDS_PACKAGES' });
  });

  it('publishes a higher version to everyone', async () => {
    await bench.onFeed('--pause');
    const folder = await nextVersion('1.1.1');
    await bench.onFeed('--rollback-to', '1.0.0', '--packages', folder, '--resume');
    expect(await bench.channel()).toMatchObject({
      version: '1.1.1',
      stagingPercentage: 100,
      caredesk: { paused: false, notes: ['Finding a patient by name is quicker.'] },
    });
  });
});

describe('checking a feed', () => {
  const check = () => bench.run('--check', '--feed', bench.feed, '--trust', bench.trust);

  it('finds a whole one whole, without a private key', async () => {
    expect(await check()).toContain('What the feed offers is whole');
  });

  it('names what is missing or was changed', async () => {
    const name = 'caredesk-setup-1.1.0-x64.exe';
    await writeFile(join(bench.feed, `${name}`), Buffer.alloc(64_096));
    await writeFile(join(bench.feed, 'caredesk-1.1.0-x64.AppImage'), 'short');
    await expect(check()).rejects.toMatchObject({
      code: 'FEED_CHECK_FAILED',
      message: expect.stringMatching(/x64\.exe was changed[\s\S]*AppImage has 5 bytes/),
    });
    await writeFile(join(bench.feed, `${name}.blockmap`), 'another');
    await expect(check()).rejects.toThrow(`${name}.blockmap was changed`);
  });

  it.each(['build.json', 'cdx.json', 'licences.txt'])(
    'names a package whose %s is missing',
    async (end) => {
      const name = `caredesk-setup-1.1.0-x64.exe.${end}`;
      await rm(join(bench.feed, name));
      await expect(check()).rejects.toMatchObject({
        code: 'FEED_CHECK_FAILED',
        message: expect.stringContaining(`${name} is missing`),
      });
    },
  );

  it('names a package that must not be released, or is stamped for another version', async () => {
    const file = join(bench.feed, 'caredesk-setup-1.1.0-x64.exe.build.json');
    const stamp = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...stamp, notForRelease: ['It is not signed.'] }));
    await expect(check()).rejects.toThrow('caredesk-setup-1.1.0-x64.exe: It is not signed.');
    await writeFile(file, JSON.stringify({ ...stamp, version: '1.0.0' }));
    await expect(check()).rejects.toThrow('is of another build');
    const bill = join(bench.feed, 'caredesk-setup-1.1.0-x64.exe.cdx.json');
    await writeFile(bill, (await readFile(bill, 'utf8')).replaceAll('1.1.0', '1.0.0'));
    await expect(check()).rejects.toThrow('its stamp is of version 1.0.0');
  });

  it('says when it has run out', async () => {
    bench.now += 91 * 24 * 60 * 60_000;
    await expect(check()).rejects.toThrow('stable.yml was believed until 2027-02-21');
  });
});
