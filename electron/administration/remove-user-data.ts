import { rm } from 'node:fs/promises';
import type { Keychain } from '../keychain/keychain.ts';

/** What became of CareDesk's items in the keychain of an account. */
export interface RemovedItems {
  readonly removed: number;
  /** Seen, and not removed. */
  readonly left: number;
  /** Why a keychain could not be looked into; what lies in it is not known. Null when all could. */
  readonly refusal: unknown;
}

/**
 * Removes every keychain item of CareDesk that this Windows or Linux account can see: what signs a
 * person in, and what an administrator provisioned. Goes on when one cannot be removed, or a keychain
 * cannot be opened.
 */
export async function removeKeychainItems(keychains: readonly Keychain[]): Promise<RemovedItems> {
  let removed = 0;
  let left = 0;
  let refusal: unknown = null;
  for (const keychain of keychains) {
    try {
      for (const account of await keychain.accounts()) {
        try {
          await keychain.remove(account);
          removed += 1;
        } catch {
          left += 1;
        }
      }
    } catch (error) {
      refusal ??= error;
    }
  }
  return { removed, left, refusal };
}

/**
 * Removes folders with all that is in them. Each is tried, whatever becomes of the others.
 * @returns those that are still there, in whole or in part
 */
export async function removeFolders(folders: readonly string[]): Promise<readonly string[]> {
  const removals = await Promise.allSettled(
    folders.map((folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 })),
  );
  return folders.filter((_folder, at) => removals[at]?.status === 'rejected');
}
