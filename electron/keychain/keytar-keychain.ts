import { createRequire } from 'node:module';
import type { Keychain, KeychainService } from './keychain.ts';

type Keytar = typeof import('keytar');

/**
 * Loaded by the first who needs it: where the system's library for it is missing (libsecret on Linux),
 * everything else still works.
 */
async function keytar(): Promise<Keytar> {
  return createRequire(import.meta.url)('keytar');
}

/**
 * The real keychain of this PC, through keytar's API.
 * @param service what an administrator sees in Credential Manager: `CareDesk` for what belongs to
 *   the person signed in, `Provisioned CareDesk client` for what was provisioned (not a name that begins with the
 *   other: Windows finds items by prefix)
 */
export function openKeytarKeychain(service: KeychainService): Keychain {
  return {
    read: async (account) => (await keytar()).getPassword(service, account),
    write: async (account, secret) => (await keytar()).setPassword(service, account, secret),
    async remove(account) {
      await (await keytar()).deletePassword(service, account);
    },
    async accounts() {
      const items = await (await keytar()).findCredentials(service);
      return items.map((item) => item.account);
    },
  };
}
