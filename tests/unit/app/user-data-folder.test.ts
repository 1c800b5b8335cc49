import * as fs from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderFault, foreignLock, lockFault } from '../../../electron/app/user-data-folder.ts';

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'user-data-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const newName = () => 'n';

/** A file system that refuses one thing, as the system would. */
function refusing(what: 'mkdirSync' | 'openSync' | 'writeSync' | 'rmSync', code: string) {
  return {
    ...fs,
    [what]: () => {
      throw Object.assign(new Error(code), { code });
    },
  };
}

describe('the folder of CareDesk’s files', () => {
  it('is made where it is missing, and left as it was', () => {
    const missing = join(folder, 'a', 'b');
    expect(folderFault(missing, fs, newName)).toBeNull();
    expect(fs.readdirSync(missing)).toEqual([]);
  });

  it('that can neither be found nor made is told, and not tried for ever', () => {
    expect(folderFault('/proc/caredesk/below', fs, newName)).toEqual({
      code: 'USER_DATA_NOT_USABLE',
      detail: '/proc/caredesk/below, ENOENT',
    });
  });

  it.each([
    ['openSync', 'EACCES', 'USER_DATA_NOT_USABLE'],
    ['openSync', 'EROFS', 'USER_DATA_NOT_USABLE'],
    ['mkdirSync', 'EPERM', 'USER_DATA_NOT_USABLE'],
    ['mkdirSync', 'ENOTDIR', 'USER_DATA_NOT_USABLE'],
    ['openSync', 'EIO', 'USER_DATA_NOT_USABLE'],
    ['mkdirSync', 'ENOSPC', 'USER_DATA_FULL'],
    ['writeSync', 'ENOSPC', 'USER_DATA_FULL'],
    ['writeSync', 'EDQUOT', 'USER_DATA_FULL'],
  ] as const)('that refuses %s with %s is %s', (what, code, expected) => {
    expect(folderFault(folder, refusing(what, code), newName)).toEqual({
      code: expected,
      detail: `${folder}, ${code}`,
    });
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('is full when a part of what is written fits', () => {
    let room = 10_000;
    const filling: typeof fs.writeSync = (_file, bytes) => {
      if (room === 0) throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      const taken = Math.min(room, Buffer.from(String(bytes)).length);
      room -= taken;
      return taken;
    };
    expect(folderFault(folder, { ...fs, writeSync: filling }, newName)).toMatchObject({
      code: 'USER_DATA_FULL',
    });
  });

  it('serves also where nothing can be removed from it', () => {
    expect(folderFault(folder, refusing('rmSync', 'EPERM'), newName)).toBeNull();
  });
});

describe('a folder that another PC may use', () => {
  it.each([
    ['by another PC', `not-${hostname()}-1`, 'linux', 'USER_DATA_IN_USE'],
    ['by this PC, which Electron sorts out', `${hostname()}-1`, 'linux', null],
    ['by what nobody can read', 'what is this', 'linux', 'USER_DATA_IN_USE'],
    ['in a way Windows does not use', `not-${hostname()}-1`, 'win32', null],
  ] as const)('locked %s', (_whom, owner, platform, expected) => {
    fs.symlinkSync(owner, join(folder, 'SingletonLock'));
    expect(foreignLock(folder, platform, fs)?.code ?? null).toBe(expected);
  });

  it('is free without a lock', () => {
    expect(foreignLock(folder, 'linux', fs)).toBeNull();
  });
});

describe('a lock that CareDesk did not get', () => {
  const running = process.pid;
  const isRunning = (pid: number) => pid === running;
  const lockedBy = (owner: string) => fs.symlinkSync(owner, join(folder, 'SingletonLock'));

  it('is that of the CareDesk that is open', () => {
    lockedBy(`${hostname()}-${running}`);
    expect(lockFault(folder, 'linux', fs, isRunning)).toBeNull();
  });

  it.each([
    ['of another PC', `not-${hostname()}-${running}`],
    ['of a CareDesk that is gone', `${hostname()}-1`],
    ['of nobody', 'what is this'],
  ])('is told when it is that %s', (_whose, owner) => {
    lockedBy(owner);
    expect(lockFault(folder, 'linux', fs, isRunning)).toEqual({
      code: 'USER_DATA_IN_USE',
      detail: `${folder}, ${owner}`,
    });
  });

  it('is told when there is none', () => {
    expect(lockFault(folder, 'linux', fs, isRunning)).toEqual({
      code: 'USER_DATA_NOT_USABLE',
      detail: `${folder}, ENOENT`,
    });
  });

  it('is the system’s own on Windows', () => {
    expect(lockFault(folder, 'win32', fs, isRunning)).toBeNull();
  });
});
