import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { boundKeychain } from '../keychain/bounded-keychain.ts';
import { createChunkedSecret } from '../keychain/chunked-secret.ts';
import type { KeychainService } from '../keychain/keychain.ts';
import { openKeytarKeychain } from '../keychain/keytar-keychain.ts';
import { createRbacStore, type RbacStore } from '../rbac/rbac-store.ts';
import { systemClock } from '../session/clock.ts';
import { removeFolders } from './remove-user-data.ts';
import type { CommandDependencies } from './run-command.ts';
import { shredFile } from './shred-file.ts';

/** The store of imported RBAC tables in a folder of this PC. */
export function openRbacStore(folder: string): RbacStore {
  return createRbacStore({
    folder,
    files: { mkdir, readFile, writeFile, rename, rm },
    newName: randomUUID,
  });
}

/** What an administrator's command works on, and whether some of it still holds the process. */
export interface OpenedStores extends CommandDependencies {
  hangs(): boolean;
}

/**
 * The keychain and files of this PC, for an administrator's command.
 * @param personFolders where CareDesk keeps its files for this account; null when they must stay
 */
export function openCommandDependencies(
  folder: string,
  personFolders: readonly string[] | null,
): OpenedStores {
  const bounded = (service: KeychainService) =>
    boundKeychain(openKeytarKeychain(service), systemClock.after);
  const keychain = bounded('Provisioned CareDesk client');
  const keychains = [bounded('CareDesk'), keychain];
  return {
    secrets: {
      clientSecret: createChunkedSecret(keychain, 'client-secret', randomUUID),
      clientKey: createChunkedSecret(keychain, 'client-key', randomUUID),
    },
    rbac: openRbacStore(folder),
    keychains,
    hangs: () => keychains.some(({ hangs }) => hangs()),
    readFile: (path) => readFile(path, 'utf8'),
    shred: shredFile,
    async removeFiles() {
      if (personFolders === null) throw new Error('The files are in use');
      await removeFolders(personFolders);
    },
  };
}
