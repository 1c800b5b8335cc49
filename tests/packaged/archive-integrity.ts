import { createHash } from 'node:crypto';
import asar from '@electron/asar';

type Entry = object;

/**
 * The files of an archive whose content is not what its header says (SHA-256 of each file, in the
 * header; Electron checks the header against the executable and each file against the header,
 * on Windows and macOS). Files outside the archive are not in it.
 *
 * @returns paths, `/` between folders; a file without a hash counts as one that differs
 */
export function changedFiles(archive: string): readonly string[] {
  const { header } = asar.getRawHeader(archive);
  return [...filesOf(header)].flatMap(({ path, entry }) => {
    if (Reflect.get(entry, 'unpacked') === true) return [];
    const hash = createHash('sha256').update(asar.extractFile(archive, path)).digest('hex');
    const integrity: unknown = Reflect.get(entry, 'integrity');
    const isSame =
      typeof integrity === 'object' &&
      integrity !== null &&
      Reflect.get(integrity, 'algorithm') === 'SHA256' &&
      Reflect.get(integrity, 'hash') === hash;
    return isSame ? [] : [path];
  });
}

function* filesOf(directory: Entry, prefix = ''): Generator<{ path: string; entry: Entry }> {
  const files: unknown = Reflect.get(directory, 'files');
  if (typeof files !== 'object' || files === null) return;
  for (const [name, entry] of Object.entries(files)) {
    if (typeof entry !== 'object' || entry === null) continue;
    const path = `${prefix}${name}`;
    if ('files' in entry) yield* filesOf(entry, `${path}/`);
    else yield { path, entry };
  }
}
