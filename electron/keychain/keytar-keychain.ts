import keytar from 'keytar';
import type { Keychain, KeychainService } from './keychain.ts';

/**
 * The real keychain of this PC, through keytar's API.
 * @param service what an administrator sees in Credential Manager: `CareDesk` for what belongs to
 *   the person signed in, `Provisioned CareDesk client` for what was provisioned (not a name that begins with the
 *   other: Windows finds items by prefix)
 */
export function openKeytarKeychain(service: KeychainService): Keychain {
  return {
    read: (account) => keytar.getPassword(service, account),
    write: (account, secret) => keytar.setPassword(service, account, secret),
    async remove(account) {
      await keytar.deletePassword(service, account);
    },
    async accounts() {
      const items = await keytar.findCredentials(service);
      return items.map((item) => item.account);
    },
  };
}
