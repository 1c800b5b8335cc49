import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { systemClock } from '../ground/clock.ts';
import { boundKeychain } from '../keychain/bounded-keychain.ts';
import { createChunkedSecret } from '../keychain/chunked-secret.ts';
import type { KeychainService } from '../keychain/keychain.ts';
import { openKeytarKeychain } from '../keychain/keytar-keychain.ts';
import type { Decisions } from '../policy/machine-folder.ts';
import { createRbacStore, type RbacStore } from '../rbac/rbac-store.ts';
import { removeFolders } from './remove-user-data.ts';
import type { CommandDependencies } from './run-command.ts';
import { shredFile } from './shred-file.ts';

/**
 * The store of imported RBAC tables in a folder of this PC.
 * @param readText how its files are read: `readAdministratorsFile` where administrators decide
 */
export function openRbacStore(
  folder: string,
  readText: (path: string) => Promise<string | null>,
): RbacStore {
  return createRbacStore({
    folder,
    files: { mkdir, writeFile, rename, rm },
    readText,
    newName: randomUUID,
  });
}

/** What an administrator's command works on, and whether some of it still holds the process. */
export interface OpenedStores extends Omit<CommandDependencies, 'checkPolicy' | 'version'> {
  hangs(): boolean;
}

/**
 * The keychain and files of this PC, for an administrator's command.
 * @param personFolders where CareDesk keeps its files for this account; null when they must stay
 */
export function openCommandDependencies(
  { folder, readText }: Decisions,
  personFolders: readonly string[] | null,
): OpenedStores {
  const bounded = (service: KeychainService) =>
    boundKeychain(openKeytarKeychain(service), systemClock.after);
  const keychain = bounded('Provisioned CareDesk client');
  const keychains = [bounded('CareDesk'), keychain];
  return {
    platform: process.platform,
    secrets: {
      clientSecret: createChunkedSecret(keychain, 'client-secret', randomUUID),
      clientKey: createChunkedSecret(keychain, 'client-key', randomUUID),
    },
    rbac: openRbacStore(folder, readText),
    keychains,
    hangs: () => keychains.some(({ hangs }) => hangs()),
    readFile: (path) => readFile(path, 'utf8'),
    shred: shredFile,
    async removeFiles() {
      if (personFolders === null) return { kind: 'in-use' };
      const folders = await removeFolders(personFolders);
      return folders.length === 0 ? { kind: 'removed' } : { kind: 'left', folders };
    },
  };
}
