import { join } from 'node:path';
import process from 'node:process';
import { projectRoot } from './project-root.ts';

/** Command line that runs one of the project's TypeScript scripts in a process of its own. */
export function scriptCommand(
  script: string,
  ...args: readonly string[]
): readonly [string, ...string[]] {
  return [
    process.execPath,
    '--import',
    import.meta.resolve('tsx'),
    join(projectRoot, script),
    ...args,
  ];
}

/** Command line of a package's own JavaScript command, for example `vitest/vitest.mjs`. */
export function packageCommand(
  file: string,
  ...args: readonly string[]
): readonly [string, ...string[]] {
  return [process.execPath, join(projectRoot, 'node_modules', file), ...args];
}
