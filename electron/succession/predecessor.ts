import type { Clock } from '../ground/clock.ts';
import type { Handover } from './handover.ts';

/** Milliseconds a predecessor has to end after this process has its window on the screen. */
export const predecessorTimeout = 10_000;
/** Milliseconds from one look at it to the next. */
const lookEvery = 25;

export interface PredecessorDependencies {
  readonly clock: Pick<Clock, 'after'>;
  readonly handover: Handover;
  /** Asks for what one CareDesk of an account holds, and lets whoever has it know that this one is there. */
  requestInstanceLock(): boolean;
  isRunning(pid: number): boolean;
  /** Ends the process by force. */
  kill(pid: number): void;
  /** What the predecessor has written last. */
  readHandover(): Handover | null;
}

/** Waits until this process is the only CareDesk of its account. */
export interface Predecessor {
  /**
   * Tells the predecessor that this process is there. Resolves with what it has left when it is
   * gone; with null when another CareDesk has taken its place.
   */
  takeOver(): Promise<Handover | null>;
}

/** The process that this one follows. One that hangs is ended: it holds what a person has left. */
export function createPredecessor(dependencies: PredecessorDependencies): Predecessor {
  const { clock, handover } = dependencies;

  function pause(): Promise<void> {
    return new Promise((resolve) => void clock.after(lookEvery, resolve));
  }

  return {
    async takeOver() {
      const { pid } = handover;
      let isOnlyOne = dependencies.requestInstanceLock();
      if (!isOnlyOne) {
        for (let waited = 0; dependencies.isRunning(pid); waited += lookEvery) {
          if (waited >= predecessorTimeout) {
            dependencies.kill(pid);
            break;
          }
          await pause();
        }
        // What a process holds is let go a moment after it is gone.
        for (let tries = 0; !isOnlyOne && tries < 20; tries += 1) {
          isOnlyOne = dependencies.requestInstanceLock();
          if (!isOnlyOne) await pause();
        }
      }
      return isOnlyOne ? (dependencies.readHandover() ?? handover) : null;
    },
  };
}
