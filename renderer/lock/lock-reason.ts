import type { LockReason } from '../../electron/contract/session.ts';

/** Why CareDesk is locked, in a sentence. */
export function lockedWords(reason: LockReason): string {
  return reason === 'user'
    ? 'You locked CareDesk.'
    : `CareDesk locked itself because ${causeWords(reason)}.`;
}

/**
 * Why somebody is logged out by what locks: nobody unlocked in time, or CareDesk does not lock.
 *
 * @param locks whether the policy locks before it logs out
 */
export function loggedOutWords(reason: Exclude<LockReason, 'user'>, locks: boolean): string {
  const cause = causeWords(reason);
  return locks
    ? `CareDesk locked itself because ${cause}, and it was not unlocked in time. It has kept nothing.`
    : `CareDesk logged you out because ${cause}. It has kept nothing.`;
}

function causeWords(reason: Exclude<LockReason, 'user'>): string {
  switch (reason) {
    case 'inactivity':
      return 'nobody was using it';
    case 'workstation-locked':
      return 'this PC was locked';
    case 'suspended':
      return 'this PC went to sleep';
    case 'user-switched':
      return 'someone else started using this PC';
    case 'remote-session-disconnected':
      return 'the remote connection to this PC ended';
    case 'display-off':
      return 'the screen of this PC turned off';
    case 'window-failed':
      return 'its window stopped working and had to be opened again';
  }
}
