import type { SessionState } from '../contract/session.ts';

/**
 * Whether somebody is signed in or about to be. When nobody is any more, whoever comes to the PC
 * next may be another person: at a sign-out, and after a sign-in that was cancelled, failed or left
 * waiting for its answer.
 */
export function isPersonPresent(state: SessionState): boolean {
  switch (state.kind) {
    case 'not-configured':
    case 'signed-out':
    case 'remembered':
      return false;
    case 'signing-in':
    case 'resuming':
      return state.attempt.phase !== 'unanswered';
    case 'choosing-role':
    case 'active':
    case 'stepping-up':
    case 'locked':
    case 'unlocking':
      return true;
  }
}

/** Whether somebody is signed in and their work can be open, in sight or not. */
export function isSignedIn(kind: SessionState['kind']): boolean {
  switch (kind) {
    case 'active':
    case 'stepping-up':
    case 'choosing-role':
    case 'locked':
    case 'unlocking':
      return true;
    case 'not-configured':
    case 'signed-out':
    case 'remembered':
    case 'resuming':
    case 'signing-in':
      return false;
  }
}
