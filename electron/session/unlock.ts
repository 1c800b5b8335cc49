import type { LockReason, Role } from '../contract/session.ts';
import {
  atWork,
  choosingRole,
  type LockDeadline,
  type LockedState,
  type Present,
  type RoleInUse,
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
  const behind: LockedState['behind'] =
    state.kind === 'choosing-role'
      ? { kind: 'choosing-role', before: state.before, choice: state.choice }
      : { kind: 'active', inUse: state.inUse };
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
  if (behind.kind === 'choosing-role') return choosingRole(signedIn, again, behind.choice);
  return again === null ? choosingRole(signedIn, null) : atWork(signedIn, again);
}

/** Work is kept with the person and the role it was done in; elsewhere there is none to keep. */
export function withKept(state: State, kept: string | null): State | null {
  switch (state.kind) {
    case 'active':
    case 'stepping-up':
      return { ...state, inUse: { ...state.inUse, kept } };
    case 'choosing-role':
      return withKeptBefore(state, kept);
    case 'locked':
    case 'unlocking': {
      const behind = withKeptBehind(state.behind, kept);
      return behind === null ? null : { ...state, behind };
    }
    case 'not-configured':
    case 'signed-out':
    case 'remembered':
    case 'resuming':
    case 'signing-in':
      return null;
  }
}

function withKeptBehind(
  behind: LockedState['behind'],
  kept: string | null,
): LockedState['behind'] | null {
  return behind.kind === 'active'
    ? { ...behind, inUse: { ...behind.inUse, kept } }
    : withKeptBefore(behind, kept);
}

/** Behind the list of roles the work waits for the role to be kept. */
function withKeptBefore<Choosing extends { readonly before: RoleInUse | null }>(
  choosing: Choosing,
  kept: string | null,
): Choosing | null {
  const { before } = choosing;
  return before === null ? null : { ...choosing, before: { ...before, kept } };
}

/** What is typed and picked in the list of roles is kept with the list; elsewhere there is none. */
export function withChoice(state: State, choice: string | null): State | null {
  switch (state.kind) {
    case 'choosing-role':
      return { ...state, choice };
    case 'locked':
    case 'unlocking': {
      const { behind } = state;
      return behind.kind === 'choosing-role' ? { ...state, behind: { ...behind, choice } } : null;
    }
    case 'not-configured':
    case 'signed-out':
    case 'remembered':
    case 'resuming':
    case 'signing-in':
    case 'active':
    case 'stepping-up':
      return null;
  }
}
