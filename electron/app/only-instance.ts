import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import process from 'node:process';
import { app } from 'electron';
import { wordsFor } from '../contract/failures.ts';
import { refuseToStart } from './refuse-to-start.ts';
import { type FolderFault, folderFault, foreignLock, lockFault } from './user-data-folder.ts';

/**
 * Whether this start goes on: the folder of this account's files can be used, and no other CareDesk
 * uses it. Else CareDesk is ended: silently when the other one has been brought to the front, and
 * with words and exit code 1 when nobody would see anything happen.
 */
export function becomesOnlyInstance(): boolean {
  const folder = app.getPath('userData');
  const unusable = folderFault(folder, fs, randomUUID) ?? foreignLock(folder, process.platform, fs);
  if (unusable !== null) {
    refuse(unusable);
    return false;
  }
  if (app.requestSingleInstanceLock()) return true;
  const fault = lockFault(folder, process.platform, fs, isRunning);
  if (fault === null) app.quit();
  else refuse(fault);
  return false;
}

function refuse({ code, detail }: FolderFault): void {
  const { title, explanation, nextStep } = wordsFor(code);
  refuseToStart(`${title}. ${explanation} ${nextStep}\n${code} (${detail})`);
}

/** Whether a process of this number runs on this PC. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
