import { describe, expect, it } from 'vitest';
import { createChunkedSecret } from '../../../electron/keychain/chunked-secret.ts';
import type { Keychain } from '../../../electron/keychain/keychain.ts';
import { createMemoryKeychain } from '../../../electron/keychain/memory-keychain.ts';

function writeIds() {
  let last = 0;
  return () => `w${++last}`;
}

/** A keychain that fails at its n-th write. */
function failingAt(keychain: Keychain, write: number): Keychain {
  let writes = 0;
  return {
    ...keychain,
    write(account, secret) {
      writes += 1;
      return writes === write ? Promise.reject(new Error('cut')) : keychain.write(account, secret);
    },
  };
}

describe('a secret in the keychain', () => {
  it('keeps a token larger than one credential may be, and leaves one sign-in’s items', async () => {
    const keychain = createMemoryKeychain({ maximumBytes: 2560 });
    const store = createChunkedSecret(keychain, 'refresh-token', writeIds());
    await store.save('a'.repeat(9_000));
    const long = 'b'.repeat(7_000);
    await store.save(long);
    expect(await store.load()).toBe(long);
    const accounts = await keychain.accounts();
    expect(accounts.filter((account) => account.includes('/w1/'))).toEqual([]);
    expect(accounts).toContain('refresh-token');
  });

  it('keeps every character', async () => {
    const store = createChunkedSecret(createMemoryKeychain(), 'refresh-token', writeIds());
    await store.save('Zoë·漢字.eyJ~-_');
    expect(await store.load()).toBe('Zoë·漢字.eyJ~-_');
  });

  it.each([1, 2, 3, 4])('after a crash at write %i, loads the old token whole', async (at) => {
    const keychain = createMemoryKeychain();
    await createChunkedSecret(keychain, 'refresh-token', () => 'old').save('the old one');
    const store = createChunkedSecret(failingAt(keychain, at), 'refresh-token', () => 'new');
    await expect(store.save('n'.repeat(6_000))).rejects.toThrow('cut');
    expect(await createChunkedSecret(keychain, 'refresh-token', writeIds()).load()).toBe(
      'the old one',
    );
  });

  it('leaves nothing behind after clear, whatever a crash left', async () => {
    const keychain = createMemoryKeychain();
    await keychain.write('refresh-token/lost/0', 'half a token');
    const store = createChunkedSecret(keychain, 'refresh-token', writeIds());
    await store.save('token');
    await keychain.write('refresh-token-of-another', 'kept');
    await store.clear();
    expect(await keychain.accounts()).toEqual(['refresh-token-of-another']);
    expect(await store.load()).toBeNull();
  });

  it('after a save cut short, is swept of what that has written, and of nothing else', async () => {
    const keychain = createMemoryKeychain();
    await keychain.write('refresh-token-of-another', 'kept');
    await createChunkedSecret(keychain, 'refresh-token', () => 'old').save('o'.repeat(4_000));
    const kept = await keychain.accounts();
    const cut = createChunkedSecret(failingAt(keychain, 3), 'refresh-token', () => 'new');
    await expect(cut.save('n'.repeat(6_000))).rejects.toThrow('cut');
    expect(await keychain.accounts()).not.toEqual(kept);
    const store = createChunkedSecret(keychain, 'refresh-token', writeIds());
    await store.sweep();
    expect(await keychain.accounts()).toEqual(kept);
    expect(await store.load()).toBe('o'.repeat(4_000));
  });

  it('of which only chunks are left is swept away', async () => {
    const keychain = createMemoryKeychain();
    await keychain.write('refresh-token/lost/0', 'half a token');
    await createChunkedSecret(keychain, 'refresh-token', writeIds()).sweep();
    expect(await keychain.accounts()).toEqual([]);
  });

  it.each([
    ['not JSON', 'x'],
    ['without chunks', '{"writeId":"w"}'],
    ['with too many chunks', '{"writeId":"w","chunks":1e9}'],
    ['naming a chunk that is gone', '{"writeId":"w","chunks":1}'],
  ])('treats a manifest %s as no token', async (_case, manifest) => {
    const keychain = createMemoryKeychain();
    await keychain.write('refresh-token', manifest);
    expect(await createChunkedSecret(keychain, 'refresh-token', writeIds()).load()).toBeNull();
  });
});
