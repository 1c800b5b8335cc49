import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../../build/project-root.ts';

/** What is packed: as few files as have an order, in folders and the archive's own. */
const project: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({
    name: 'caredesk',
    productName: 'CareDesk',
    version: '1.2.3',
    description: 'A small CareDesk',
    author: 'The CareDesk founders',
    license: 'MIT',
    main: 'out/main/main.js',
    dependencies: { keytar: '7.10.6' },
  }),
  'package-lock.json': '{"lockfileVersion":3}',
  'out/build/build.json': '{}',
  'out/main/main.js': '// main',
  'out/keychain/keychain.js': '// keychain',
  'out/preload/preload.cjs': '// preload',
  'out/renderer/index.html': '<title>CareDesk</title>',
  'out/renderer/stopped.html': '<title>CareDesk stopped</title>',
  'out/renderer/assets/a.js': '// a',
  'out/renderer/assets/b.css': '/* b */',
  'out/renderer/assets/c.svg': '<svg/>',
  'node_modules/keytar/package.json': '{"name":"keytar","version":"7.10.6","main":"lib/keytar.js"}',
  'node_modules/keytar/LICENSE.md': 'MIT',
  'node_modules/keytar/lib/keytar.js': '// keytar',
  'node_modules/keytar/prebuilds/linux-x64/keytar.node': 'native',
};

/** An Electron for Linux as far as packing reads it, with Electron's fuses before they are set. */
const electron: Readonly<Record<string, string>> = {
  electron: 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09101100011',
  LICENSE: 'MIT',
  'LICENSES.chromium.html': 'many',
  'locales/de.pak': 'de',
  'locales/en-GB.pak': 'en-GB',
  'locales/en-US.pak': 'en-US',
  'resources.pak': 'resources',
};

async function write(folder: string, entries: readonly [string, string][]): Promise<void> {
  for (const [name, content] of entries) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content, { encoding: 'latin1', mode: 0o755 });
  }
}

/**
 * Writes a project with the real `electron-builder.yml` and next to nothing to pack, and an
 * Electron that does nothing beside it.
 *
 * @param order of writing, and so of the folders' entries on file systems that keep it
 * @returns both folders, for `pack`
 */
export async function writeSmallProject(
  folder: string,
  order: 'forwards' | 'backwards' = 'forwards',
): Promise<{ readonly projectDir: string; readonly electronDist: string }> {
  const [projectDir, electronDist] = [join(folder, 'project'), join(folder, 'electron')];
  const entries = Object.entries(project);
  await write(projectDir, order === 'forwards' ? entries : entries.toReversed());
  for (const name of ['electron-builder.yml', 'build/icons', 'build/linux']) {
    await cp(join(projectRoot, name), join(projectDir, name), { recursive: true });
  }
  await write(electronDist, Object.entries(electron));
  return { projectDir, electronDist };
}
