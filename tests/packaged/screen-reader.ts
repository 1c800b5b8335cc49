import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Account } from '../../build/headless/daemon.ts';

/** One thing on the screen, as assistive technology is told of it. */
export interface Accessible {
  /** AT-SPI's name of the role: `heading`, `push button`, `entry`, `radio button` … */
  readonly role: string;
  readonly name: string;
  /** What has been typed into it. */
  readonly text: string;
  readonly focused: boolean;
  readonly checked: boolean;
}

export interface ScreenReader {
  /** All of CareDesk's windows, in document order; empty while there is none. */
  read(): Promise<readonly Accessible[]>;
  stop(): Promise<void>;
}

/** Debian's own Python: the one that has the bindings of AT-SPI (python3-gi). */
const python = '/usr/bin/python3';

/** Starts a reader in a person's desktop session. */
export async function startScreenReader(
  environment: NodeJS.ProcessEnv,
  account: Account,
): Promise<ScreenReader> {
  // Handed over as text: the person may not be allowed to read the checkout.
  const program = await readFile(join(import.meta.dirname, 'screen-reader.py'), 'utf8');
  const child = spawn(python, ['-c', program], {
    env: environment,
    cwd: '/',
    ...account,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async read() {
      child.stdin.write('read\n');
      const line = await lines.next();
      if (line.done === true) throw new Error('The screen reader has stopped');
      const objects: Accessible[] = JSON.parse(line.value);
      return objects;
    },
    async stop() {
      if (child.exitCode !== null) return;
      const gone = once(child, 'exit');
      child.stdin.end();
      await gone;
    },
  };
}
