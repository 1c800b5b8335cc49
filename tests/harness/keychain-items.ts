import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import keytar from 'keytar';
import type { Keychain } from '../../electron/keychain/keychain.ts';

/** Service name of CareDesk's items, as an administrator sees it. */
const service = 'CareDesk';

/** Names of what CareDesk keeps in the keychain of this harness; never the secrets. */
export async function keychainItems(): Promise<string[]> {
  const items = await keytar.findCredentials(service);
  return items.map(({ account }) => account).sort();
}

/**
 * How many items CareDesk keeps, also while it removes some: keytar reads the secret of each it finds,
 * and brings down its process when one is gone by then.
 */
export async function countKeychainItems(): Promise<number> {
  const { stdout } = await promisify(execFile)('dbus-send', [
    '--session',
    '--print-reply=literal',
    '--dest=org.freedesktop.secrets',
    '/org/freedesktop/secrets',
    'org.freedesktop.Secret.Service.SearchItems',
    `dict:string:string:service,${service}`,
  ]);
  return stdout.match(/\/org\/freedesktop\/secrets\/collection\//g)?.length ?? 0;
}

/** Whether a secret kept by CareDesk holds this text. */
export async function keychainHolds(text: string): Promise<boolean> {
  const items = await keytar.findCredentials(service);
  return items.some(({ password }) => password.includes(text));
}

/** Empties what an earlier test may have left, so that each harness starts clean. */
export async function clearKeychain(): Promise<void> {
  for (const account of await keychainItems()) await keytar.deletePassword(service, account);
}

/** What CareDesk keeps there, as it reads it itself. */
export const keychainOfHarness: Keychain = {
  read: (account) => keytar.getPassword(service, account),
  write: (account, secret) => keytar.setPassword(service, account, secret),
  async remove(account) {
    await keytar.deletePassword(service, account);
  },
  accounts: keychainItems,
};
