import keytar from 'keytar';
import type { Keychain } from './keychain.ts';

/** Service name of every CareDesk item: what an administrator sees in Credential Manager. */
export const keychainService = 'CareDesk';

/** The real keychain of this PC, through keytar's API. */
export function openKeytarKeychain(): Keychain {
  return {
    read: (account) => keytar.getPassword(keychainService, account),
    write: (account, secret) => keytar.setPassword(keychainService, account, secret),
    async remove(account) {
      await keytar.deletePassword(keychainService, account);
    },
    async accounts() {
      const items = await keytar.findCredentials(keychainService);
      return items.map((item) => item.account);
    },
  };
}
