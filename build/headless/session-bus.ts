import { type Account, type Daemon, firstLine, startDaemon } from './daemon.ts';

export interface SessionBus extends Daemon {
  /** Value for `DBUS_SESSION_BUS_ADDRESS`. */
  readonly address: string;
}

/** Starts a D-Bus session bus of its own. */
export async function startSessionBus(
  environment: NodeJS.ProcessEnv,
  account: Account | null = null,
): Promise<SessionBus> {
  const daemon = startDaemon(
    'dbus-daemon',
    ['--session', '--nofork', '--nopidfile', '--print-address=3'],
    { env: environment, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
    account,
  );
  try {
    return { ...daemon, address: await firstLine(daemon, daemon.child.stdio[3], 'dbus-daemon') };
  } catch (error) {
    await daemon.stop();
    throw error;
  }
}
