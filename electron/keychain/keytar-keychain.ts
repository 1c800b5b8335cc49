import type { Keychain, KeychainService } from './keychain.ts';
import { loadKeytar } from './keytar-module.ts';

/**
 * The real keychain of this PC, through keytar, which is loaded at the first use. Every function
 * rejects with CareDeskError PROGRAM_CHANGED when keytar is not the one that was packed.
 *
 * @param service what an administrator sees in Credential Manager: `CareDesk` for what belongs to
 *   the person signed in, `Provisioned CareDesk client` for what was provisioned (not a name that begins with the
 *   other: Windows finds items by prefix)
 */
export function openKeytarKeychain(service: KeychainService): Keychain {
  return {
    read: async (account) => (await loadKeytar()).getPassword(service, account),
    write: async (account, secret) => (await loadKeytar()).setPassword(service, account, secret),
    async remove(account) {
      await (await loadKeytar()).deletePassword(service, account);
    },
    async accounts() {
      const items = await (await loadKeytar()).findCredentials(service);
      return items.map((item) => item.account);
    },
  };
}
