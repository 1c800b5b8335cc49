import type { CareDeskError } from '../contract/caredesk-error.ts';

/** A call that waits until its person has signed in more strongly. */
export interface StepUp {
  /** Service that asked first; others that ask meanwhile wait for the same step-up. */
  readonly service: string;
  /** Epoch milliseconds: only an authentication after this counts. */
  readonly startedAt: number;
  /** Resolves when stepped up, rejects with a CareDeskError when it came to nothing. */
  readonly done: Promise<void>;
  /** Ends the wait: null when stepped up. */
  settle(error: CareDeskError | null): void;
}

/** A step-up that has just been asked for. */
export function createStepUp(service: string, startedAt: number): StepUp {
  let settle: (error: CareDeskError | null) => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    settle = (error) => (error === null ? resolve() : reject(error));
  });
  // Whoever asked may be gone by the time it fails.
  done.catch(() => undefined);
  return { service, startedAt, done, settle };
}
