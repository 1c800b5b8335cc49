import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { BuildError } from './build-error.ts';
import type { Daemon } from './headless/daemon.ts';
import { startDisplay } from './headless/display.ts';
import { startKeyring } from './headless/keyring.ts';
import { startSessionBus } from './headless/session-bus.ts';

const forwardedSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A home of its own, so that a run starts with an empty keyring and leaves nothing behind. */
async function freshHome(folder: string): Promise<NodeJS.ProcessEnv> {
  const home = {
    HOME: folder,
    XDG_RUNTIME_DIR: join(folder, 'run'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    TMPDIR: join(folder, 'tmp'),
  };
  for (const path of Object.values(home)) await mkdir(path, { recursive: true, mode: 0o700 });
  const environment: NodeJS.ProcessEnv = { ...process.env, ...home };
  delete environment['WAYLAND_DISPLAY'];
  delete environment['XAUTHORITY'];
  return environment;
}

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
  const folder = await mkdtemp(join(tmpdir(), 'caredesk-'));
  const daemons: Daemon[] = [];
  try {
    const environment: NodeJS.ProcessEnv = { ...(await freshHome(folder)), ...variables };
    const [display, bus] = await Promise.all([
      startDisplay(environment).then((started) => {
        daemons.push(started);
        return started;
      }),
      startSessionBus(environment).then((started) => {
        daemons.push(started);
        return started;
      }),
    ]);
    environment['DISPLAY'] = display.name;
    environment['DBUS_SESSION_BUS_ADDRESS'] = bus.address;
    daemons.push(await startKeyring(environment));
    return await runInside(command, args, environment);
  } finally {
    for (const daemon of daemons.toReversed()) await daemon.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
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
