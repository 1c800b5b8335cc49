import { spawn } from 'node:child_process';
import type { FileHandle } from 'node:fs/promises';
import process from 'node:process';
import type { Clock } from '../ground/clock.ts';

/**
 * Starts a program that outlives CareDesk.
 *
 * Resolves when it has ended well, or still runs after `allowance` milliseconds. Rejects when it
 * cannot be started, or ends with another code before: then CareDesk must not quit for it.
 */
export function startProgram(
  file: string,
  args: readonly string[],
  {
    clock,
    allowance,
    environment = {},
    program = null,
  }: {
    readonly clock: Pick<Clock, 'after'>;
    readonly allowance: number;
    /** Added to the environment of CareDesk. */
    readonly environment?: Readonly<Record<string, string>>;
    /**
     * The open file that is started, under the name `file`, whatever lies there by now. Linux only.
     */
    readonly program?: FileHandle | null;
  },
): Promise<void> {
  return new Promise((resolve, reject) => {
    // The child has the open file as its descriptor 3, and starts that.
    const [started, stdio] =
      program === null
        ? [file, 'ignore' as const]
        : ['/proc/self/fd/3', ['ignore', 'ignore', 'ignore', program.fd] as const];
    const child = spawn(started, args, {
      argv0: file,
      stdio: typeof stdio === 'string' ? stdio : [...stdio],
      env: { ...process.env, ...environment },
      detached: true,
    });
    const stopWaiting = clock.after(allowance, resolve);
    child.on('error', (error) => {
      stopWaiting();
      reject(error);
    });
    child.on('exit', (code) => {
      stopWaiting();
      if (code === 0) resolve();
      else reject(new Error(`ended with ${code ?? 'a signal'}`));
    });
    child.unref();
  });
}
