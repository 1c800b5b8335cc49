import { CareDeskError } from '../ground/caredesk-error.ts';
import type { SignInDemands } from '../identity/sign-in.ts';
import type { SessionEvent } from './session-machine.ts';

/** Somebody who waits until the person has signed in once more. */
export interface StepUp {
  readonly demands: SignInDemands;
  /** Resolves when stepped up, rejects with a CareDeskError when it came to nothing. */
  readonly done: Promise<void>;
  /** Ends the wait: null when stepped up. */
  settle(error: CareDeskError | null): void;
}

/** A step-up that has just been asked for. */
export function createStepUp(demands: SignInDemands): StepUp {
  let settle: (error: CareDeskError | null) => void = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    settle = (error) => (error === null ? resolve() : reject(error));
  });
  // Whoever asked may be gone by the time it fails.
  done.catch(() => undefined);
  return { demands, done, settle };
}

/** How a step-up ended, by the event that left it; null when the person has stepped up. */
export function endOfStepUp(event: SessionEvent): CareDeskError | null {
  switch (event.kind) {
    case 'role-taken':
      return null;
    case 'sign-in-failed':
      return new CareDeskError(
        event.failure.code,
        event.failure.detail === null ? {} : { detail: event.failure.detail },
      );
    case 'signed-out':
      return new CareDeskError('API_NOT_SIGNED_IN');
    default:
      return new CareDeskError('STEP_UP_CANCELLED');
  }
}
