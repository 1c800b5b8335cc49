import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A stand-in for the Electron executable that keeps a copy of everything it prints. */
export interface RecordedExecutable {
  readonly path: string;
  /** Everything printed so far, by every start, to stdout and stderr. */
  output(): Promise<string>;
}

/**
 * Playwright reads the first lines an app prints and keeps them to itself, so the copy is made
 * before they reach it.
 */
export async function recordOutput(
  executable: string,
  folder: string,
): Promise<RecordedExecutable> {
  const path = join(folder, 'electron-recorded');
  const copy = join(folder, 'app-output');
  await writeFile(copy, '');
  await writeFile(
    path,
    `#!/bin/bash\nexec '${executable}' "$@" > >(tee -a '${copy}') 2> >(tee -a '${copy}' >&2)\n`,
  );
  await chmod(path, 0o755);
  return { path, output: () => readFile(copy, 'utf8') };
}
