import { locumOrganisation } from '../contract/locum-organisation.ts';
import type { Failure, Role } from '../contract/session.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import type { PlatformTokens } from '../identity/platform-tokens.ts';
import type { Identified } from '../identity/sign-in.ts';
import type { Rights } from './session-interface.ts';
import type { State } from './state.ts';
import { isChangeOfRole } from './transitions.ts';

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

/**
 * Whether who has authenticated may go on from a state, and in which role; null: they choose.
 * @throws CareDeskError STEP_UP_OTHER_PERSON, ROLE_NOT_YOURS
 */
export function admittedRole(state: State, { subject }: Identified, found: Rights): Role | null {
  if (state.kind !== 'stepping-up') return roleToTake(found, null);
  const { held, inUse } = state;
  if (subject !== held.identified.subject) throw new CareDeskError('STEP_UP_OTHER_PERSON');
  const role = isChangeOfRole(state)
    ? found.chosen
    : found.roles.find(({ id }) => id === inUse.role.id);
  if (role === null || role === undefined) throw new CareDeskError('ROLE_NOT_YOURS');
  return role;
}

/** What to tell the person of tokens that cannot be renewed, or null. */
export function shortSessionNotice({ refreshToken }: PlatformTokens): Failure | null {
  return refreshToken === null ? { code: 'SESSION_NOT_RENEWABLE', detail: null } : null;
}
