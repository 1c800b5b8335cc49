import type { LockReason, Role } from '../contract/session.ts';
import {
  atWork,
  choosingRole,
  type LockDeadline,
  type Present,
  type SignedIn,
  type State,
  type StateOf,
} from './state.ts';

/** Whether work is out of sight. */
export function isLocked(state: State): state is StateOf<'locked' | 'unlocking'> {
  return state.kind === 'locked' || state.kind === 'unlocking';
}

/** Out of sight, with all that the same person needs to go on. */
export function lock(
  state: SignedIn,
  reason: LockReason,
  deadline: LockDeadline,
): StateOf<'locked'> {
  const { held, notice } = state;
  const behind =
    state.kind === 'choosing-role'
      ? ({ kind: 'choosing-role', before: state.before } as const)
      : ({ kind: 'active', inUse: state.inUse } as const);
  return { kind: 'locked', held, notice, behind, reason, deadline, failure: null };
}

/** The lock itself, whether somebody is unlocking or not. */
export function lockOf({
  held,
  notice,
  behind,
  reason,
  deadline,
}: StateOf<'locked' | 'unlocking'>) {
  return { held, notice, behind, reason, deadline };
}

/** The same person is back where they were. @param role the one they had, or null when it is gone */
export function unlock(
  { behind }: StateOf<'unlocking'>,
  signedIn: Present,
  role: Role | null,
): State {
  const before = behind.kind === 'active' ? behind.inUse : behind.before;
  // The calls of before have ended with the lock.
  const again =
    role === null || before === null
      ? null
      : { role, calls: new AbortController(), kept: before.kept };
  return behind.kind === 'active' && again !== null
    ? atWork(signedIn, again)
    : choosingRole(signedIn, again);
}

/** Work is kept with the person and the role it was done in; elsewhere there is none to keep. */
export function withKept(state: State, kept: string | null): State | null {
  switch (state.kind) {
    case 'active':
    case 'stepping-up':
      return { ...state, inUse: { ...state.inUse, kept } };
    case 'locked':
    case 'unlocking': {
      const { behind } = state;
      return behind.kind === 'active'
        ? { ...state, behind: { ...behind, inUse: { ...behind.inUse, kept } } }
        : null;
    }
    case 'not-configured':
    case 'signed-out':
    case 'remembered':
    case 'resuming':
    case 'signing-in':
    case 'choosing-role':
      return null;
  }
}
