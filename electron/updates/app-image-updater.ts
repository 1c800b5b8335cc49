import { constants } from 'node:fs';
import { type FileHandle, mkdtemp, open, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import process from 'node:process';
import type { AppAdapter } from 'electron-updater/out/AppAdapter.js';
import { AppImageUpdater } from 'electron-updater/out/AppImageUpdater.js';
import type {
  DownloadExecutorResult,
  DownloadUpdateOptions,
} from 'electron-updater/out/AppUpdater.js';
import type { Clock } from '../ground/clock.ts';
import { placeOf } from '../policy/path-handles.ts';
import { checkOpenFile, copyChecked, type PackageFile } from './checked-file.ts';
import { createOwnFile } from './own-files.ts';
import { type CheckedStart, startAllowance } from './package-updater.ts';
import { startProgram } from './start-program.ts';

/**
 * electron-updater's AppImage updater, except that what is checked is what runs, and that the running
 * file is replaced in one step: the library removes it before it has the new one in place, and a full
 * disk would leave nothing.
 */
export class HeldAppImageUpdater extends AppImageUpdater implements CheckedStart {
  private readonly file: string;
  private readonly clock: Pick<Clock, 'after'>;

  /** @param file absolute path of the AppImage that runs */
  constructor(app: AppAdapter, file: string, clock: Pick<Clock, 'after'>) {
    super(null, app);
    this.file = file;
    this.clock = clock;
  }

  /** The library looks for the file that runs in the environment only. */
  protected override doDownloadUpdate(
    options: DownloadUpdateOptions,
  ): Promise<DownloadExecutorResult> {
    process.env['APPIMAGE'] = this.file;
    return super.doDownloadUpdate(options);
  }

  /**
   * The AppImage may lie where others can write. So the copy is made in a new folder of this account
   * alone, which is worked in by its handle: whatever becomes of its name, what is moved into place is
   * the file that was checked. And what is started is that file, whatever has taken its place since.
   */
  async begin(fetched: string, file: PackageFile): Promise<void> {
    const folder = await open(dirname(this.file), constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      const made = await mkdtemp(`${placeOf(folder)}/.caredesk-`);
      const own = await open(
        made,
        constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW,
      );
      const copy = `${placeOf(own)}/${basename(this.file)}`;
      try {
        await this.refuseOthers(own);
        const program = await copyAndOpen(fetched, copy, file);
        try {
          await rename(copy, `${placeOf(folder)}/${basename(this.file)}`);
          await startProgram(this.file, [], {
            clock: this.clock,
            allowance: startAllowance,
            environment: { APPIMAGE: this.file },
            program,
          });
        } finally {
          await program.close();
        }
      } finally {
        await rm(copy, { force: true });
        await own.close();
        await rmdir(made).catch(() => undefined);
      }
    } finally {
      await folder.close();
    }
  }

  /** The library's way starts whatever lies under the name. */
  protected override doInstall(): never {
    throw new Error('CareDesk starts what it has checked itself');
  }

  /** Between making a folder and opening it, another may have taken its place. */
  private async refuseOthers(own: FileHandle): Promise<void> {
    const { uid, mode } = await own.stat();
    if (uid !== process.getuid?.() || (mode & 0o077) !== 0) {
      throw new Error(`others can write to a folder in ${dirname(this.file)}`);
    }
  }
}

/** A checked copy that can be started, open to be read: a file open to be written cannot be started. */
async function copyAndOpen(fetched: string, copy: string, file: PackageFile): Promise<FileHandle> {
  const written = await createOwnFile(copy, 0o700);
  try {
    await copyChecked(fetched, written, file);
    await written.chmod(0o755);
  } finally {
    await written.close();
  }
  const program = await open(copy, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    await checkOpenFile(program, file);
    return program;
  } catch (error) {
    await program.close();
    throw error;
  }
}
