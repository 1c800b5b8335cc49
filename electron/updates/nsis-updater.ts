import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import process from 'node:process';
import type { AppAdapter } from 'electron-updater/out/AppAdapter.js';
import { NsisUpdater } from 'electron-updater/out/NsisUpdater.js';
import { CareDeskError } from '../ground/caredesk-error.ts';
import type { Clock } from '../ground/clock.ts';
import { checkPackageFile, copyChecked, type PackageFile } from './checked-file.ts';
import type { HoldFile } from './file-hold.ts';
import { createOwnFile } from './own-files.ts';
import { type CheckedStart, startAllowance } from './package-updater.ts';
import { startProgram } from './start-program.ts';

/**
 * Milliseconds for an administrator to answer Windows' question, which Windows itself takes back
 * after two minutes.
 */
const consentAllowance = 150_000;
/** Milliseconds that a setup program which has begun may take to open itself: it reads what it installs. */
const openingAllowance = 3_000;
const installerArguments = ['--updated', '/S', '--force-run'];

const folderPrefix = 'install-';

export interface NsisStart {
  readonly clock: Pick<Clock, 'after'>;
  /** Installed for everybody: Windows asks for an administrator. */
  readonly needsElevation: boolean;
  /** The updater's folder in the caches of this person. */
  readonly cache: string;
  readonly hold: HoldFile;
  /** @throws CareDeskError UPDATE_SIGNATURE_… */
  checkSignature(program: string): Promise<void>;
}

/**
 * electron-updater's NSIS updater, except that what is checked is what runs, and that it knows
 * whether that has been started: the library quits CareDesk while Windows still asks for an
 * administrator, and who says no would be left without it. It never elevates an installation for
 * one person, and opens no file by its kind.
 */
export class HeldNsisUpdater extends NsisUpdater implements CheckedStart {
  private readonly start: NsisStart;

  constructor(app: AppAdapter, start: NsisStart) {
    super(null, app);
    this.start = start;
  }

  /**
   * What was fetched lies where every program of this person can write, under a name that is known,
   * while an administrator may take two minutes to answer. So a copy under a name that nobody knows
   * is held, then checked, then started, and let go only once it has opened itself.
   */
  async begin(fetched: string, file: PackageFile): Promise<void> {
    const { cache, clock, hold, checkSignature, needsElevation } = this.start;
    await removeEarlier(cache);
    const folder = await mkdtemp(join(cache, folderPrefix));
    try {
      const setup = join(folder, basename(fetched));
      const copy = await createOwnFile(setup, 0o700);
      try {
        await copyChecked(fetched, copy, file);
      } finally {
        await copy.close();
      }
      const held = await hold(setup);
      try {
        await checkPackageFile(setup, file);
        await checkSignature(setup);
        // It gives an administrator's rights to what it is told to start.
        if (needsElevation) await checkSignature(elevateProgram());
        if (!held.isHeld()) throw new CareDeskError('UPDATE_SIGNATURE_NOT_CHECKED');
        await (needsElevation
          ? startElevated(setup, clock)
          : startProgram(setup, installerArguments, { clock, allowance: startAllowance }));
        await new Promise<void>((resolve) => void clock.after(openingAllowance, resolve));
      } finally {
        held.release();
      }
    } catch (error) {
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
      throw error;
    }
  }

  /** The library's way starts whatever lies under the name. */
  protected override doInstall(): never {
    throw new Error('CareDesk starts what it has checked itself');
  }
}

function elevateProgram(): string {
  return join(process.resourcesPath, 'elevate.exe');
}

function startElevated(setup: string, clock: NsisStart['clock']): Promise<void> {
  return startProgram(elevateProgram(), [setup, ...installerArguments], {
    clock,
    allowance: consentAllowance,
  });
}

/** Copies of earlier tries; one that still runs stays. */
async function removeEarlier(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    if (!name.startsWith(folderPrefix)) continue;
    await rm(join(cache, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
