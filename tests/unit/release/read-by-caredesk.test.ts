import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTrust } from '../../../build/release/signing-key.ts';
import { type FeedQuestion, fetchFeed } from '../../../electron/updates/verified-feed.ts';
import { type FeedHost, hostFeed } from '../../feed/feed-host.ts';
import { writePackage } from './packages-on-disk.ts';
import { createReleaseBench, type ReleaseBench, readText } from './release-bench.ts';

let bench: ReleaseBench;
let host: FeedHost;
let question: FeedQuestion;

async function publish(version: string, ...args: readonly string[]): Promise<void> {
  const folder = join(bench.root, `dist-${version}`);
  await writePackage(folder, { kind: 'exe', version });
  await writePackage(folder, { kind: 'exe', version, arch: 'arm64' });
  await writePackage(folder, { kind: 'AppImage', version });
  await bench.publish(folder, ...args);
}

const read = (changes: Partial<FeedQuestion> = {}) =>
  fetchFeed(fetch, { ...question, ...changes }, AbortSignal.timeout(30_000));

beforeEach(async () => {
  bench = await createReleaseBench();
  host = await hostFeed(bench.feed);
  question = {
    feedUrl: host.url,
    channel: 'stable',
    platform: 'win32',
    architecture: 'x64',
    releaseKeys: (await readTrust(bench.trust)).releaseKeys,
    lastTaken: null,
    now: bench.now,
  };
  await publish('1.1.0', '--staging', '10', '--minimum', '1.0.0');
});
afterEach(async () => {
  await host.close();
  await bench.remove();
});

describe('CareDesk reads what was released', () => {
  it('finds the package for its system and processor', async () => {
    const { content, file } = await read();
    expect(content).toEqual(await bench.channel());
    expect(file.url).toBe('caredesk-setup-1.1.0-x64.exe');
    expect((await read({ architecture: 'arm64' })).file.url).toBe('caredesk-setup-1.1.0-arm64.exe');
    expect((await read({ platform: 'linux-x64' })).file.url).toBe('caredesk-1.1.0-x64.AppImage');
  });

  it('takes every later publication for later', async () => {
    let last = await read();
    const changes = [
      ['--staging', '50'],
      ['--pause'],
      ['--resume'],
      ['--minimum', '1.1.0'],
      ['--renew'],
    ];
    for (const change of changes) {
      await bench.onFeed(...change);
      const next = await read({ lastTaken: last.raw });
      expect(next.content.caredesk.serial).toBeGreaterThan(last.content.caredesk.serial);
      last = next;
    }
    await publish('1.2.0');
    expect((await read({ lastTaken: last.raw })).content.version).toBe('1.2.0');
  });

  it('refuses an earlier publication that was put back', async () => {
    const earlier = await readText(bench.feed, 'stable.yml');
    await bench.onFeed('--pause');
    const { raw } = await read();
    await writeFile(join(bench.feed, 'stable.yml'), earlier);
    await expect(read({ lastTaken: raw })).rejects.toMatchObject({ code: 'UPDATE_FEED_OLDER' });
  });

  it('believes a publication for as long as it says, and one that was renewed for longer', async () => {
    const day = 24 * 60 * 60_000;
    const last = bench.now + 90 * day;
    await read({ now: last });
    const expired = { code: 'UPDATE_FEED_EXPIRED', detail: new Date(last).toISOString() };
    await expect(read({ now: last + 1 })).rejects.toMatchObject(expired);
    bench.now += 80 * day;
    await bench.onFeed('--renew', '--valid-days', '400');
    expect((await read({ now: bench.now + 400 * day })).content.version).toBe('1.1.0');
  });

  it('refuses a channel that was renamed, and a key it was not built with', async () => {
    await writeFile(join(bench.feed, 'beta.yml'), await readText(bench.feed, 'stable.yml'));
    await expect(read({ channel: 'beta' })).rejects.toMatchObject({
      code: 'UPDATE_FEED_WRONG_CHANNEL',
    });
    await expect(read({ releaseKeys: [] })).rejects.toMatchObject({
      code: 'UPDATE_FEED_KEY_UNKNOWN',
    });
  });

  it('goes on believing through a change of keys', async () => {
    const old = { key: bench.key, releaseKeys: question.releaseKeys };
    await bench.run('--new-key', join(bench.root, 'next'), '--trust', bench.trust);
    const { releaseKeys } = await readTrust(bench.trust);
    // 1.2.0 holds both keys and is signed with the old one, which older PCs know.
    await publish('1.2.0');
    await read({ releaseKeys: old.releaseKeys });
    const next = releaseKeys.at(-1);
    bench.key = join(bench.root, 'next', `caredesk-release-${next?.keyId}.pem`);
    await publish('1.3.0');
    await read({ releaseKeys });
    await expect(read({ releaseKeys: old.releaseKeys })).rejects.toMatchObject({
      code: 'UPDATE_FEED_KEY_UNKNOWN',
    });
  });
});
