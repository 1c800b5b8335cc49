import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { BuildError } from './build-error.ts';
import { startDesktopSession } from './headless/desktop-session.ts';

const forwardedSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs the command to its end in a process group of its own, and ends what is left of the group. */
function runInside(
  command: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: environment,
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: true,
    });
    const signalGroup = (signal: NodeJS.Signals) => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, signal);
      } catch {
        // Nothing of the group is left.
      }
    };
    for (const signal of forwardedSignals) process.on(signal, signalGroup);
    const settle = () => {
      for (const signal of forwardedSignals) process.off(signal, signalGroup);
      signalGroup('SIGKILL');
    };
    child.on('error', (error) => {
      settle();
      reject(new BuildError('HEADLESS_NOT_STARTED', `${command}: ${error.message}`));
    });
    child.on('exit', (code, signal) => {
      settle();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/**
 * Runs a command with what a Linux desktop would give it: a display (1280 × 900), a D-Bus session
 * bus and an unlocked, empty keyring. All of it ends with the command.
 *
 * @param variables environment variables the command gets besides this process's own
 * @returns the command's exit code (128 + n when signal n ended it)
 * @throws BuildError HEADLESS_NOT_STARTED
 */
export async function runHeadless(
  command: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<number> {
  const session = await startDesktopSession();
  try {
    return await runInside(command, args, { ...session.environment, ...variables });
  } finally {
    await session.stop();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [command, ...args] = process.argv.slice(2);
  if (command === undefined) {
    console.error('Usage: tsx build/headless.ts <command> [argument …]');
    process.exitCode = 2;
  } else {
    process.exitCode = await runHeadless(command, args);
  }
}
