import type { Keychain } from './keychain.ts';

/** A keychain that forgets: the stand-in of unit tests, with Windows' size limit. */
export function createMemoryKeychain(options: { maximumBytes?: number } = {}): Keychain {
  const items = new Map<string, string>();
  const maximumBytes = options.maximumBytes ?? 2560;
  return {
    read: async (account) => items.get(account) ?? null,
    async write(account, secret) {
      if (new TextEncoder().encode(secret).byteLength > maximumBytes) {
        throw new Error('The stub received bad data');
      }
      items.set(account, secret);
    },
    async remove(account) {
      items.delete(account);
    },
    accounts: async () => [...items.keys()],
  };
}
