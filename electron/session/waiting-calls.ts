import type { CareDeskError } from '../ground/caredesk-error.ts';

/** Calls that wait until the person has authenticated once more in the midst of work. */
export interface WaitingCalls {
  /** Resolves when the person has, rejects with a CareDeskError when it came to nothing. */
  readonly done: Promise<void>;
  /** Ends the wait: null when the person has authenticated. Does so once. */
  settle(error: CareDeskError | null): void;
}

/** Nobody waits yet. */
export function createWaitingCalls(): WaitingCalls {
  let settle: WaitingCalls['settle'] = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    settle = (error) => (error === null ? resolve() : reject(error));
  });
  // Whoever asked may be gone by the time it fails, and nobody waits for a change of role.
  done.catch(() => undefined);
  return { done, settle };
}
