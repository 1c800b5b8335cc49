import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { sha512Of } from '../../../build/release/file-hash.ts';
import { readTrust } from '../../../build/release/signing-key.ts';
import { systemClock } from '../../../electron/ground/clock.ts';
import { unlimited } from '../../../electron/updates/bandwidth.ts';
import { createElectronUpdater } from '../../../electron/updates/electron-updater-adapter.ts';
import type { Installation } from '../../../electron/updates/installation.ts';
import { fetchFeed } from '../../../electron/updates/verified-feed.ts';
import { type FeedHost, hostFeed } from '../../feed/feed-host.ts';
import { writePackage } from './packages-on-disk.ts';
import { createReleaseBench, type ReleaseBench } from './release-bench.ts';

let bench: ReleaseBench;
let host: FeedHost;
let dist = '';

/** 1.0.0 in the feed, then 1.1.0, which differs in the middle; 400 kB each. */
beforeEach(async () => {
  bench = await createReleaseBench();
  host = await hostFeed(bench.feed);
  dist = join(bench.root, 'dist');
  const old = randomBytes(400_000);
  const next = Buffer.concat([old.subarray(0, 200_000), randomBytes(20), old.subarray(200_000)]);
  for (const [version, body] of [
    ['1.0.0', old],
    ['1.1.0', next],
  ] as const) {
    await rm(dist, { recursive: true, force: true });
    await writePackage(dist, { kind: 'exe', version, body });
    await writePackage(dist, { kind: 'AppImage', version, body });
    await bench.publish(dist);
  }
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await host.close();
  await bench.remove();
});

/** CareDesk 1.0.0 of that kind fetches what the feed offers. */
async function update(installation: Exclude<Installation, { kind: 'unmanaged' }>): Promise<void> {
  const { releaseKeys } = await readTrust(bench.trust);
  const { platform, architecture } = installation;
  const signal = AbortSignal.timeout(60_000);
  const updater = createElectronUpdater({
    fetch,
    clock: systemClock,
    bandwidth: unlimited,
    installation,
    version: '1.0.0',
    publisherNames: ['A Supplier Ltd'],
    environment: { SystemRoot: 'C:\\Windows' },
    // Windows itself: it judges the file it is asked about as signed by the supplier.
    run: async (_file, _args, { env }) => ({
      stdout: JSON.stringify({
        status: 0,
        subject: 'CN=A Supplier Ltd, O=A Supplier Ltd, C=GB',
        path: env['CAREDESK_PACKAGE'],
      }),
    }),
    hold: async () => ({ isHeld: () => true, release: () => undefined }),
    userData: join(bench.root, 'user'),
    cacheFolder: join(bench.root, 'cache'),
  });
  const feed = await fetchFeed(
    fetch,
    {
      feedUrl: host.url,
      channel: 'stable',
      platform,
      architecture,
      releaseKeys,
      lastTaken: null,
      now: bench.now,
    },
    signal,
  );
  expect(await updater.isOffered(feed)).toBe(true);
  await updater.download(() => undefined, signal);
}

describe('an update through a released feed', () => {
  it('takes only what changed of an AppImage, by the block map inside', async () => {
    const file = join(bench.root, 'CareDesk.AppImage');
    await copyFile(join(bench.feed, 'caredesk-1.0.0-x64.AppImage'), file);
    // The AppImage sets it for the program inside.
    vi.stubEnv('APPIMAGE', file);
    await update({
      kind: 'appimage',
      platform: 'linux-x64',
      architecture: 'x64',
      needsElevation: false,
      file,
    });
    const sent = host.sent.get('caredesk-1.1.0-x64.AppImage') ?? 0;
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(150_000);
  });

  it('takes only what changed of a setup program, by the block maps beside both versions', async () => {
    const cache = join(bench.root, 'cache', 'caredesk-updater');
    await mkdir(cache, { recursive: true });
    await copyFile(join(bench.feed, 'caredesk-setup-1.0.0-x64.exe'), join(cache, 'installer.exe'));
    await update({ kind: 'nsis', platform: 'win32', architecture: 'x64', needsElevation: false });
    expect(host.sent.get('caredesk-setup-1.0.0-x64.exe.blockmap')).toBeGreaterThan(0);
    expect(host.sent.get('caredesk-setup-1.0.0-x64.exe')).toBeUndefined();
    const sent = host.sent.get('caredesk-setup-1.1.0-x64.exe') ?? 0;
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(150_000);
    const fetched = join(cache, 'pending', 'caredesk-setup-1.1.0-x64.exe');
    expect(await sha512Of(fetched)).toBe(
      await sha512Of(join(dist, 'caredesk-setup-1.1.0-x64.exe')),
    );
  });
});
