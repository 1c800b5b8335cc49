import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { app } from 'electron';
import type { Clock } from '../ground/clock.ts';
import { holdFileOnWindows } from './file-hold.ts';
import { readInstallation } from './installation.ts';
import { readPackedNotes } from './packed-notes.ts';
import { bundledReleaseTrust } from './release-trust.ts';
import { runProgram } from './run-program.ts';
import { openUpdateMemory } from './update-memory.ts';
import type { UpdatesHost } from './updates-host.ts';

/** What the updater needs of the PC, from Electron: the one file of this room that knows it. */
export function appUpdates(dependencies: {
  readonly isPackaged: boolean;
  readonly clock: Clock;
}): UpdatesHost {
  const { isPackaged, clock } = dependencies;
  return {
    trust: bundledReleaseTrust(),
    random: Math.random,
    hour: () => new Date(clock.now()).getHours(),
    installation: () =>
      readInstallation({
        isPackaged,
        resources: process.resourcesPath,
        platform: process.platform,
        architecture: process.arch,
        appImage: process.env['APPIMAGE'],
        readFile: (path) => readFile(path, 'utf8'),
      }),
    releaseNotes: () =>
      readPackedNotes(() => readFile(join(app.getAppPath(), 'build.json'), 'utf8')),
    openMemory: () => openUpdateMemory(join(app.getPath('userData'), 'updates.json')),
    async openEngine(choice, fetch) {
      const { createUpdateEngine, programCacheFolder } = await import('./update-engine.ts');
      return createUpdateEngine(
        {
          fetch,
          clock,
          version: app.getVersion(),
          environment: process.env,
          run: runProgram,
          hold: (file) => holdFileOnWindows(file, process.env),
          userData: app.getPath('userData'),
          cacheFolder: programCacheFolder(),
        },
        choice,
      );
    },
    quit: () => app.quit(),
    // The new version would find this one still there, show its window and go.
    releaseInstanceLock: () => app.releaseSingleInstanceLock(),
    reacquireInstanceLock: () => void app.requestSingleInstanceLock(),
  };
}
