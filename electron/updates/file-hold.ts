import { spawn } from 'node:child_process';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { type PowerShellCommand, powerShellCommand } from './power-shell.ts';

/** Keeps a file as it is, for as long as it is held. */
export interface FileHold {
  /** Whether it has been held all the time until now. */
  isHeld(): boolean;
  release(): void;
}

/**
 * Holds a file so that no program, not even one of the same account, can change, replace, rename or
 * remove it, nor rename a folder above it. Programs can read and start it.
 * @throws CareDeskError UPDATE_SIGNATURE_NOT_CHECKED when it cannot be held
 */
export type HoldFile = (file: string) => Promise<FileHold>;

/** Milliseconds: a cold PowerShell on a busy clinic PC. */
const holdTimeout = 60_000;

const holding = 'held';

// Node opens every file on Windows so that others may write, rename and remove it (libuv shares
// all three). .NET opens it for others to read alone. Held until the input ends: with CareDesk, too.
export const holdScript = [
  "$ErrorActionPreference = 'Stop'",
  '$held = [System.IO.File]::Open($env:CAREDESK_PACKAGE, [System.IO.FileMode]::Open, [System.IO.FileAccess]::Read, [System.IO.FileShare]::Read)',
  `[Console]::Out.WriteLine('${holding}')`,
  '[Console]::Out.Flush()',
  '[void][Console]::In.ReadToEnd()',
  '$held.Dispose()',
].join('; ');

/**
 * Holds a file on Windows, by a PowerShell that has it open. A program of the same account can end
 * that PowerShell, as it can end CareDesk: `isHeld` tells, and Windows asks with the publisher's name.
 */
export async function holdFileOnWindows(
  file: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<FileHold> {
  try {
    return await holdBy(powerShellCommand(holdScript, file, environment), holdTimeout);
  } catch (cause) {
    throw new CareDeskError('UPDATE_SIGNATURE_NOT_CHECKED', { detail: 'not held', cause });
  }
}

/**
 * Starts the program that holds, and waits until it says so. It lets go when its input ends.
 * @param allowance milliseconds it may take
 */
export function holdBy(command: PowerShellCommand, allowance: number): Promise<FileHold> {
  return new Promise((resolve, reject) => {
    const child = spawn(command.file, [...command.args], {
      env: command.env,
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    });
    const timer = setTimeout(() => child.kill(), allowance);
    const refuse = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.trim() !== holding) return;
      clearTimeout(timer);
      resolve({
        isHeld: () => child.exitCode === null && child.signalCode === null,
        release: () => void child.stdin.end(),
      });
    });
    // One that has gone already needs no end of its input.
    child.stdin.on('error', () => undefined);
    child.on('error', refuse);
    child.on('exit', (code) => refuse(new Error(`it ended with ${code ?? 'a signal'}`)));
  });
}
