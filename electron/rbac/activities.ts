import type { RbacTables } from './rbac-tables.ts';

/** What decides the activities of one role profile. */
export interface RoleRights {
  /** CIS2 `role_code`, for example S8000:G8000:R8001. */
  readonly code: string;
  /** CIS2 `activity_codes`: what this profile was granted beyond its job role's baseline. */
  readonly activityCodes: readonly string[];
}

/**
 * Every activity one role profile may perform: its job role's baseline, what it was granted, and
 * all that those include, however deep (CIS2 guidance, “National RBAC for developers”: “you must
 * also consider any included activities”). Rights belong to one profile at one organisation:
 * never join the results of two.
 */
export function effectiveActivities(role: RoleRights, tables: RbacTables): ReadonlySet<string> {
  const baseline = tables.baseline.get(jobRoleOf(role.code)) ?? [];
  // A set's iteration also visits what is added on the way and never repeats a value, so the
  // walk reaches every depth and ends even when activities include each other.
  const effective = new Set([...baseline, ...role.activityCodes]);
  for (const activity of effective) {
    for (const included of tables.includes.get(activity) ?? []) effective.add(included);
  }
  return effective;
}

/** The job role (R…) of a CIS2 `role_code`: its last part. */
function jobRoleOf(roleCode: string): string {
  return roleCode.split(':').at(-1) ?? roleCode;
}
