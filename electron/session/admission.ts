import { locumOrganisation } from '../contract/locum-organisation.ts';
import type { Failure, Role } from '../contract/session.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import type { PlatformTokens } from '../identity/platform-tokens.ts';
import type { Identified } from '../identity/sign-in.ts';
import { isChangeOfRole } from './attempt-transitions.ts';
import type { Rights } from './session-interface.ts';
import type { RoleInUse, State } from './state.ts';

/**
 * The role to start in: chosen at the provider, the one from last time, or the only one. A locum
 * whose locum role is not accepted here is not put into their other role without being told.
 */
export function roleToTake(
  { chosen, roles, elsewhere }: Rights,
  lastRoleId: string | null,
): Role | null {
  const isLocum = elsewhere.roles.some(
    ({ organisation }) => organisation.odsCode === locumOrganisation,
  );
  const only = roles.length === 1 && !isLocum ? roles[0] : undefined;
  return chosen ?? roles.find(({ id }) => id === lastRoleId) ?? only ?? null;
}

/** Whether it is not who locked that has authenticated to unlock. */
export function isSomebodyElse(state: State, { subject }: Identified): boolean {
  return state.kind === 'unlocking' && subject !== state.held.identified.subject;
}

/**
 * The role in which who has authenticated goes on from a state; null: they choose.
 * @throws CareDeskError STEP_UP_OTHER_PERSON, ROLE_NOT_YOURS
 */
export function admittedRole(state: State, { subject }: Identified, found: Rights): Role | null {
  switch (state.kind) {
    case 'stepping-up': {
      const { held, inUse } = state;
      if (subject !== held.identified.subject) throw new CareDeskError('STEP_UP_OTHER_PERSON');
      const role = isChangeOfRole(state) ? found.chosen : stillTheirs(inUse, found);
      if (role === null) throw new CareDeskError('ROLE_NOT_YOURS');
      return role;
    }
    case 'unlocking': {
      const { behind } = state;
      return stillTheirs(behind.kind === 'active' ? behind.inUse : behind.before, found);
    }
    case 'not-configured':
    case 'signed-out':
    case 'remembered':
    case 'resuming':
    case 'signing-in':
    case 'choosing-role':
    case 'active':
    case 'locked':
      return roleToTake(found, null);
  }
}

function stillTheirs(inUse: RoleInUse | null, { roles }: Rights): Role | null {
  return roles.find(({ id }) => id === inUse?.role.id) ?? null;
}

/** What to tell the person of tokens that cannot be renewed, or null. */
export function shortSessionNotice({ refreshToken }: PlatformTokens): Failure | null {
  return refreshToken === null ? { code: 'SESSION_NOT_RENEWABLE', detail: null } : null;
}
