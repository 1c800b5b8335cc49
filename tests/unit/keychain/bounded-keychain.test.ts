import { describe, expect, it } from 'vitest';
import { boundKeychain, commandAllowance } from '../../../electron/keychain/bounded-keychain.ts';
import { createMemoryKeychain } from '../../../electron/keychain/memory-keychain.ts';
import { createManualClock } from '../ground/manual-clock.ts';

const unanswered = { code: 'KEYCHAIN_UNANSWERED' };

describe('the keychain of an administrator’s command', () => {
  it('does what it does', async () => {
    const keychain = boundKeychain(createMemoryKeychain(), createManualClock().after);
    await keychain.write('a', 'secret');
    expect(await keychain.read('a')).toBe('secret');
    await keychain.remove('a');
    expect(await keychain.accounts()).toEqual([]);
    expect(keychain.hangs()).toBe(false);
  });

  it('is given up after a minute, and not asked again', async () => {
    const clock = createManualClock();
    let answer: () => void = () => undefined;
    let calls = 0;
    const hanging = () => {
      calls += 1;
      return new Promise<never[]>((resolve) => {
        answer = () => resolve([]);
      });
    };
    const keychain = boundKeychain({ ...createMemoryKeychain(), accounts: hanging }, clock.after);
    const first = expect(keychain.accounts()).rejects.toMatchObject(unanswered);
    clock.advance(commandAllowance);
    await first;
    expect(keychain.hangs()).toBe(true);
    await expect(keychain.accounts()).rejects.toMatchObject(unanswered);
    expect(calls).toBe(1);
    answer();
    await new Promise((resolve) => setImmediate(resolve));
    expect(keychain.hangs()).toBe(false);
  });
});
