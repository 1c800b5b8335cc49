import { spawn } from 'node:child_process';
import process from 'node:process';
import { type StartedProcess, successorSwitch } from './successor.ts';

/** What a successor tells of itself when it asks for the instance lock. */
export const successorMark = { successor: true } as const;

/** Whether it is a successor that asks for the instance lock, and not a person who starts CareDesk. */
export function isSuccessor(from: unknown): boolean {
  return typeof from === 'object' && from !== null && 'successor' in from;
}

/**
 * The arguments of the process that follows this one: those of this one, without what belonged to
 * its start alone.
 * @param argv as in `process.argv`, the program first
 */
export function successorArguments(argv: readonly string[]): readonly string[] {
  const own = `--${successorSwitch}`;
  const kept = argv.slice(1).filter((argument) => argument !== own && argument !== '--updated');
  return [...kept, own];
}

/** Starts CareDesk once more, beside this one. @throws Error when that is not possible */
export function startProcess(args: readonly string[]): StartedProcess {
  // An AppImage is mounted anew at every start: it is the file that is started again.
  const child = spawn(process.env['APPIMAGE'] ?? process.execPath, args, {
    detached: true,
    stdio: 'ignore',
  });
  child.unref();
  return {
    onEnd(listener) {
      child.once('error', () => listener('failed'));
      child.once('exit', (code) => listener(code === 0 ? 'closed' : 'failed'));
    },
    stop: () => void child.kill(),
  };
}
