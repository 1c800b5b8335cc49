import type { LockReason } from '../contract/session.ts';
import type { WorkstationEvent } from '../workstation/workstation.ts';
import type { State } from './state.ts';

/**
 * What the session does about it. `lock`: the work goes out of sight. `cancel`: an authentication
 * under way ends, as somebody else could bring it to its end. `end`: CareDesk closes.
 */
export type WorkstationResponse = 'nothing' | 'lock' | 'cancel' | 'end';

type Row = Readonly<Record<WorkstationEvent, WorkstationResponse>>;

/** Nobody is there whose work could be seen, and nothing is under way. */
const nobody: Row = {
  locked: 'nothing',
  unlocked: 'nothing',
  suspending: 'nothing',
  resumed: 'nothing',
  'session-end-asked': 'nothing',
  'shutting-down': 'end',
  'logging-off': 'end',
  'remote-session-disconnected': 'nothing',
  'remote-session-connected': 'nothing',
  'display-off': 'nothing',
  'display-on': 'nothing',
  'user-switched': 'nothing',
  'user-returned': 'nothing',
};

/** The provider is asked who is there. */
const asking: Row = {
  locked: 'cancel',
  unlocked: 'nothing',
  suspending: 'cancel',
  // Had the PC told of its going to sleep, nobody would be asked any more.
  resumed: 'cancel',
  'session-end-asked': 'nothing',
  'shutting-down': 'end',
  'logging-off': 'end',
  'remote-session-disconnected': 'cancel',
  'remote-session-connected': 'nothing',
  // Whoever uses a security key or a phone may not touch the PC for a while.
  'display-off': 'nothing',
  'display-on': 'nothing',
  'user-switched': 'cancel',
  'user-returned': 'nothing',
};

/** Somebody's work can be seen. */
const working: Row = {
  locked: 'lock',
  // Who unlocks Windows need not be who works in CareDesk, so it gives nothing back.
  unlocked: 'nothing',
  suspending: 'lock',
  resumed: 'lock',
  'session-end-asked': 'nothing',
  'shutting-down': 'end',
  'logging-off': 'end',
  'remote-session-disconnected': 'lock',
  'remote-session-connected': 'nothing',
  'display-off': 'lock',
  'display-on': 'nothing',
  'user-switched': 'lock',
  'user-returned': 'nothing',
};

/** What the session does in every state about everything the PC does. */
export const workstationResponses: Readonly<Record<State['kind'], Row>> = {
  'not-configured': nobody,
  'signed-out': nobody,
  remembered: nobody,
  resuming: asking,
  'signing-in': asking,
  'choosing-role': working,
  active: working,
  // The record is behind it, so that it is out of sight as well.
  'stepping-up': working,
  locked: nobody,
  unlocking: asking,
};

/** Why a session is locked by what the PC does; null where that locks none. */
export function lockReasonOf(event: WorkstationEvent): LockReason | null {
  switch (event) {
    case 'locked':
      return 'workstation-locked';
    case 'suspending':
    case 'resumed':
      return 'suspended';
    case 'remote-session-disconnected':
    case 'display-off':
    case 'user-switched':
      return event;
    case 'unlocked':
    case 'session-end-asked':
    case 'shutting-down':
    case 'logging-off':
    case 'remote-session-connected':
    case 'display-on':
    case 'user-returned':
      return null;
  }
}
