import type { Role } from '../contract/session.ts';
import { effectiveActivities } from './activities.ts';
import type { RbacTables } from './rbac-tables.ts';
import { readGrantedActivities, readRoleProfiles } from './role-profiles.ts';

/** The roles of a person, and what each may do. Rights are never joined across roles. */
export interface PersonRights {
  readonly roles: readonly Role[];
  /** Effective activities by role profile id. */
  readonly activities: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads roles and rights from userinfo (NHS "National RBAC for developers"). */
export function readPersonRights(
  userinfo: unknown,
  allowedOdsCodes: readonly string[],
  tables: RbacTables,
): PersonRights {
  const roles = readRoleProfiles(userinfo, allowedOdsCodes);
  const granted = readGrantedActivities(userinfo);
  const activities = new Map(
    roles.map((role) => [
      role.id,
      effectiveActivities({ code: role.code, activityCodes: granted.get(role.id) ?? [] }, tables),
    ]),
  );
  return { roles, activities };
}
