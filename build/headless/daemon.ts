import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { BuildError } from '../build-error.ts';

/** A helper process that runs beside the command and ends with it. */
export interface Daemon {
  readonly child: ChildProcess;
  /** Ends it, by force when it does not go within 3 seconds. */
  stop(): Promise<void>;
}

/** The user a helper process runs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Starts a helper process in a group of its own, so that Ctrl+C does not take it away early. */
export function startDaemon(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'env' | 'stdio'>,
  account: Account | null = null,
): Daemon {
  const child = spawn(command, args, { ...options, ...account, detached: true });
  let startError: Error | null = null;
  child.on('error', (error) => {
    startError = error;
  });
  const isRunning = () =>
    startError === null && child.exitCode === null && child.signalCode === null;
  return {
    child,
    async stop() {
      if (!isRunning()) return;
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await Promise.race([gone, sleep(3_000, undefined, { ref: false })]);
      if (isRunning()) child.kill('SIGKILL');
      await gone;
    },
  };
}

/**
 * The first line a helper process writes to a pipe.
 *
 * @throws BuildError HEADLESS_NOT_STARTED when it ends, or 15 seconds pass, without one
 */
export async function firstLine(daemon: Daemon, pipe: unknown, name: string): Promise<string> {
  if (!isReadable(pipe)) throw new BuildError('HEADLESS_NOT_STARTED', `${name} has no output`);
  return new Promise((resolve, reject) => {
    const fail = () =>
      reject(new BuildError('HEADLESS_NOT_STARTED', `${name} did not start (no answer from it)`));
    const timer = setTimeout(fail, 15_000);
    let text = '';
    daemon.child.once('error', fail).once('exit', fail);
    pipe.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const end = text.indexOf('\n');
      if (end === -1) return;
      clearTimeout(timer);
      resolve(text.slice(0, end));
    });
  });
}

function isReadable(pipe: unknown): pipe is Readable {
  return typeof pipe === 'object' && pipe !== null && 'setEncoding' in pipe;
}
