import type { Role, RolesElsewhere } from '../contract/session.ts';
import { effectiveActivities } from './activities.ts';
import type { RbacTables } from './rbac-tables.ts';
import { readGrantedActivities, readRoleProfiles } from './role-profiles.ts';

/** The roles of a person, and what each may do. Rights are never joined across roles. */
export interface PersonRights {
  readonly roles: readonly Role[];
  /** Roles the policy does not accept here. They give no rights. */
  readonly elsewhere: RolesElsewhere;
  /** Effective activities by role profile id. */
  readonly activities: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Reads roles and rights from userinfo (NHS "National RBAC for developers"). */
export function readPersonRights(
  userinfo: unknown,
  acceptedOdsCodes: readonly string[],
  tables: RbacTables,
): PersonRights {
  const roles = readRoleProfiles(userinfo, acceptedOdsCodes);
  const elsewhere = readRoleProfiles(userinfo, []).filter(
    ({ id }) => !roles.some((role) => role.id === id),
  );
  const granted = readGrantedActivities(userinfo);
  const activities = new Map(
    roles.map((role) => [
      role.id,
      effectiveActivities({ code: role.code, activityCodes: granted.get(role.id) ?? [] }, tables),
    ]),
  );
  return {
    roles,
    elsewhere: { roles: elsewhere, acceptedOdsCodes: [...acceptedOdsCodes] },
    activities,
  };
}
