import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../electron/ground/clock.ts';
import type { RunProgram } from '../../../electron/updates/authenticode.ts';
import type { FeedFile } from '../../../electron/updates/feed-format.ts';
import type { HoldFile } from '../../../electron/updates/file-hold.ts';
import {
  createUpdateEngine,
  type ManagedInstallation,
  type UpdateEngine,
} from '../../../electron/updates/update-engine.ts';
import { type FeedHost, hostFeed } from '../../feed/feed-host.ts';
import {
  addPackage,
  createTestKey,
  type FeedChoice,
  packageBytes,
  publishFeed,
  type TestKey,
} from '../../feed/signed-feed.ts';

export const publisher = 'A Supplier Ltd';

/** Time as it is, but short waits are over at once: the server of the test is always there. */
export const impatientClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, task) {
    if (milliseconds <= 15_000) {
      const immediate = setImmediate(task);
      return () => clearImmediate(immediate);
    }
    const timer = setTimeout(task, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** PowerShell as Windows answers it for a file that is signed by `subject`. */
export function signedBy(subject: string, status = 0): RunProgram {
  return async (_file, _args, { env }) => ({
    stdout: JSON.stringify({ status, subject, path: env['CAREDESK_PACKAGE'] }),
  });
}

/** A PC with CareDesk 1.0.0, a feed on a static host, and version 1.1.0 that differs in the middle. */
export interface UpdateHarness {
  readonly root: string;
  /** Folder of the feed. */
  readonly folder: string;
  readonly host: FeedHost;
  readonly key: TestKey;
  readonly files: { readonly exe: FeedFile; readonly appImage: FeedFile };
  /** The AppImage that runs. */
  readonly running: string;
  /** Where the library keeps what it fetches. */
  readonly cache: string;
  publish(choice?: Partial<FeedChoice>): Promise<void>;
  open(choice?: EngineChoice): UpdateEngine;
  /** Publishes 1.1.0, and opens an engine that has been offered it. */
  offer(choice?: EngineChoice): Promise<UpdateEngine>;
  inFeed(name: string): Promise<Buffer>;
  /** Whether the package that was fetched is the one in the feed. */
  isFetched(name: string): Promise<boolean>;
  /** Puts the installer of 1.0.0 where the installer leaves itself. */
  keepInstaller(): Promise<void>;
  /** Number that decides on a staged roll-out: `part` from 0 to 1. */
  standAt(part: number): Promise<void>;
  close(): Promise<void>;
}

export interface EngineChoice {
  readonly kind?: 'nsis' | 'appimage';
  readonly version?: string;
  readonly run?: RunProgram;
  readonly hold?: HoldFile;
  /** The AppImage that runs; the harness's own by default. */
  readonly running?: string;
  readonly keys?: readonly TestKey[];
  readonly channel?: string;
  readonly bytesPerSecond?: number;
  readonly clock?: Clock;
  readonly needsElevation?: boolean;
  readonly fetch?: typeof fetch;
}

export const packageSize = 300_000;

export async function openUpdateHarness(): Promise<UpdateHarness> {
  const root = await mkdtemp(join(tmpdir(), 'caredesk-updates-'));
  const folder = join(root, 'feed');
  const old = packageBytes(packageSize, 'old');
  const next = Buffer.concat([
    old.subarray(0, 150_000),
    packageBytes(20, 'new'),
    old.subarray(150_000),
  ]);
  await addPackage(folder, 'caredesk-setup-1.0.0-x64.exe', old);
  await addPackage(folder, 'caredesk-1.0.0-x64.AppImage', old);
  const files = {
    exe: await addPackage(folder, 'caredesk-setup-1.1.0-x64.exe', next),
    appImage: await addPackage(folder, 'caredesk-1.1.0-x64.AppImage', next),
  };
  const running = join(root, 'CareDesk.AppImage');
  await copyFile(join(folder, 'caredesk-1.0.0-x64.AppImage'), running);
  const host = await hostFeed(folder);
  const key = createTestKey();
  const userData = join(root, 'user');
  const cacheFolder = join(root, 'cache');
  const cache = join(cacheFolder, 'caredesk-updater');
  await mkdir(userData, { recursive: true });

  const harness: UpdateHarness = {
    root,
    folder,
    host,
    key,
    files,
    running,
    cache,
    publish(choice = {}) {
      const { version = '1.1.0', platform = 'win32' } = choice;
      const file = platform === 'win32' ? files.exe : files.appImage;
      const named = { ...file, url: file.url.replace('1.1.0', version) };
      return publishFeed(folder, { files: [named], ...choice, version }, key);
    },
    open(choice = {}) {
      const installation: ManagedInstallation =
        choice.kind === 'appimage'
          ? {
              kind: 'appimage',
              platform: 'linux-x64',
              architecture: 'x64',
              needsElevation: false,
              file: choice.running ?? running,
            }
          : {
              kind: 'nsis',
              platform: 'win32',
              architecture: 'x64',
              needsElevation: choice.needsElevation ?? false,
            };
      const releaseKeys = (choice.keys ?? [key]).map(({ keyId, publicKey }) => ({
        keyId,
        publicKey,
      }));
      return createUpdateEngine(
        {
          fetch: choice.fetch ?? fetch,
          clock: choice.clock ?? impatientClock,
          version: choice.version ?? '1.0.0',
          environment: { SystemRoot: 'C:\\Windows' },
          run: choice.run ?? signedBy(`CN=${publisher}, O=${publisher}, C=GB`),
          hold: choice.hold ?? (async () => ({ isHeld: () => true, release: () => undefined })),
          userData,
          cacheFolder,
        },
        {
          installation,
          feedUrl: host.url,
          channel: choice.channel ?? 'stable',
          bytesPerSecond: choice.bytesPerSecond ?? null,
          trust: { publisherNames: [publisher], releaseKeys },
        },
      );
    },
    async offer(choice = {}) {
      await harness.publish({ platform: choice.kind === 'appimage' ? 'linux-x64' : 'win32' });
      const engine = harness.open(choice);
      const isOffered = await engine.isOffered(await engine.fetchFeed(null, never));
      if (!isOffered) throw new Error('The update was not offered');
      return engine;
    },
    inFeed: (name) => readFile(join(folder, name)),
    async isFetched(name) {
      const fetched = await readFile(join(cache, 'pending', name));
      return fetched.equals(await harness.inFeed(name));
    },
    async keepInstaller() {
      await mkdir(cache, { recursive: true });
      await copyFile(join(folder, 'caredesk-setup-1.0.0-x64.exe'), join(cache, 'installer.exe'));
    },
    async standAt(part) {
      // electron-updater reads the last four bytes of a UUID as a share of the installations.
      const last = Math.floor(part * 0xffffffff)
        .toString(16)
        .padStart(8, '0');
      await writeFile(join(userData, '.updaterId'), `0f0e0d0c-0b0a-5908-8706-0504${last}`);
    },
    async close() {
      await host.close();
      await rm(root, { recursive: true, force: true });
    },
  };
  return harness;
}

export const never = new AbortController().signal;
