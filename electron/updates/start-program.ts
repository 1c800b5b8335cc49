import { spawn } from 'node:child_process';
import process from 'node:process';
import type { Clock } from '../session/clock.ts';

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
  }: {
    readonly clock: Pick<Clock, 'after'>;
    readonly allowance: number;
    /** Added to the environment of CareDesk. */
    readonly environment?: Readonly<Record<string, string>>;
  },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      stdio: 'ignore',
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
