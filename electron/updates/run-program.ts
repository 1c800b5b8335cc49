import { execFile } from 'node:child_process';
import type { RunProgram } from './authenticode.ts';

/** Runs a program without a shell and without a window. */
export const runProgram: RunProgram = (file, args, { env, timeout }) =>
  new Promise((resolve, reject) => {
    execFile(
      file,
      [...args],
      { env, timeout, windowsHide: true, shell: false, encoding: 'utf8', maxBuffer: 64 * 1024 },
      (error, stdout) => {
        if (error === null) resolve({ stdout });
        else reject(error);
      },
    );
  });
