import { readdir, readFile } from 'node:fs/promises';
import process from 'node:process';
import { waitUntil } from '../harness/wait-until.ts';

/**
 * Processes whose executable was started from below one of these folders, whoever started it: an
 * updated CareDesk is a child of nobody here. Chromium writes its command line with spaces.
 */
async function processesFrom(folders: readonly string[]): Promise<readonly number[]> {
  const all = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry)).map(Number);
  const found = await Promise.all(
    all.map(async (pid) => {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      return folders.some((folder) => command.startsWith(`${folder}/`)) ? [pid] : [];
    }),
  );
  return found.flat();
}

/** Asks these processes to end, as the system does at log-off, and sees to it that they do. */
export async function endProcessesFrom(folders: readonly string[]): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    for (const pid of await processesFrom(folders)) {
      try {
        process.kill(pid, signal);
      } catch {
        // It has ended meanwhile.
      }
    }
    const areGone = await waitUntil(
      'the programs to end',
      async () => ((await processesFrom(folders)).length === 0 ? true : null),
      10_000,
    ).catch(() => false);
    if (areGone) return;
  }
  throw new Error(`Programs from ${folders.join(', ')} do not end`);
}
