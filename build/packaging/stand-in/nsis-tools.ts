import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { peImage } from './pe-image.ts';

/** Plug-ins that electron-builder’s NSIS has and Debian’s lacks. */
const plugins = [
  'UAC',
  'StdUtils',
  'nsis7z',
  'WinShell',
  'SpiderBanner',
  'nsProcess',
  'INetC',
  'nsisunz',
];

const require = createRequire(import.meta.url);

/** The functions of each plug-in that electron-builder’s scripts call. */
async function calledFunctions(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const templates = join(
    dirname(require.resolve('app-builder-lib/package.json')),
    'templates/nsis',
  );
  const called = new Map(plugins.map((name) => [name, new Set<string>()]));
  for (const file of await readdir(templates, { recursive: true })) {
    if (!/\.ns[hi]$/.test(file)) continue;
    const text = await readFile(join(templates, file), 'utf8');
    for (const [, plugin = '', name = ''] of text.matchAll(/\b(\w+)::(\w+)/g)) {
      const known = plugins.find((one) => one.toLowerCase() === plugin.toLowerCase());
      if (known !== undefined) called.get(known)?.add(name);
    }
  }
  return called;
}

/** Passes everything on to the machine’s makensis, which finds its own folder. */
const makensis = '#!/bin/sh\nexec makensis "$@"\n';

/**
 * In place of Wine, which electron-builder starts only to have the first pass write the
 * uninstaller. That pass itself, whole and with the uninstaller in it, takes its place.
 */
const wine = `#!/bin/sh
cp "$1" "\${1%exe}__uninstaller.exe"
`;

/**
 * Writes what electron-builder needs to compile the installer with Debian’s `nsis`: libraries that
 * export what its scripts call and do nothing. The setup that comes of it shows that the script
 * compiles and what it holds; it cannot install.
 *
 * @returns the environment that electron-builder is to run in
 */
export async function writeNsisTools(folder: string): Promise<NodeJS.ProcessEnv> {
  const plugInFolder = join(folder, 'resources/plugins/x86-unicode');
  await mkdir(plugInFolder, { recursive: true });
  await mkdir(join(folder, 'nsis'), { recursive: true });
  await mkdir(join(folder, 'bin'), { recursive: true });
  for (const [name, functions] of await calledFunctions()) {
    await writeFile(
      join(plugInFolder, `${name}.dll`),
      peImage({ machine: 'x86', kind: 'library', exports: [...functions] }),
    );
  }
  await writeFile(join(folder, 'nsis/elevate.exe'), peImage({ machine: 'x86', kind: 'program' }));
  await writeFile(join(folder, 'nsis/makensis'), makensis, { mode: 0o755 });
  await writeFile(join(folder, 'bin/wine'), wine, { mode: 0o755 });
  return {
    ...process.env,
    PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`,
    ELECTRON_BUILDER_NSIS_DIR: join(folder, 'nsis'),
    ELECTRON_BUILDER_NSIS_RESOURCES_DIR: join(folder, 'resources'),
    ELECTRON_BUILDER_7ZIP_PATH: '/usr/bin/7za',
    ELECTRON_BUILDER_OFFLINE: 'true',
  };
}
