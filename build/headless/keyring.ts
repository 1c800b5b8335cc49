import { setTimeout as sleep } from 'node:timers/promises';
import { BuildError } from '../build-error.ts';
import { runCommand } from '../run-command.ts';
import { type Account, type Daemon, startDaemon } from './daemon.ts';

async function isBusNameTaken(
  environment: NodeJS.ProcessEnv,
  account: Account | null,
): Promise<boolean> {
  const reply = await runCommand(
    'dbus-send',
    [
      '--session',
      '--print-reply=literal',
      '--dest=org.freedesktop.DBus',
      '/org/freedesktop/DBus',
      'org.freedesktop.DBus.NameHasOwner',
      'string:org.freedesktop.secrets',
    ],
    { ...account, env: environment, timeout: 5_000 },
  );
  return reply.stdout.includes('boolean true');
}

async function isLoginKeyringOpen(
  environment: NodeJS.ProcessEnv,
  account: Account | null,
): Promise<boolean> {
  const reply = await runCommand(
    'dbus-send',
    [
      '--session',
      '--print-reply=literal',
      '--dest=org.freedesktop.secrets',
      '/org/freedesktop/secrets/collection/login',
      'org.freedesktop.DBus.Properties.Get',
      'string:org.freedesktop.Secret.Collection',
      'string:Locked',
    ],
    { ...account, env: environment, timeout: 5_000 },
  );
  return reply.stdout.includes('boolean false');
}

/**
 * Starts GNOME Keyring as the secret service of the bus in `environment`, with an empty login
 * keyring under its XDG_DATA_HOME, unlocked.
 *
 * @throws BuildError HEADLESS_NOT_STARTED when it is not usable within 15 seconds
 */
export async function startKeyring(
  environment: NodeJS.ProcessEnv,
  account: Account | null = null,
): Promise<Daemon> {
  const daemon = startDaemon(
    'gnome-keyring-daemon',
    ['--foreground', '--unlock', '--components=secrets'],
    { env: environment, stdio: ['pipe', 'ignore', 'ignore'] },
    account,
  );
  // The password of a keyring that lives for one run and holds synthetic secrets only.
  daemon.child.stdin?.end('synthetic\n');
  const giveUpAt = Date.now() + 15_000;
  // Asking for the keyring before the name is taken would make the bus start a second, locked one.
  while (
    !(
      (await isBusNameTaken(environment, account)) &&
      (await isLoginKeyringOpen(environment, account))
    )
  ) {
    if (Date.now() > giveUpAt) {
      await daemon.stop();
      throw new BuildError('HEADLESS_NOT_STARTED', 'gnome-keyring-daemon did not start');
    }
    await sleep(50);
  }
  return daemon;
}
