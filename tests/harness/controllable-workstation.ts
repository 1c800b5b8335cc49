import { createEvents } from '../../electron/ground/events.ts';
import type { Workstation, WorkstationEvent } from '../../electron/workstation/workstation.ts';

/** A PC that does what a test says. */
export interface ControllableWorkstation extends Workstation {
  /** The PC does this now. */
  happens(event: WorkstationEvent): void;
  /** From now on nobody has used the PC for so many seconds. */
  idleFor(seconds: number): void;
}

export function controllableWorkstation(): ControllableWorkstation {
  const events = createEvents<Record<WorkstationEvent, undefined>>();
  let idle = 0;
  let isOpen = true;
  return {
    events,
    idleSeconds: () => idle,
    dispose() {
      isOpen = false;
    },
    happens(event) {
      if (isOpen) events.emit(event, undefined);
    },
    idleFor(seconds) {
      idle = seconds;
    },
  };
}
