import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The certification authorities this session's home trusts, besides the system's. */
export interface TrustStore {
  /** @param caFile PEM file of the authority */
  trust(caFile: string): Promise<void>;
  /** Trusts the authority no more. */
  remove(): Promise<void>;
}

const run = promisify(execFile);
const nickname = 'caredesk-test-authority';

/**
 * Opens the store Chromium reads on Linux (NSS, in the home folder), making an empty one where there
 * is none. Needs the home of `build/headless.ts`.
 */
export async function openTrustStore(): Promise<TrustStore> {
  const folder = join(homedir(), '.pki', 'nssdb');
  const certutil = (...args: string[]) => run('certutil', ['-d', `sql:${folder}`, ...args]);
  await mkdir(folder, { recursive: true });
  await certutil('-L').catch(() => certutil('-N', '--empty-password'));
  return {
    async trust(caFile) {
      await certutil('-A', '-t', 'C,,', '-n', nickname, '-i', caFile);
    },
    async remove() {
      await certutil('-D', '-n', nickname).catch(() => undefined);
    },
  };
}
