import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from './wait-until.ts';

/** An `xdg-open` that only writes down what it was asked to open. */
export interface OpenCommand {
  /** Folder to put first in `PATH`. */
  readonly folder: string;
  /** The next address handed to the browser, in order; each is given once. */
  opened(): Promise<string>;
  /** How many addresses were handed over so far. */
  count(): Promise<number>;
}

/** Puts the command into a fresh folder under `folder`. */
export async function createOpenCommand(folder: string): Promise<OpenCommand> {
  const bin = join(folder, 'bin');
  const record = join(folder, 'opened-addresses');
  await mkdir(bin);
  await writeFile(record, '');
  const script = join(bin, 'xdg-open');
  await writeFile(script, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${record}'\n`);
  await chmod(script, 0o755);
  let given = 0;
  const addresses = async () => {
    const text = await readFile(record, 'utf8');
    return text.split('\n').slice(0, -1);
  };
  return {
    folder: bin,
    async opened() {
      const address = await waitUntil(
        'CareDesk to open the browser',
        async () => (await addresses())[given] ?? null,
      );
      given += 1;
      return address;
    },
    count: async () => (await addresses()).length,
  };
}
