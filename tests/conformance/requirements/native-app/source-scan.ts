import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

const sources = join(import.meta.dirname, '../../../../electron');

/** Paths of the main process's sources that contain a text, below `electron/`. */
export async function sourcesWith(text: string): Promise<readonly string[]> {
  const entries = await readdir(sources, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const path = join(entry.parentPath, entry.name);
    if ((await readFile(path, 'utf8')).includes(text)) found.push(relative(sources, path));
  }
  return found.map((path) => path.split(sep).join('/')).sort();
}
