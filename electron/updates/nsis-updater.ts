import { join } from 'node:path';
import process from 'node:process';
import type { AppAdapter } from 'electron-updater/out/AppAdapter.js';
import { NsisUpdater } from 'electron-updater/out/NsisUpdater.js';
import type { Clock } from '../session/clock.ts';
import { startAllowance } from './package-updater.ts';
import { startProgram } from './start-program.ts';

/**
 * Milliseconds for an administrator to answer Windows' question, which Windows itself takes back
 * after two minutes.
 */
const consentAllowance = 150_000;
const installerArguments = ['--updated', '/S', '--force-run'];

/**
 * electron-updater's NSIS updater, except that it knows whether the installer has been started:
 * the library quits CareDesk while Windows still asks for an administrator, and who says no would
 * be left without it. It never elevates an installation for one person, and opens no file by its
 * kind.
 */
export class AnsweredNsisUpdater extends NsisUpdater {
  /** Settles when the installer has been started, or has not. */
  begun: Promise<void> = Promise.resolve();
  private readonly needsElevation: boolean;
  private readonly clock: Pick<Clock, 'after'>;

  constructor(app: AppAdapter, needsElevation: boolean, clock: Pick<Clock, 'after'>) {
    super(null, app);
    this.needsElevation = needsElevation;
    this.clock = clock;
  }

  /** The library installs once in its life, whether or not anything came of it. */
  allowAnotherTry(): void {
    this.quitAndInstallCalled = false;
  }

  protected override doInstall(): boolean {
    const { installerPath, clock } = this;
    if (installerPath === null) return false;
    this.begun = this.needsElevation
      ? startProgram(
          join(process.resourcesPath, 'elevate.exe'),
          [installerPath, ...installerArguments],
          { clock, allowance: consentAllowance },
        )
      : startProgram(installerPath, installerArguments, { clock, allowance: startAllowance });
    return true;
  }
}
