import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, readFileSync, renameSync, rmSync } from 'node:fs';
import process from 'node:process';
import type { AppAdapter } from 'electron-updater/out/AppAdapter.js';
import { AppImageUpdater } from 'electron-updater/out/AppImageUpdater.js';
import type {
  DownloadExecutorResult,
  DownloadUpdateOptions,
} from 'electron-updater/out/AppUpdater.js';
import { CareDeskError } from '../contract/caredesk-error.ts';
import type { Clock } from '../session/clock.ts';
import { startAllowance } from './package-updater.ts';
import { startProgram } from './start-program.ts';

/**
 * electron-updater's AppImage updater, except that the running file is replaced in one step: the
 * library removes it before it has the new one in place, and a full disk would leave nothing.
 */
export class AtomicAppImageUpdater extends AppImageUpdater {
  /** Settles when the new version has been started, or has not. */
  begun: Promise<void> = Promise.resolve();
  private readonly file: string;
  private readonly clock: Pick<Clock, 'after'>;

  /** @param file absolute path of the AppImage that runs */
  constructor(app: AppAdapter, file: string, clock: Pick<Clock, 'after'>) {
    super(null, app);
    this.file = file;
    this.clock = clock;
  }

  /** The library installs once in its life, whether or not anything came of it. */
  allowAnotherTry(): void {
    this.quitAndInstallCalled = false;
  }

  /** The library looks for the file that runs in the environment only. */
  protected override doDownloadUpdate(
    options: DownloadUpdateOptions,
  ): Promise<DownloadExecutorResult> {
    process.env['APPIMAGE'] = this.file;
    return super.doDownloadUpdate(options);
  }

  protected override doInstall(): boolean {
    const { installerPath } = this;
    if (installerPath === null) return false;
    const beside = `${this.file}.new`;
    try {
      copyFileSync(installerPath, beside);
      // What was checked lay where other programs can write, and this is what will run.
      const hash = createHash('sha512').update(readFileSync(beside)).digest('base64');
      if (hash !== this.downloadedUpdateHelper?.downloadedFileInfo?.sha512) {
        throw new CareDeskError('UPDATE_HASH_WRONG');
      }
      chmodSync(beside, 0o755);
      renameSync(beside, this.file);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
    this.begun = startProgram(this.file, [], {
      clock: this.clock,
      allowance: startAllowance,
      environment: { APPIMAGE: this.file },
    });
    return true;
  }
}
