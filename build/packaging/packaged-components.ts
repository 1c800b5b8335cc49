import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../project-root.ts';

/** A package of the registry that is in a packed CareDesk, as installed here. */
export interface PackagedComponent {
  readonly name: string;
  readonly version: string;
  /** SPDX expression of its package.json; empty when it names none. */
  readonly licence: string;
  /** Its licence file, or null when there is none and `licence-texts/` has none for it. */
  readonly licenceText: string | null;
}

const manifestSchema = z.object({
  /** Its own: an alias is installed under another name. */
  name: z.string(),
  version: z.string(),
  license: z.string().catch(''),
});

/** The folder of the package that a module belongs to, or null for our own. */
function packageFolder(module: string): string | null {
  const found = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module.replaceAll('\\', '/'));
  return found?.[0] ?? null;
}

/**
 * Packages whose style sheets ours use: Sass reads them itself, so the bundler does not list them.
 * @param text of an .scss file
 */
export function styleSheetPackages(text: string): readonly string[] {
  const names = [
    ...text.matchAll(/@(?:use|forward|import)\s+["'](?:pkg:)?((?:@[^"'/]+\/)?[^"'/.]+)/g),
  ];
  return [...new Set(names.map(([, name]) => name ?? ''))];
}

async function manifestOf(folder: string): Promise<z.infer<typeof manifestSchema> | null> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => null);
  return text === null ? null : manifestSchema.parse(JSON.parse(text));
}

async function licenceTextOf(folder: string): Promise<string | null> {
  const files = await readdir(folder);
  const name = files.find((file) => /^(licen[cs]e|copying)([.-]|$)/i.test(file));
  return name === undefined ? null : readFile(join(folder, name), 'utf8');
}

/**
 * The registry packages that are really in a packed CareDesk: those of the bundled modules, of the
 * style sheets, and what is packed unbundled. Sorted by name.
 *
 * @param modules as `bundle` gives them
 * @param unbundled packages that are packed as they are
 */
export async function packagedComponents(
  modules: readonly string[],
  unbundled: readonly string[],
  root = projectRoot,
): Promise<readonly PackagedComponent[]> {
  const folders = new Set(unbundled.map((name) => join(root, 'node_modules', name)));
  for (const module of modules) {
    const folder = packageFolder(module);
    if (folder !== null) folders.add(folder);
  }
  const sheets = (await readdir(join(root, 'renderer'), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && entry.name.endsWith('.scss'))
    .map((entry) => join(entry.parentPath, entry.name));
  for (const sheet of sheets) {
    for (const name of styleSheetPackages(await readFile(sheet, 'utf8'))) {
      const folder = join(root, 'node_modules', name);
      if ((await manifestOf(folder)) !== null) folders.add(folder);
    }
  }
  const components: PackagedComponent[] = [];
  for (const folder of folders) {
    const manifest = await manifestOf(folder);
    if (manifest === null) continue;
    components.push({
      name: manifest.name,
      version: manifest.version,
      licence: manifest.license,
      licenceText: (await licenceTextOf(folder)) ?? (await knownLicenceText(manifest.name)),
    });
  }
  return components.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** The text kept in `licence-texts/` for a package that brings none, or null. */
async function knownLicenceText(name: string): Promise<string | null> {
  const file = join(import.meta.dirname, 'licence-texts', `${name.replace('/', '__')}.txt`);
  return readFile(file, 'utf8').catch(() => null);
}
