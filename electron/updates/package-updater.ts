import type { PackageFile } from './checked-file.ts';
import type { VerifiedFeed } from './verified-feed.ts';

/** Milliseconds a program has to fail to start; installers wait half a minute for us to quit. */
export const startAllowance = 1_000;

/** An updater of the library that checks what it starts, as it starts it. */
export interface CheckedStart {
  /**
   * Starts a package that was fetched, or puts it in place and starts it. Resolves when it has been
   * started; CareDesk must then quit. Can be asked again after it rejected.
   * @throws CareDeskError UPDATE_…, or what the system says
   */
  begin(fetched: string, file: PackageFile): Promise<void>;
}

/** Fetches, checks and starts packages: electron-updater in the app. */
export interface PackageUpdater {
  /**
   * Whether this installation is offered the feed's version: newer than the running one, fit for
   * this system, and within the part of installations a staged roll-out has reached.
   */
  isOffered(feed: VerifiedFeed): Promise<boolean>;
  /**
   * Fetches and checks the package of the feed last asked about. Progress in bytes.
   * @throws CareDeskError UPDATE_…; the signal's reason when aborted
   */
  download(onProgress: (progress: DownloadProgress) => void, signal: AbortSignal): Promise<void>;
  /**
   * Checks the package that was fetched once more: it lay where others may write.
   * @throws CareDeskError UPDATE_…
   */
  verify(): Promise<void>;
  /**
   * Starts the installer, or puts the new file in place and starts it; CareDesk must then quit.
   * @throws CareDeskError UPDATE_INSTALL_FAILED
   */
  install(): Promise<void>;
}

export interface DownloadProgress {
  readonly transferred: number;
  /** With a differential download less than the package. */
  readonly total: number;
}
