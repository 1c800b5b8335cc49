import { chmodSync, copyFileSync, renameSync, rmSync } from 'node:fs';
import process from 'node:process';
import type { AppAdapter } from 'electron-updater/out/AppAdapter.js';
import { AppImageUpdater } from 'electron-updater/out/AppImageUpdater.js';
import type {
  DownloadExecutorResult,
  DownloadUpdateOptions,
} from 'electron-updater/out/AppUpdater.js';

/**
 * electron-updater's AppImage updater, except that the running file is replaced in one step: the
 * library removes it before it has the new one in place, and a full disk would leave nothing.
 */
export class AtomicAppImageUpdater extends AppImageUpdater {
  private readonly file: string;

  /** @param file absolute path of the AppImage that runs */
  constructor(file: string, app: AppAdapter) {
    super(null, app);
    this.file = file;
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
      chmodSync(beside, 0o755);
      renameSync(beside, this.file);
    } catch (error) {
      rmSync(beside, { force: true });
      throw error;
    }
    this.spawnLog(this.file, [], { ...process.env, APPIMAGE: this.file }).catch(
      (error: unknown) => {
        if (error instanceof Error) this.dispatchError(error);
      },
    );
    return true;
  }
}
