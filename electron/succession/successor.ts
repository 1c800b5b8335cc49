import type { Clock } from '../ground/clock.ts';
import type { LeftBehind } from './left-behind.ts';

/** The switch with which the process starts that follows another one. */
export const successorSwitch = 'successor';

/** A process that was started, as far as this one follows it. */
export interface StartedProcess {
  /** @param listener hears once how it ended: `closed` when the person closed its window */
  onEnd(listener: (how: 'closed' | 'failed') => void): void;
  /** Ends it. */
  stop(): void;
}

/** Has another process follow this one. */
export interface SuccessorStart {
  succeed(first: LeftBehind, last: () => Promise<LeftBehind>): void;
  /** The successor has its window on the screen. */
  isThere(): void;
  /** CareDesk is closed instead: nobody follows. */
  abandon(): void;
}

export interface SuccessorDependencies {
  readonly clock: Pick<Clock, 'after'>;
  /** Whether CareDesk is on its way out: nothing follows it then. */
  isLeaving(): boolean;
  /** Lets the successor know what it starts with. @throws Error when that cannot be written */
  handOver(left: LeftBehind): void;
  /** @throws Error when it cannot be started */
  start(): StartedProcess;
  /** Has CareDesk start once more as soon as this process has ended. */
  relaunch(): void;
  /** Ends this process: nothing waits for anything any more. */
  end(): void;
}

/** Milliseconds for a process to start and to paint its window on a PC that is busy. */
export const successorTimeout = 20_000;

/**
 * Starts the successor, lets it put its window where this one's is, and ends this process once what
 * is left has been handed over. One that does not come is not waited for: CareDesk starts once more.
 */
export function createSuccessorStart(dependencies: SuccessorDependencies): SuccessorStart {
  const { clock } = dependencies;
  let phase:
    | { readonly kind: 'none' | 'leaving' }
    | {
        readonly kind: 'awaited';
        readonly started: StartedProcess | null;
        last(): Promise<LeftBehind>;
        stopWaiting(): void;
      } = {
    kind: 'none',
  };

  /** @param follower who comes once this process is gone */
  async function leave(follower: 'successor' | 'relaunched' | 'nobody'): Promise<void> {
    if (phase.kind !== 'awaited') return;
    const { last, stopWaiting } = phase;
    phase = { kind: 'leaving' };
    stopWaiting();
    try {
      dependencies.handOver(await last());
    } catch {
      // The first word stands, and the fresh process looks after the keychain itself.
    }
    if (follower === 'relaunched') dependencies.relaunch();
    dependencies.end();
  }

  return {
    succeed(first, last) {
      if (phase.kind !== 'none' || dependencies.isLeaving()) return;
      const stopWaiting = clock.after(successorTimeout, () => void leave('relaunched'));
      phase = { kind: 'awaited', started: null, last, stopWaiting };
      try {
        dependencies.handOver(first);
        const started = dependencies.start();
        phase = { ...phase, started };
        started.onEnd((how) => void leave(how === 'closed' ? 'nobody' : 'relaunched'));
      } catch {
        void leave('relaunched');
      }
    },
    isThere: () => void leave('successor'),
    abandon() {
      if (phase.kind !== 'awaited') return;
      const { started, stopWaiting } = phase;
      phase = { kind: 'leaving' };
      stopWaiting();
      started?.stop();
    },
  };
}
