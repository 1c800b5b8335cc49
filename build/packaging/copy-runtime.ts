import { access, constants, cp } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { PackagingError } from './packaging-error.ts';

/**
 * What a runtime holds to start an app from a folder and for its installer to recognise it. An
 * electron-builder given an unpacked Electron ships all it finds there.
 */
const developmentOnly: ReadonlySet<string> = new Set([
  'version',
  'resources/app',
  'resources/default_app.asar',
]);

/** Without these beside it the executable is not a distribution (a wrapper script, say). */
const neededBeside = ['icudtl.dat', 'resources.pak', 'locales', 'resources'];

/**
 * Copies the Electron that `executable` belongs to into the empty folder `target`, without what
 * only development needs. Licences stay.
 *
 * @throws PackagingError PACKAGING_RUNTIME_UNUSABLE
 */
export async function copyRuntime(executable: string, target: string): Promise<void> {
  const runtime = dirname(executable);
  const name = basename(executable);
  if (name !== 'electron' && name !== 'electron.exe') {
    throw new PackagingError(
      'PACKAGING_RUNTIME_UNUSABLE',
      `${executable} is not the “electron” of a distribution of Electron.`,
    );
  }
  for (const needed of [name, ...neededBeside]) {
    await access(join(runtime, needed), constants.R_OK).catch(() => {
      throw new PackagingError(
        'PACKAGING_RUNTIME_UNUSABLE',
        `${executable} cannot be packed: there is no ${needed} in its folder.`,
      );
    });
  }
  await cp(runtime, target, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (source) => !developmentOnly.has(relative(runtime, source).split(sep).join('/')),
  });
}
