import { CareDeskError } from '../ground/caredesk-error.ts';
import type { Keychain } from './keychain.ts';

/** Milliseconds for one call: an administrator's command may be run where nobody sees a prompt. */
export const commandAllowance = 60_000;

/** A keychain called in this process, of which nobody waits longer than a minute for an answer. */
export interface BoundedKeychain extends Keychain {
  /** Whether a call still holds a thread, so that this process cannot end by itself. */
  hangs(): boolean;
}

/**
 * Bounds every call of a keychain: one that takes longer rejects with CareDeskError
 * KEYCHAIN_UNANSWERED, and so does every later one, at once.
 *
 * @param after runs a task after so many milliseconds; returns the function that cancels it
 */
export function boundKeychain(
  keychain: Keychain,
  after: (milliseconds: number, task: () => void) => () => void,
): BoundedKeychain {
  let unanswered = 0;

  function bounded<T>(call: () => Promise<T>): Promise<T> {
    if (unanswered > 0) return Promise.reject(new CareDeskError('KEYCHAIN_UNANSWERED'));
    return new Promise((resolve, reject) => {
      const answered = call();
      const stopTimer = after(commandAllowance, () => {
        unanswered += 1;
        const late = () => {
          unanswered -= 1;
        };
        answered.then(late, late);
        reject(new CareDeskError('KEYCHAIN_UNANSWERED'));
      });
      answered.then(resolve, reject).finally(stopTimer);
    });
  }

  return {
    read: (account) => bounded(() => keychain.read(account)),
    write: (account, secret) => bounded(() => keychain.write(account, secret)),
    remove: (account) => bounded(() => keychain.remove(account)),
    accounts: () => bounded(keychain.accounts),
    hangs: () => unanswered > 0,
  };
}
