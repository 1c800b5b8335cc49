import { type Clock, waitAtMost } from '../ground/clock.ts';
import type { Rooms } from './compose.ts';

/** How CareDesk ends: by its window, by a signal, with the desktop session, or to start a new version. */
export interface LifeCycle {
  /** Whether CareDesk is on its way out: no window is opened any more. */
  isLeaving(): boolean;
  /** Electron is about to quit. */
  quitting(event: { preventDefault(): void }): void;
  /** Somebody has started CareDesk although it is running. */
  startedAgain(): void;
  /** Windows asks whether it may log off or shut down: nothing is begun, and nothing ended. */
  sessionEndAsked(): void;
  /** Windows logs off or shuts down. */
  sessionEnded(): void;
}

export interface LifeCycleDependencies {
  readonly clock: Pick<Clock, 'after'>;
  /** Null while there is nothing to close. */
  rooms(): Promise<Pick<Rooms, 'close' | 'updates'>> | null;
  readonly window: {
    /** Brings CareDesk's window to the front, with a page that works. */
    startAgain(): void;
    /** Takes the window away, and what it shows of a person. */
    destroy(): void;
  };
  /** Ends the keychain's process. */
  closeKeychain(): void;
  /** Lets Electron quit; asks `quitting` again. */
  quit(): void;
  /** Has CareDesk started once more as soon as this one has ended. */
  relaunch(): void;
  /** Ends this process at once, whatever holds it. */
  end(): void;
}

/** Milliseconds that signing out may take when CareDesk closes. */
export const closingTimeout = 3_000;
/** Milliseconds Electron has to quit after that: a thread that hangs would hold it for ever. */
export const quittingTimeout = 3_000;

/** Nothing of a person stays behind that the policy does not have remembered. */
export function createLifeCycle(dependencies: LifeCycleDependencies): LifeCycle {
  const { clock, window, quit, relaunch } = dependencies;
  let phase: 'running' | 'closing' | 'closed' = 'running';
  let isWanted = false;

  async function close(rooms: ReturnType<LifeCycleDependencies['rooms']>): Promise<void> {
    phase = 'closing';
    // Whoever closes CareDesk signs out, and it is not their sign-out that an update waits for.
    const closed = Promise.resolve(rooms).then((opened) => {
      opened?.updates.dispose();
      return opened?.close();
    });
    await waitAtMost(clock, closingTimeout, closed);
    phase = 'closed';
    dependencies.closeKeychain();
    if (isWanted) relaunch();
    clock.after(quittingTimeout, dependencies.end);
    quit();
  }

  return {
    isLeaving: () => phase !== 'running',
    quitting(event) {
      switch (phase) {
        case 'running': {
          const rooms = dependencies.rooms();
          if (rooms === null) {
            phase = 'closed';
            return;
          }
          event.preventDefault();
          void close(rooms);
          window.destroy();
          return;
        }
        case 'closing':
          // Asked twice, by a second click or a second signal: once is enough.
          event.preventDefault();
          return;
        case 'closed':
          return;
      }
    },
    startedAgain() {
      switch (phase) {
        case 'running':
          window.startAgain();
          return;
        case 'closing':
          isWanted = true;
          return;
        case 'closed':
          relaunch();
          return;
      }
    },
    sessionEndAsked() {
      void dependencies.rooms()?.then(({ updates }) => updates.sessionEnding());
    },
    sessionEnded() {
      if (phase !== 'running') return;
      void dependencies.rooms()?.then(({ updates }) => updates.sessionEnding());
      // Windows ends the process when it has waited long enough, and never asks `quitting`.
      void close(dependencies.rooms());
    },
  };
}
