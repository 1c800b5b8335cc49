import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseChannelFile } from '../../../build/release/channel-file.ts';
import { readSignedFile } from '../../../build/release/signed-file.ts';
import { readTrust } from '../../../build/release/signing-key.ts';
import { release } from '../../../build/release.ts';
import type { ChannelFile } from '../../../electron/updates/feed-format.ts';
import { type PackageOnDisk, writePackage } from './packages-on-disk.ts';

/** A supplier's machine in a folder of its own: keys, trust, packages and a feed. */
export interface ReleaseBench {
  readonly root: string;
  readonly feed: string;
  readonly trust: string;
  key: string;
  /** What the machine's environment says; nothing, unless a test puts it there. */
  environment: Record<string, string>;
  /** Epoch milliseconds; tests move it. */
  now: number;
  /** Runs `npm run release`'s work and returns what it says. */
  run(...args: readonly string[]): Promise<string>;
  /** As `run`, with feed, trust and key. */
  onFeed(...args: readonly string[]): Promise<string>;
  /** Writes a folder with one package of each description; a setup program by default. */
  packages(version: string, ...made: Partial<PackageOnDisk>[]): Promise<string>;
  /** Publishes a folder of packages, to everybody unless told otherwise. */
  publish(packages: string, ...args: readonly string[]): Promise<string>;
  /** A channel file, verified and read by electron-updater's parser. */
  channel(name?: string): Promise<ChannelFile>;
  files(): Promise<string[]>;
  remove(): Promise<void>;
}

export async function createReleaseBench(): Promise<ReleaseBench> {
  const root = await mkdtemp(join(tmpdir(), 'release-test-'));
  const feed = join(root, 'feed');
  const trust = join(root, 'release-trust.json');
  await mkdir(feed);
  await writeFile(trust, JSON.stringify({ publisherNames: ['A Supplier Ltd'], releaseKeys: [] }));
  const bench: ReleaseBench = {
    root,
    feed,
    trust,
    key: '',
    environment: {},
    now: Date.UTC(2026, 10, 23, 9),
    async run(...args) {
      const { now, environment } = bench;
      const lines = await release(args, { now: () => now, environment });
      return lines.join('\n');
    },
    onFeed: (...args) => bench.run('--feed', feed, '--trust', trust, '--key', bench.key, ...args),
    async packages(version, ...made) {
      const folder = join(root, `dist-${version}`);
      for (const one of made.length > 0 ? made : [{}]) {
        await writePackage(folder, { kind: 'exe', version, ...one });
      }
      return folder;
    },
    publish: (packages, ...args) =>
      bench.onFeed(
        ...['--packages', packages],
        ...(args.includes('--staging') ? [] : ['--staging', '100']),
        ...args,
      ),
    async channel(name = 'stable.yml') {
      const text = await readSignedFile(feed, name, await readTrust(trust));
      return parseChannelFile(name, text ?? '');
    },
    files: async () => (await readdir(feed)).sort(),
    remove: () => rm(root, { recursive: true, force: true }),
  };
  await bench.run('--new-key', join(root, 'keys'), '--trust', trust);
  bench.key = await newestKey(join(root, 'keys'));
  return bench;
}

/** The one private key in a folder. */
export async function newestKey(folder: string): Promise<string> {
  const [name = ''] = await readdir(folder);
  return join(folder, name);
}

export function readText(...path: readonly string[]): Promise<string> {
  return readFile(join(...path), 'utf8');
}
