import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { UpdateInfo } from 'electron-updater';
import type { AppAdapter } from 'electron-updater/out/AppAdapter.js';
import {
  Provider,
  type ProviderRuntimeOptions,
  resolveFiles,
} from 'electron-updater/out/providers/Provider.js';
import type { ResolvedUpdateFileInfo } from 'electron-updater/out/types.js';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { waitAtMost } from '../ground/clock.ts';
import { HeldAppImageUpdater } from './app-image-updater.ts';
import { checkAuthenticode, type RunProgram } from './authenticode.ts';
import { checkPackageFile } from './checked-file.ts';
import type { HoldFile } from './file-hold.ts';
import type { Installation } from './installation.ts';
import { HeldNsisUpdater } from './nsis-updater.ts';
import { makeOwnFolder } from './own-files.ts';
import type { PackageUpdater } from './package-updater.ts';
import type { BodyDependencies } from './resumable-body.ts';
import { UpdaterRequests } from './updater-requests.ts';
import type { VerifiedFeed } from './verified-feed.ts';

export interface ElectronUpdaterDependencies extends BodyDependencies {
  readonly installation: Exclude<Installation, { kind: 'unmanaged' }>;
  /** The version that is running. */
  readonly version: string;
  readonly publisherNames: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly run: RunProgram;
  readonly hold: HoldFile;
  /** Where the installation's number for staged roll-outs is kept. */
  readonly userData: string;
  /** Folder for caches of this person's programs, as electron-updater knows it. */
  readonly cacheFolder: string;
}

/** The NSIS installer leaves itself here for the next differential download: name of package.json. */
export const cacheName = 'caredesk-updater';

/** Milliseconds that a download which is given up has to end. */
const endAllowance = 2_000;

/**
 * electron-updater behind `PackageUpdater`: its differential download, staging and installing, with
 * CareDesk's requests and checks in place of its own. Runs in plain Node too.
 */
export function createElectronUpdater(dependencies: ElectronUpdaterDependencies): PackageUpdater {
  const { installation, clock } = dependencies;
  const app = appOf(dependencies);
  const requests = new UpdaterRequests(dependencies);
  const cache = join(dependencies.cacheFolder, cacheName);
  const partFolder = join(cache, 'part');
  const updater =
    installation.kind === 'nsis'
      ? new HeldNsisUpdater(app, {
          clock,
          cache,
          hold: dependencies.hold,
          needsElevation: installation.needsElevation,
          checkSignature: (program) => checkAuthenticode(program, dependencies),
        })
      : new HeldAppImageUpdater(app, installation.file, clock);
  updater.logger = null;
  updater.autoDownload = false;
  // At log-off Windows ends programs half-way, installers too.
  updater.autoInstallOnAppQuit = false;
  updater.allowDowngrade = false;
  updater.disableWebInstaller = true;
  updater.forceDevUpdateConfig = true;
  // The library types it as its own class, of which it calls these methods.
  Reflect.set(updater, 'httpExecutor', requests);
  // No `publisherName`: then the library checks no signature, and `verify` below always does.
  Reflect.set(updater, 'configOnDisk', {
    value: Promise.resolve({ updaterCacheDirName: cacheName }),
  });

  let feed: VerifiedFeed | null = null;
  let fetched: string | null = null;
  // What went wrong comes as a rejection as well; without a listener it would also be thrown.
  updater.on('error', () => undefined);

  async function verify(): Promise<void> {
    if (feed === null || fetched === null) throw new CareDeskError('UPDATE_INSTALL_FAILED');
    try {
      await checkPackageFile(fetched, feed.file);
      if (installation.kind === 'nsis') await checkAuthenticode(fetched, dependencies);
    } catch (error) {
      await rm(fetched, { force: true });
      fetched = null;
      throw error;
    }
  }

  return {
    async isOffered(offered) {
      feed = offered;
      fetched = null;
      updater.setFeedURL({ provider: 'custom', updateProvider: providerOf(offered) });
      return (await updater.checkForUpdates())?.isUpdateAvailable === true;
    },
    async download(onProgress, signal) {
      signal.throwIfAborted();
      if (feed === null) throw new CareDeskError('UPDATE_DOWNLOAD_CUT');
      try {
        for (const folder of [cache, partFolder, join(cache, 'pending')]) {
          await makeOwnFolder(folder);
        }
      } catch (error) {
        throw downloadFailure(error);
      }
      requests.serve({ file: feed.file, partFolder, signal });
      updater.on('download-progress', onProgress);
      const begun = updater.downloadUpdate();
      try {
        fetched = (await Promise.race([begun, aborted(signal)]))[0] ?? null;
        await verify();
      } catch (error) {
        // Most come to their end when they are given up, and clean up before the next one begins.
        await waitAtMost(clock, endAllowance, begun);
        // The library would give one that never ends back to the next try.
        Reflect.set(updater, 'downloadPromise', null);
        signal.throwIfAborted();
        throw downloadFailure(error);
      } finally {
        updater.off('download-progress', onProgress);
        requests.serve(null);
      }
      signal.throwIfAborted();
    },
    verify,
    async install() {
      if (feed === null || fetched === null) throw new CareDeskError('UPDATE_INSTALL_FAILED');
      try {
        await updater.begin(fetched, feed.file);
      } catch (cause) {
        throw cause instanceof CareDeskError
          ? cause
          : new CareDeskError('UPDATE_INSTALL_FAILED', { cause });
      }
    },
  };
}

/** Rejects with the signal's reason when it aborts. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Gives the library the feed that was verified, and nothing else. */
function providerOf(feed: VerifiedFeed) {
  const { content, file, folder } = feed;
  const { blockMapSize } = file;
  const blockMap = blockMapSize === undefined ? {} : { blockMapSize };
  const info: UpdateInfo = {
    version: content.version,
    files: [{ url: file.url, sha512: file.sha512, size: file.size, ...blockMap }],
    path: file.url,
    sha512: file.sha512,
    releaseDate: content.caredesk.publishedAt,
    ...(content.stagingPercentage === undefined
      ? {}
      : { stagingPercentage: content.stagingPercentage }),
    ...(content.minimumSystemVersion === undefined
      ? {}
      : { minimumSystemVersion: content.minimumSystemVersion }),
  };
  return class VerifiedFeedProvider extends Provider<UpdateInfo> {
    constructor(_options: unknown, _updater: unknown, runtimeOptions: ProviderRuntimeOptions) {
      // Object stores and many servers answer several ranges at once with the whole file.
      super({ ...runtimeOptions, isUseMultipleRangeRequest: false });
    }
    override async getLatestVersion(): Promise<UpdateInfo> {
      return info;
    }
    override resolveFiles(): ResolvedUpdateFileInfo[] {
      return resolveFiles(info, folder);
    }
  };
}

function appOf({ version, userData, cacheFolder }: ElectronUpdaterDependencies): AppAdapter {
  return {
    version,
    name: 'caredesk',
    isPackaged: true,
    appUpdateConfigPath: '',
    userDataPath: userData,
    baseCachePath: cacheFolder,
    whenReady: async () => undefined,
    // CareDesk quits itself, after signing out.
    relaunch: () => undefined,
    quit: () => undefined,
    onQuit: () => undefined,
  };
}

function downloadFailure(error: unknown): CareDeskError {
  if (error instanceof CareDeskError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ERR_CHECKSUM_MISMATCH') return new CareDeskError('UPDATE_HASH_WRONG');
  return error instanceof Error && 'syscall' in error
    ? new CareDeskError('UPDATE_NOT_KEPT', { detail: String(code), cause: error })
    : new CareDeskError('UPDATE_DOWNLOAD_CUT', { cause: error });
}
