import { join } from 'node:path';
import asar from '@electron/asar';
import type { ArchiveEntry } from './package-contents.ts';

/** CareDesk gives it to a program that it starts, and never reads it (electron/updates/authenticode.ts). */
const given: ReadonlySet<string> = new Set(['CAREDESK_PACKAGE']);

/**
 * The seams of development that a package holds, a line each: its scripts may know no variable that
 * leads CareDesk elsewhere. Those of a bundle for a checkout do (build/bundle.ts).
 */
export function seamFaults(folder: string, archive: readonly ArchiveEntry[]): readonly string[] {
  const file = join(folder, 'resources/app.asar');
  return archive
    .filter(({ path }) => /^out\/.*\.(js|cjs|html)$/.test(path))
    .flatMap(({ path }) => {
      const text = asar.extractFile(file, path).toString('utf8');
      const names = new Set(text.match(/\bCAREDESK_[A-Z][A-Z_]*/g));
      return [...names].filter((name) => !given.has(name)).map((name) => `${path} knows ${name}`);
    });
}
