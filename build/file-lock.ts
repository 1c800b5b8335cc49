import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { BuildError } from './build-error.ts';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and someone else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

async function removeIfAbandoned(file: string): Promise<void> {
  const holder = Number(await readFile(file, 'utf8').catch(() => ''));
  // An empty file is one that is being written this moment.
  if (holder > 0 && !isAlive(holder)) await rm(file, { force: true });
}

/**
 * Does `work` while holding the lock file, so that two runs on this machine take turns. The lock
 * of a process that died is taken over.
 *
 * @param patience milliseconds to wait for the other run
 * @throws BuildError LOCK_TIMED_OUT
 */
export async function withFileLock<T>(
  file: string,
  work: () => Promise<T>,
  patience = 10 * 60_000,
): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const giveUpAt = Date.now() + patience;
  while (!(await take(file))) {
    await removeIfAbandoned(file);
    if (Date.now() > giveUpAt) {
      throw new BuildError('LOCK_TIMED_OUT', `Another run still holds ${file}; remove it if not.`);
    }
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}
