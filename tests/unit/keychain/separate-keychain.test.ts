import { beforeEach, describe, expect, it, vi } from 'vitest';
import { CareDeskError } from '../../../electron/ground/caredesk-error.ts';
import { answerKeychainCall } from '../../../electron/keychain/answer-call.ts';
import type { Keychain } from '../../../electron/keychain/keychain.ts';
import type { KeychainCall } from '../../../electron/keychain/keychain-call.ts';
import { createMemoryKeychain } from '../../../electron/keychain/memory-keychain.ts';
import {
  callAllowance,
  createSeparateKeychain,
  idleAllowance,
} from '../../../electron/keychain/separate-keychain.ts';
import { createManualClock } from '../ground/manual-clock.ts';

/** Processes that answer from one keychain, unless they are told to hang or to crash. */
function processes() {
  const inside = createMemoryKeychain();
  const started: { calls: KeychainCall[]; ended: boolean; crash(): void }[] = [];
  let mood: 'answers' | 'hangs' | 'refuses' | 'is changed' | 'does not start' = 'answers';
  const rejecting = (error: Error): Keychain => ({
    read: () => Promise.reject(error),
    write: () => Promise.reject(error),
    remove: () => Promise.reject(error),
    accounts: () => Promise.reject(error),
  });
  const refusing = rejecting(new Error('no'));
  const changed = rejecting(new CareDeskError('PROGRAM_CHANGED', { detail: 'keytar.node' }));
  return {
    inside,
    started,
    become(next: typeof mood) {
      mood = next;
    },
    start(onAnswer: (message: unknown) => void, onExit: () => void) {
      if (mood === 'does not start') throw new Error('no process');
      const process = { calls: [] as KeychainCall[], ended: false, crash: onExit };
      started.push(process);
      return {
        send(call: KeychainCall) {
          process.calls.push(call);
          if (mood === 'hangs') return;
          const keychain = mood === 'refuses' ? refusing : mood === 'is changed' ? changed : inside;
          void answerKeychainCall(call, () => keychain).then((answer) => {
            if (!process.ended) onAnswer(structuredClone(answer));
          });
        },
        end() {
          process.ended = true;
          onExit();
        },
      };
    },
  };
}

let clock: ReturnType<typeof createManualClock>;
let there: ReturnType<typeof processes>;
let separate: ReturnType<typeof createSeparateKeychain>;
beforeEach(() => {
  clock = createManualClock();
  there = processes();
  separate = createSeparateKeychain({ start: there.start, after: clock.after });
});

const unanswered = { code: 'KEYCHAIN_UNANSWERED' };
const unavailable = { code: 'KEYCHAIN_UNAVAILABLE' };

describe('the keychain in a process of its own', () => {
  it('does what a keychain does', async () => {
    const keychain = separate.open('CareDesk');
    await keychain.write('a', 'secret');
    expect(await keychain.read('a')).toBe('secret');
    expect(await keychain.read('b')).toBeNull();
    expect(await keychain.accounts()).toEqual(['a']);
    await keychain.remove('a');
    expect(await keychain.accounts()).toEqual([]);
    expect(there.started).toHaveLength(1);
  });

  it('starts no process before it is needed, and keeps none that nobody needs', async () => {
    expect(there.started).toHaveLength(0);
    const keychain = separate.open('CareDesk');
    await keychain.accounts();
    clock.advance(idleAllowance - 1);
    expect(there.started[0]?.ended).toBe(false);
    await keychain.accounts();
    clock.advance(idleAllowance - 1);
    expect(there.started[0]?.ended).toBe(false);
    clock.advance(1);
    expect(there.started[0]?.ended).toBe(true);
    await keychain.accounts();
    expect(there.started).toHaveLength(2);
  });

  it('has one call under way at most, whoever asks and for whatever', async () => {
    there.become('hangs');
    const one = separate.open('CareDesk');
    const other = separate.open('Provisioned CareDesk client');
    const asked = [one.read('a'), other.read('b'), one.remove('a'), one.accounts()];
    const outcomes = Promise.allSettled(asked);
    expect(there.started.map(({ calls }) => calls.length)).toEqual([1]);
    clock.advance(callAllowance);
    await outcomes;
  });

  it('ends with a call that hangs, and tells everybody behind it', async () => {
    there.become('hangs');
    const keychain = separate.open('CareDesk');
    const asked = Promise.allSettled([keychain.write('a', 's'), keychain.remove('a')]);
    clock.advance(callAllowance - 1);
    expect(there.started[0]?.ended).toBe(false);
    clock.advance(1);
    expect(there.started[0]?.ended).toBe(true);
    expect(await asked).toMatchObject([
      { status: 'rejected', reason: unanswered },
      { status: 'rejected', reason: unanswered },
    ]);
    there.become('answers');
    await keychain.write('a', 'later');
    expect(await there.inside.read('a')).toBe('later');
    expect(there.started).toHaveLength(2);
  });

  it('refuses what the keychain refuses, without its words', async () => {
    there.become('refuses');
    const keychain = separate.open('CareDesk');
    await expect(keychain.read('a')).rejects.toMatchObject(unavailable);
    await expect(keychain.write('a', 's')).rejects.toMatchObject(unavailable);
    await expect(keychain.accounts()).rejects.toMatchObject(unavailable);
  });

  it('says that what speaks to the keychain is not what was packed', async () => {
    there.become('is changed');
    const keychain = separate.open('CareDesk');
    const told = { code: 'PROGRAM_CHANGED', detail: 'keytar.node' };
    await expect(keychain.read('a')).rejects.toMatchObject(told);
    await expect(keychain.write('a', 's')).rejects.toMatchObject(told);
    await expect(keychain.accounts()).rejects.toMatchObject(told);
  });

  it('refuses a call whose process ends under it, and goes on with the next', async () => {
    there.become('hangs');
    const keychain = separate.open('CareDesk');
    const lost = expect(keychain.read('a')).rejects.toMatchObject(unavailable);
    const next = keychain.read('b');
    there.become('answers');
    there.started[0]?.crash();
    await lost;
    expect(await next).toBeNull();
  });

  it('refuses where no process can be started', async () => {
    there.become('does not start');
    await expect(separate.open('CareDesk').accounts()).rejects.toMatchObject(unavailable);
  });

  it('is over when CareDesk closes, whatever is under way', async () => {
    there.become('hangs');
    const keychain = separate.open('CareDesk');
    const lost = expect(keychain.read('a')).rejects.toMatchObject(unavailable);
    separate.close();
    await lost;
    expect(there.started[0]?.ended).toBe(true);
    await expect(keychain.read('a')).rejects.toMatchObject(unavailable);
    expect(there.started).toHaveLength(1);
  });

  it('hears nothing but calls', async () => {
    const open = vi.fn(() => createMemoryKeychain());
    expect(await answerKeychainCall({ id: 1, service: 'Another', work: {} }, open)).toBeNull();
    expect(await answerKeychainCall('read', open)).toBeNull();
    expect(open).not.toHaveBeenCalled();
  });
});
