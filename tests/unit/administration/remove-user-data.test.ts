import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { removeFolders } from '../../../electron/administration/remove-user-data.ts';
import {
  type CommandDependencies,
  runAdministratorCommand,
} from '../../../electron/administration/run-command.ts';
import { createChunkedSecret } from '../../../electron/keychain/chunked-secret.ts';
import type { Keychain } from '../../../electron/keychain/keychain.ts';
import { createMemoryKeychain } from '../../../electron/keychain/memory-keychain.ts';

const removed = 'Settings and files of this account were removed.';

function run(
  keychains: readonly Keychain[],
  removeFiles: CommandDependencies['removeFiles'] = async () => ({ kind: 'removed' }),
) {
  const secret = createChunkedSecret(createMemoryKeychain(), 'unused', () => 'w');
  const dependencies: CommandDependencies = {
    platform: 'linux',
    checkPolicy: () => Promise.reject(new Error('No policy is checked.')),
    version: () => Promise.reject(new Error('No version is told.')),
    secrets: { clientSecret: secret, clientKey: secret },
    rbac: { load: vi.fn(), save: vi.fn() },
    keychains,
    readFile: () => Promise.reject(new Error('No file is read.')),
    shred: () => Promise.reject(new Error('No file is shredded.')),
    removeFiles,
  };
  return runAdministratorCommand({ kind: 'remove-user-data' }, dependencies);
}

describe('removing a person’s folders', () => {
  it('removes each that can be, whatever becomes of the others', async () => {
    const root = await mkdtemp(join(tmpdir(), 'caredesk-folders-'));
    const folder = join(root, 'settings');
    await mkdir(join(folder, 'deep'), { recursive: true });
    // A name that no file system takes.
    expect(await removeFolders(['\0', folder, join(root, 'never-there')])).toEqual(['\0']);
    expect(await readdir(root)).toEqual([]);
    await rm(root, { recursive: true });
  });
});

describe('removing a person’s data', () => {
  it('empties every keychain service, chunks and all', async () => {
    const [person, client] = [createMemoryKeychain(), createMemoryKeychain()];
    await createChunkedSecret(person, 'session', () => 'w1').save('s'.repeat(6_000));
    await client.write('client-key', 'k');
    const before = (await person.accounts()).length;

    expect(await run([person, client])).toEqual({
      exitCode: 0,
      words: `${removed} Removed from the password store: ${before + 1}.`,
    });
    expect(await person.accounts()).toEqual([]);
    expect(await client.accounts()).toEqual([]);
  });

  it('is done when there is nothing', async () => {
    expect(await run([createMemoryKeychain()])).toMatchObject({ exitCode: 0 });
  });

  it('goes on when an item stays, and says so with its exit code', async () => {
    const keychain = createMemoryKeychain();
    await keychain.write('stays', 'a');
    await keychain.write('goes', 'b');
    const stubborn: Keychain = {
      ...keychain,
      remove: async (account) => {
        if (account === 'stays') throw new Error('Access denied');
        await keychain.remove(account);
      },
    };
    expect(await run([stubborn])).toEqual({
      exitCode: 1,
      words: `${removed} Removed from the password store: 1. Could not be removed: 1.`,
    });
    expect(await keychain.accounts()).toEqual(['stays']);
  });

  it('empties the keychain even when files are in use, and says so', async () => {
    const keychain = createMemoryKeychain();
    await keychain.write('refresh-token', 'a');
    const { exitCode, words } = await run([keychain], async () => ({ kind: 'in-use' }));
    expect(exitCode).toBe(1);
    expect(words).toContain('were left, because CareDesk is open: close CareDesk and try again');
    expect(await keychain.accounts()).toEqual([]);
  });

  it('names the folders of which something is left', async () => {
    const { exitCode, words } = await run([], async () => ({
      kind: 'left',
      folders: ['/a', '/b'],
    }));
    expect(exitCode).toBe(1);
    expect(words).toContain('delete what is left of /a and /b');
  });

  it('says what was removed and what was not when the keychain cannot be opened', async () => {
    const locked: Keychain = {
      ...createMemoryKeychain(),
      accounts: () => Promise.reject(new Error('Cannot autolaunch D-Bus')),
    };
    const open = createMemoryKeychain();
    await open.write('client-key', 'k');
    const { exitCode, words } = await run([locked, open]);
    expect(exitCode).toBe(1);
    expect(words).toMatch(
      /^Settings and files of this account were removed\. Removed from the password store: 1\. What else/,
    );
    expect(words).toMatch(/Cannot autolaunch D-Bus.*not with sudo/);
    expect(words).not.toContain('Nothing was changed');
    expect(await open.accounts()).toEqual([]);
  });
});
