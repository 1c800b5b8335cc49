import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { Account, Daemon } from './daemon.ts';
import { startDisplay } from './display.ts';
import { startKeyring } from './keyring.ts';
import { startSessionBus } from './session-bus.ts';

/** What a Linux desktop gives the programs of the person who is logged in. */
export interface DesktopSession {
  /** Environment of its programs: a home of its own, display, session bus. */
  readonly environment: NodeJS.ProcessEnv;
  /** Its home; removed at the end. */
  readonly home: string;
  /** Ends everything in it. Programs that were started in it must have ended. */
  stop(): Promise<void>;
}

/** A home of its own, so that a session starts with an empty keyring and leaves nothing behind. */
async function freshHome(folder: string, account: Account | null): Promise<NodeJS.ProcessEnv> {
  const home = {
    HOME: folder,
    XDG_RUNTIME_DIR: join(folder, 'run'),
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    TMPDIR: join(folder, 'tmp'),
  };
  for (const path of Object.values(home)) {
    await mkdir(path, { recursive: true, mode: 0o700 });
    if (account !== null) await chown(path, account.uid, account.gid);
  }
  const environment: NodeJS.ProcessEnv = { ...process.env, ...home };
  delete environment['WAYLAND_DISPLAY'];
  delete environment['XAUTHORITY'];
  return environment;
}

/**
 * Starts a display (1280 × 900), a D-Bus session bus and an unlocked, empty keyring.
 *
 * @param account whose session it is, by default this process's own; only root can start another's
 * @throws BuildError HEADLESS_NOT_STARTED
 */
export async function startDesktopSession(account: Account | null = null): Promise<DesktopSession> {
  const home = await mkdtemp(join(tmpdir(), 'caredesk-'));
  const daemons: Daemon[] = [];
  async function stop(): Promise<void> {
    for (const daemon of daemons.splice(0).reverse()) await daemon.stop();
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
  try {
    const environment = await freshHome(home, account);
    const [display, bus] = await Promise.all([
      startDisplay(environment, account).then((started) => {
        daemons.push(started);
        return started;
      }),
      startSessionBus(environment, account).then((started) => {
        daemons.push(started);
        return started;
      }),
    ]);
    environment['DISPLAY'] = display.name;
    environment['DBUS_SESSION_BUS_ADDRESS'] = bus.address;
    daemons.push(await startKeyring(environment, account));
    return { environment, home, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
