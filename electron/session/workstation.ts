import type { LockReason } from '../contract/session.ts';
import type { State } from './state.ts';

/** What the PC, or Windows, does. */
export type WorkstationEvent =
  | 'lock'
  | 'unlock'
  | 'suspend'
  | 'resume'
  | 'shutdown'
  | 'log-off'
  | 'remote-session-disconnected'
  | 'display-off'
  | 'user-switched';

/**
 * What the session does about it. `lock`: the work goes out of sight. `cancel`: an authentication
 * under way ends, as somebody else could bring it to its end. `end`: CareDesk closes.
 */
export type WorkstationResponse = 'nothing' | 'lock' | 'cancel' | 'end';

type Row = Readonly<Record<WorkstationEvent, WorkstationResponse>>;

/** Nobody is there whose work could be seen, and nothing is under way. */
const nobody: Row = {
  lock: 'nothing',
  unlock: 'nothing',
  suspend: 'nothing',
  resume: 'nothing',
  shutdown: 'end',
  'log-off': 'end',
  'remote-session-disconnected': 'nothing',
  'display-off': 'nothing',
  'user-switched': 'nothing',
};

/** The provider is asked who is there. */
const asking: Row = {
  lock: 'cancel',
  unlock: 'nothing',
  suspend: 'cancel',
  // Had the PC told of its going to sleep, nobody would be asked any more.
  resume: 'cancel',
  shutdown: 'end',
  'log-off': 'end',
  'remote-session-disconnected': 'cancel',
  // Whoever uses a security key or a phone may not touch the PC for a while.
  'display-off': 'nothing',
  'user-switched': 'cancel',
};

/** Somebody's work can be seen. */
const working: Row = {
  lock: 'lock',
  // Who unlocks Windows need not be who works in CareDesk, so it gives nothing back.
  unlock: 'nothing',
  suspend: 'lock',
  resume: 'lock',
  shutdown: 'end',
  'log-off': 'end',
  'remote-session-disconnected': 'lock',
  'display-off': 'lock',
  'user-switched': 'lock',
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
    case 'lock':
      return 'workstation-locked';
    case 'suspend':
    case 'resume':
      return 'suspended';
    case 'remote-session-disconnected':
    case 'display-off':
    case 'user-switched':
      return event;
    case 'unlock':
    case 'shutdown':
    case 'log-off':
      return null;
  }
}
