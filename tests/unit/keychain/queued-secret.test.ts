import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createChunkedSecret } from '../../../electron/keychain/chunked-secret.ts';
import type { Keychain } from '../../../electron/keychain/keychain.ts';
import { createMemoryKeychain } from '../../../electron/keychain/memory-keychain.ts';
import { keychainTimeout, queueSecret } from '../../../electron/keychain/queued-secret.ts';
import { createManualClock, type ManualClock } from '../ground/manual-clock.ts';

/** A keychain that asks for its password: it does nothing until somebody unlocks it. */
function lockedKeychain() {
  const inside = createMemoryKeychain();
  let unlock: () => void = () => undefined;
  const unlocked = new Promise<void>((resolve) => {
    unlock = resolve;
  });
  const keychain: Keychain = {
    read: (account) => unlocked.then(() => inside.read(account)),
    write: (account, secret) => unlocked.then(() => inside.write(account, secret)),
    remove: (account) => unlocked.then(() => inside.remove(account)),
    accounts: () => unlocked.then(inside.accounts),
  };
  return { keychain, inside, unlock };
}

let clock: ManualClock;
beforeEach(() => {
  clock = createManualClock();
});

function queueOver(keychain: Keychain) {
  let writes = 0;
  return queueSecret({
    after: clock.after,
    open: async () => createChunkedSecret(keychain, 'refresh-token', () => `w${++writes}`),
  });
}

/** Lets everything run that waits for nothing but its turn. */
const turns = () => new Promise((resolve) => setImmediate(resolve));
const unanswered = { code: 'KEYCHAIN_UNANSWERED' };

describe('the queued secret', () => {
  it('never lets clear overtake a save that has begun', async () => {
    const keychain = createMemoryKeychain();
    const slow: Keychain = {
      ...keychain,
      async write(account, secret) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        await keychain.write(account, secret);
      },
    };
    const store = queueOver(slow);
    await Promise.all([store.save('token'), store.clear()]);
    expect(await keychain.accounts()).toEqual([]);
  });

  it('sweeps only when what was begun before is saved', async () => {
    const keychain = createMemoryKeychain();
    await keychain.write('refresh-token/lost/0', 'half a token');
    const store = queueOver(keychain);
    await Promise.all([store.save('token'), store.sweep()]);
    expect(await store.load()).toBe('token');
    expect([...(await keychain.accounts())].sort()).toEqual([
      'refresh-token',
      'refresh-token/w1/0',
    ]);
  });

  it('opens the keychain anew after a failure', async () => {
    let attempts = 0;
    const store = queueSecret({
      after: clock.after,
      async open() {
        attempts += 1;
        if (attempts === 1) throw new Error('locked');
        return createChunkedSecret(createMemoryKeychain(), 'refresh-token', () => 'w');
      },
    });
    await expect(store.save('token')).rejects.toThrow('locked');
    await store.save('token');
    expect(await store.load()).toBe('token');
  });

  it('lets nobody wait longer than ten seconds, however many wait', async () => {
    const { keychain } = lockedKeychain();
    const store = queueOver(keychain);
    const asked = [store.save('a'), store.clear(), store.save('b'), store.clear()];
    const outcomes = Promise.allSettled(asked);
    clock.advance(keychainTimeout);
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: unanswered });
    }
  });

  it('says so at once while the keychain still waits for an answer, and works when it has one', async () => {
    const { keychain, unlock } = lockedKeychain();
    const store = queueOver(keychain);
    const first = expect(store.save('a')).rejects.toMatchObject(unanswered);
    await turns();
    clock.advance(keychainTimeout);
    await first;
    const second = expect(store.save('b')).rejects.toMatchObject(unanswered);
    clock.advance(0);
    await second;
    unlock();
    await turns();
    await store.save('c');
    expect(await store.load()).toBe('c');
  });

  it('writes nothing more of a save that was given up', async () => {
    const { keychain, inside, unlock } = lockedKeychain();
    const store = queueOver(keychain);
    const begun = expect(store.save('x'.repeat(9_000))).rejects.toMatchObject(unanswered);
    const behind = expect(store.save('y')).rejects.toMatchObject(unanswered);
    await turns();
    clock.advance(keychainTimeout);
    await Promise.all([begun, behind]);
    unlock();
    await vi.waitFor(async () => expect(await store.load()).toBeNull());
    expect(await inside.accounts()).not.toContain('refresh-token');
  });

  it('clears when the keychain answers after all, although nobody waits any more', async () => {
    const { keychain, inside, unlock } = lockedKeychain();
    await inside.write('refresh-token', 'left by an earlier sign-in');
    const store = queueOver(keychain);
    const clears = [store.clear(), store.clear(), store.clear()];
    const told = Promise.allSettled(clears);
    clock.advance(keychainTimeout);
    await told;
    unlock();
    await vi.waitFor(async () => expect(await inside.accounts()).toEqual([]));
  });

  it('waits as long as the keychain does for what cannot be gone without', async () => {
    const { keychain, inside, unlock } = lockedKeychain();
    await createChunkedSecret(inside, 'refresh-token', () => 'w').save('token');
    const store = queueOver(keychain);
    const loaded = store.load();
    await turns();
    clock.advance(keychainTimeout * 3);
    unlock();
    expect(await loaded).toBe('token');
  });
});
