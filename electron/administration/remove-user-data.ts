import { rm } from 'node:fs/promises';
import type { Keychain } from '../keychain/keychain.ts';

/**
 * Removes every keychain item of CareDesk that this Windows or Linux account can see: what signs a
 * person in, and what an administrator provisioned. Goes on when one cannot be removed.
 *
 * @returns how many were removed and how many are left
 * @throws what the keychain throws when it cannot be opened
 */
export async function removeKeychainItems(
  keychains: readonly Keychain[],
): Promise<{ readonly removed: number; readonly left: number }> {
  let removed = 0;
  let left = 0;
  for (const keychain of keychains) {
    for (const account of await keychain.accounts()) {
      try {
        await keychain.remove(account);
        removed += 1;
      } catch {
        left += 1;
      }
    }
  }
  return { removed, left };
}

/**
 * Removes folders with all that is in them. Each is tried, whatever becomes of the others.
 * @throws the first error of one that is still there, in whole or in part
 */
export async function removeFolders(folders: readonly string[]): Promise<void> {
  const removed = await Promise.allSettled(
    folders.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })),
  );
  for (const result of removed) if (result.status === 'rejected') throw result.reason;
}
