import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { BuildError } from './build-error.ts';
import { type DesktopSession, startDesktopSession } from './headless/desktop-session.ts';
import { writeDesktops } from './headless/desktops.ts';

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
 * @param count how many desktops there are; the command runs on the first and is told of all
 *   (build/headless/desktops.ts)
 * @returns the command's exit code (128 + n when signal n ended it)
 * @throws BuildError HEADLESS_NOT_STARTED
 */
export async function runHeadless(
  command: string,
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
  count = 1,
): Promise<number> {
  const first = await startDesktopSession();
  const sessions: DesktopSession[] = [first];
  try {
    while (sessions.length < count) sessions.push(await startDesktopSession());
    const desktops = writeDesktops(sessions.map(({ environment }) => environment));
    return await runInside(command, args, { ...first.environment, ...desktops, ...variables });
  } finally {
    for (const session of sessions.toReversed()) await session.stop();
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [first = '', ...others] = process.argv.slice(2);
  const desktops = /^--desktops=([1-9])$/.exec(first)?.[1];
  const [command = '', ...args] = desktops === undefined ? [first, ...others] : others;
  if (command === '') {
    console.error('Usage: tsx build/headless.ts [--desktops=<number>] <command> [argument …]');
    process.exitCode = 2;
  } else {
    process.exitCode = await runHeadless(command, args, {}, Number(desktops ?? 1));
  }
}
