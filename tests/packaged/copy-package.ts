import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../build/run-command.ts';

export interface PackageCopy {
  readonly folder: string;
  /** Removes one of its files. */
  remove(path: string): Promise<void>;
  discard(): Promise<void>;
}

/**
 * A copy of a package that a test may change. Files are copied, not linked: a change must never
 * reach the package the other tests use.
 */
export async function copyPackage(original: string): Promise<PackageCopy> {
  const parent = await mkdtemp(join(tmpdir(), 'package-copy-'));
  const folder = join(parent, 'caredesk');
  const { code, stderr } = await runCommand('cp', ['-a', '--reflink=auto', original, folder]);
  if (code !== 0) throw new Error(`The package could not be copied: ${stderr}`);
  return {
    folder,
    remove: (path) => rm(join(folder, path)),
    discard: () => rm(parent, { recursive: true, force: true }),
  };
}
