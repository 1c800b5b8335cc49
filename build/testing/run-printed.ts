import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../project-root.ts';

export type Command = readonly [string, ...string[]];

export interface Printed {
  readonly exitCode: number;
  /** All it printed, to stdout and stderr. */
  readonly text: string;
}

/** Milliseconds for the last of the output, which a process that was left behind may hold open. */
const drainAllowance = 2_000;

/**
 * Runs a command in the checkout, handing on what it prints.
 *
 * @param options.niceness how far it stands back for others, 0 to 19 (nice(1)); not at all by default
 */
export function runPrinted(
  [command, ...args]: Command,
  print: (text: string) => void,
  options: {
    readonly variables?: Readonly<Record<string, string>>;
    readonly niceness?: number;
  } = {},
): Promise<Printed> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: projectRoot,
      env: {
        ...process.env,
        // It writes into a pipe; what is printed in the end goes where this process's output goes.
        ...(process.stdout.isTTY ? { FORCE_COLOR: '1' } : {}),
        ...options.variables,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (child.pid !== undefined && options.niceness !== undefined) {
      setPriority(child.pid, options.niceness);
    }
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (part: string) => {
        text += part;
        print(part);
      });
    }
    child.on('error', reject);
    const closed = new Promise((close) => child.once('close', close));
    child.once('exit', async (code) => {
      await Promise.race([closed, sleep(drainAllowance, undefined, { ref: false })]);
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ exitCode: code ?? 1, text });
    });
  });
}
