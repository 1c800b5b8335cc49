import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withFileLock } from '../../../build/file-lock.ts';

let folder = '';
let lock = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-test-'));
  lock = join(folder, 'runtime.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the file lock', () => {
  it('lets two pieces of work take turns', async () => {
    const order: string[] = [];
    let release = () => {};
    const first = withFileLock(lock, async () => {
      order.push('first starts');
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      order.push('first ends');
    });
    await expect.poll(() => order).toEqual(['first starts']);
    const second = withFileLock(lock, async () => {
      order.push('second');
    });
    release();
    await Promise.all([first, second]);
    expect(order).toEqual(['first starts', 'first ends', 'second']);
  });

  it('is released when the work fails', async () => {
    const work = withFileLock(lock, async () => {
      throw new Error('no space left');
    });
    await expect(work).rejects.toThrow('no space left');
    expect(existsSync(lock)).toBe(false);
  });

  it('takes over the lock of a process that is gone', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    await writeFile(lock, String(pid));
    const holder = await withFileLock(lock, () => readFile(lock, 'utf8'));
    expect(holder).toBe(String(process.pid));
  });

  it('gives up on a lock that is held too long', async () => {
    await writeFile(lock, String(process.ppid));
    await expect(withFileLock(lock, async () => {}, 0)).rejects.toMatchObject({
      code: 'LOCK_TIMED_OUT',
    });
  });
});
