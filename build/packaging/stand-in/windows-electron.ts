import { Buffer } from 'node:buffer';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type PeMachine, peImage } from './pe-image.ts';

/** Electron’s defaults, in wire order: runAsNode, cookieEncryption, nodeOptions and so on. */
const fuseWire = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09101100011';

const require = createRequire(import.meta.url);

/** Gives a program the version resource that electron-builder edits, with its own tool. */
function withVersion(program: Buffer): Buffer {
  const ofBuilder = createRequire(require.resolve('app-builder-lib/package.json'));
  const resedit: typeof import('resedit') = ofBuilder('resedit');
  const executable = resedit.NtExecutable.from(program);
  const resources = resedit.NtExecutableResource.from(executable);
  const version = resedit.Resource.VersionInfo.createEmpty();
  version.setFileVersion('1.0.0.0', 1033);
  version.setStringValues({ lang: 1033, codepage: 1200 }, { ProductName: 'Electron' });
  version.outputToResourceEntries(resources.entries);
  resources.outputResource(executable);
  return Buffer.from(executable.generate());
}

/**
 * Writes a folder with the shape of a Windows distribution of Electron: a program that carries
 * fuses and does nothing, a library and the files that have to be beside them. With it everything
 * but running can be checked on a machine that has no Windows Electron.
 */
export async function writeWindowsElectron(folder: string, arch: PeMachine): Promise<void> {
  const data = Buffer.from(fuseWire, 'latin1');
  const files: Readonly<Record<string, Buffer | string>> = {
    'electron.exe': withVersion(peImage({ machine: arch, kind: 'program', data })),
    'ffmpeg.dll': peImage({ machine: arch, kind: 'library' }),
    'icudtl.dat': 'stand-in',
    'resources.pak': 'stand-in',
    LICENSE: 'stand-in',
    'LICENSES.chromium.html': 'stand-in',
    'locales/de.pak': 'stand-in',
    'locales/en-GB.pak': 'stand-in',
    'locales/en-US.pak': 'stand-in',
  };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}
