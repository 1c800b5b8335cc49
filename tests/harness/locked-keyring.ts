import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';

const run = promisify(execFile);

function send(destination: string, path: string, ...message: string[]): Promise<unknown> {
  return run('dbus-send', [
    '--session',
    '--print-reply=literal',
    `--dest=${destination}`,
    path,
    ...message,
  ]);
}

/**
 * Locks the login keyring of this session. Whoever asks for what is in it makes GNOME Keyring open a
 * window that asks for its password, which nobody answers.
 */
export async function lockKeyring(): Promise<void> {
  // The bus starts the program that asks, which needs to know where to show it.
  await send(
    'org.freedesktop.DBus',
    '/org/freedesktop/DBus',
    'org.freedesktop.DBus.UpdateActivationEnvironment',
    `dict:string:string:DISPLAY,${process.env['DISPLAY'] ?? ''}`,
  );
  await send(
    'org.freedesktop.secrets',
    '/org/freedesktop/secrets',
    'org.freedesktop.Secret.Service.Lock',
    'array:objpath:/org/freedesktop/secrets/collection/login',
  );
}
