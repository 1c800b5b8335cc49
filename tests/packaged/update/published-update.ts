import { chmod, chown, copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { release } from '../../../build/release.ts';
import type { ClinicPc } from '../clinic-pc.ts';
import { type FeedServer, serveFeed } from './feed-server.ts';
import { packVersions } from './pack-versions.ts';

export const older = '1.0.0';
export const newer = '1.0.1';
export const note = 'Patients can be found by postcode.';

/** Two packed versions of CareDesk that trust the test's supplier, and a feed with the newer one. */
export interface PublishedUpdate {
  /** Files of the two versions. */
  readonly packages: readonly [string, string];
  /** The older version as a folder, which trusts the same supplier. */
  readonly unpacked: string;
  readonly channelFile: string;
  readonly server: FeedServer;
  /** Policy keys that lead to the feed. */
  readonly policy: Readonly<Record<string, unknown>>;
  close(): Promise<void>;
}

async function packageIn(packed: string): Promise<string> {
  const name = (await readdir(packed)).find((entry) => entry.endsWith('.AppImage'));
  if (name === undefined) throw new Error(`There is no AppImage in ${packed}`);
  return join(packed, name);
}

/** Packs both versions and publishes the newer one. Takes up to a few minutes. */
export async function publishUpdate(): Promise<PublishedUpdate> {
  const folder = await mkdtemp(join(tmpdir(), 'update-'));
  const feed = join(folder, 'feed');
  await mkdir(feed);
  const harness = { now: Date.now, environment: {} };
  const trustFile = join(folder, 'trust.json');
  await writeFile(trustFile, JSON.stringify({ publisherNames: [], releaseKeys: [] }));
  const keys = join(folder, 'keys');
  await release(['--new-key', keys, '--trust', trustFile], harness);
  const [key = ''] = await readdir(keys);

  const packed = join(folder, 'packed');
  await packVersions(packed, trustFile, { [older]: [], [newer]: [note] });
  await release(
    [
      ...['--packages', join(packed, newer), '--feed', feed, '--key', join(keys, key)],
      ...['--trust', trustFile, '--channel', 'training', '--training'],
      ...['--staging', '100'],
    ],
    harness,
  );
  const server = await serveFeed(feed);
  return {
    packages: [await packageIn(join(packed, older)), await packageIn(join(packed, newer))],
    unpacked: join(packed, older, 'linux-unpacked'),
    channelFile: join(feed, 'training-linux.yml'),
    server,
    policy: { updateFeedUrl: server.address, updateChannel: 'training' },
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Puts a packed version into a folder of the user's own and gives the folder. */
export async function installFor(pc: ClinicPc, packed: string): Promise<string> {
  const folder = await pc.makeUserFolder();
  const file = join(folder, 'caredesk');
  await copyFile(packed, file);
  await chmod(file, 0o755);
  await chown(file, 65534, 65534);
  return folder;
}
