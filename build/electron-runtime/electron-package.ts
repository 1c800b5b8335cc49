import { access, constants, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { runCommand } from '../run-command.ts';

/** The `electron` package of this checkout. */
export interface ElectronPackage {
  readonly version: string;
  /** Its binary, or null while it has not been downloaded. */
  executable(): Promise<string | null>;
  /** Runs the package's own installer. True when the binary is there afterwards. */
  download(): Promise<boolean>;
  /** An address on the host the binary comes from (a mirror, when the usual settings name one). */
  readonly downloadAddress: string;
}

const require = createRequire(import.meta.url);

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** Reads the installed `electron` package without starting its download. */
export async function electronPackage(): Promise<ElectronPackage> {
  const manifest = require.resolve('electron/package.json');
  const folder = dirname(manifest);
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const mirror =
    process.env['ELECTRON_MIRROR'] ??
    process.env['npm_config_electron_mirror'] ??
    'https://github.com/electron/electron/releases/download/';

  async function executable(): Promise<string | null> {
    // Both files are written by the installer, the path only once everything is unpacked.
    const path = await readFile(join(folder, 'path.txt'), 'utf8').catch(() => null);
    const installed = await readFile(join(folder, 'dist/version'), 'utf8').catch(() => '');
    if (path === null || installed.trim().replace(/^v/, '') !== version) return null;
    const file = join(folder, 'dist', path);
    return (await isExecutable(file)) ? file : null;
  }

  return {
    version,
    executable,
    downloadAddress: `${mirror}v${version}/SHASUMS256.txt`,
    async download() {
      await runCommand(process.execPath, [join(folder, 'install.js')], { timeout: 10 * 60_000 });
      return (await executable()) !== null;
    },
  };
}
