import { join } from 'node:path';
import { getAppCacheDir } from 'electron-updater/out/AppAdapter.js';
import { createBandwidth, unlimited } from './bandwidth.ts';
import {
  cacheName,
  createElectronUpdater,
  type ElectronUpdaterDependencies,
} from './electron-updater-adapter.ts';
import type { Installation } from './installation.ts';
import type { PackageUpdater } from './package-updater.ts';
import type { ReleaseTrust } from './release-trust.ts';
import { fetchFeed, type VerifiedFeed } from './verified-feed.ts';

/** What the organisation decides about updates. */
export interface UpdateSettings {
  readonly mode: 'auto' | 'notify' | 'off';
  /** Address of the feed's folder, or null when there is none. */
  readonly feedUrl: string | null;
  readonly channel: string;
  /** The oldest version that may be used, or null. */
  readonly minimumVersion: string | null;
  /** Bytes a second that a download may take, or null for as many as there are. */
  readonly bytesPerSecond: number | null;
}

export type ManagedInstallation = Exclude<Installation, { kind: 'unmanaged' }>;

/** The part of the updater that reaches the network and the disk. */
export interface UpdateEngine extends PackageUpdater {
  /**
   * The feed as it is now, verified.
   * @param lastTaken the channel file that was last taken from this feed, or null
   * @throws CareDeskError UPDATE_FEED_…
   */
  fetchFeed(lastTaken: string | null, signal: AbortSignal): Promise<VerifiedFeed>;
}

/** What an engine is opened for. */
export interface UpdateEngineChoice {
  readonly installation: ManagedInstallation;
  readonly feedUrl: string;
  readonly channel: string;
  readonly bytesPerSecond: number | null;
  readonly trust: ReleaseTrust;
}

export type UpdateEngineDependencies = Omit<
  ElectronUpdaterDependencies,
  'installation' | 'bandwidth' | 'publisherNames'
>;

/** The folder for caches of this person's programs, where NSIS leaves the installer it ran. */
export const programCacheFolder: () => string = getAppCacheDir;

/** The folder in it with packages that were fetched. */
export function packageCacheFolder(): string {
  return join(programCacheFolder(), cacheName);
}

/**
 * Opens the engine with the real electron-updater. Import this file only when updates are managed:
 * the library takes a while to load.
 */
export function createUpdateEngine(
  dependencies: UpdateEngineDependencies,
  { installation, feedUrl, channel, bytesPerSecond, trust }: UpdateEngineChoice,
): UpdateEngine {
  const { fetch, clock } = dependencies;
  const bandwidth = bytesPerSecond === null ? unlimited : createBandwidth(bytesPerSecond, clock);
  const updater = createElectronUpdater({
    ...dependencies,
    installation,
    bandwidth,
    publisherNames: trust.publisherNames,
  });
  const { platform, architecture } = installation;
  const { releaseKeys } = trust;
  return {
    ...updater,
    fetchFeed: (lastTaken, signal) =>
      fetchFeed(
        fetch,
        {
          ...{ feedUrl, channel, platform, architecture, releaseKeys, lastTaken },
          now: clock.now(),
        },
        signal,
      ),
  };
}
