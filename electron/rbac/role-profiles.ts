import { z } from 'zod';
import type { Role } from '../contract/session.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import { isActivityCode } from './rbac-tables.ts';

/** CIS2 answers a single object where the documents say a list, at times. */
function oneOrMany<T extends z.ZodType>(item: T) {
  return z.union([z.array(item), item.transform((one) => [one])]);
}

/** A role profile id: digits, as NHSD-Session-URID and the bridge want it. */
const numeric = z
  .union([z.string(), z.number().int().nonnegative().transform(String)])
  .pipe(z.string().regex(/^[0-9]{1,20}$/));

const roleProfileSchema = z.object({
  person_roleid: numeric,
  org_code: z.string().trim().min(1),
  role_code: z.string().min(1),
  role_name: z.string().min(1),
});

const grantSchema = roleProfileSchema.extend({ activity_codes: oneOrMany(z.unknown()).optional() });

const organisationSchema = z.object({ org_code: z.string().min(1), org_name: z.string().min(1) });

const claimsSchema = z.object({
  nhsid_nrbac_roles: oneOrMany(z.unknown()).optional(),
  nhsid_user_orgs: oneOrMany(z.unknown()).optional(),
});

/**
 * The role profiles in a CIS2 userinfo answer (scopes `nationalrbacaccess`, `associatedorgs`), in
 * the order given. A profile without id, code, name or organisation cannot be used and is left
 * out, as is one of an organisation the policy does not accept (`acceptedOdsCodes` empty: all are
 * accepted). ODS codes are compared without regard to case.
 */
export function readRoleProfiles(
  userinfo: unknown,
  acceptedOdsCodes: readonly string[],
): readonly Role[] {
  const claims = claimsSchema.safeParse(userinfo);
  if (!claims.success) return [];
  const organisationNames = new Map(
    valid(organisationSchema, claims.data.nhsid_user_orgs).map((o) => [
      odsCode(o.org_code),
      o.org_name,
    ]),
  );
  const accepted = new Set(acceptedOdsCodes.map(odsCode));
  const roles = valid(roleProfileSchema, claims.data.nhsid_nrbac_roles)
    .filter((role) => accepted.size === 0 || accepted.has(odsCode(role.org_code)))
    .map((role) => ({
      id: role.person_roleid,
      name: roleDisplayName(role.role_name),
      code: role.role_code,
      organisation: {
        name: organisationNames.get(odsCode(role.org_code)) ?? null,
        odsCode: odsCode(role.org_code),
      },
    }));
  return [...new Map(roles.map((role) => [role.id, role])).values()];
}

/** An ODS code as ODS writes it: capital letters, no spaces around. */
function odsCode(code: string): string {
  return code.trim().toUpperCase();
}

/**
 * Tells a provider that says nothing of roles from a person who has none (an empty list), and roles
 * that cannot be read from roles that are not there.
 * @param provider the address it is known by, for whoever has to mend it
 * @throws CareDeskError SIGN_IN_ROLES_NOT_TOLD, SIGN_IN_ROLES_UNREADABLE
 */
export function requireRolesTold(userinfo: unknown, provider: string): void {
  const detail = `nhsid_nrbac_roles in userinfo; provider: ${provider}`;
  const claims = claimsSchema.safeParse(userinfo);
  const told = claims.success ? (claims.data.nhsid_nrbac_roles ?? [null]) : [null];
  // Some providers send null for what they do not say.
  if (told.length === 1 && told[0] === null) {
    throw new CareDeskError('SIGN_IN_ROLES_NOT_TOLD', { detail });
  }
  if (told.length > 0 && valid(roleProfileSchema, told).length === 0) {
    throw new CareDeskError('SIGN_IN_ROLES_UNREADABLE', { detail });
  }
}

/**
 * The activity codes granted to each usable role profile of a CIS2 userinfo answer, by its
 * `person_roleid`; empty when none were granted. They come on top of the job role's baseline.
 * What is not an activity code is left out. A profile listed twice keeps only what both listings
 * grant: it cannot be told which of them holds.
 */
export function readGrantedActivities(userinfo: unknown): ReadonlyMap<string, readonly string[]> {
  const claims = claimsSchema.safeParse(userinfo);
  const granted = new Map<string, readonly string[]>();
  if (!claims.success) return granted;
  for (const role of valid(grantSchema, claims.data.nhsid_nrbac_roles)) {
    const codes = new Set(
      (role.activity_codes ?? []).filter(
        (code): code is string => typeof code === 'string' && isActivityCode(code),
      ),
    );
    const earlier = granted.get(role.person_roleid);
    granted.set(role.person_roleid, earlier?.filter((code) => codes.has(code)) ?? [...codes]);
  }
  return granted;
}

function valid<T extends z.ZodType>(
  schema: T,
  items: readonly unknown[] | undefined,
): z.infer<T>[] {
  return (items ?? []).flatMap((item) => {
    const result = schema.safeParse(item);
    return result.success ? [result.data] : [];
  });
}

/** The last of the three quoted parts: `"Support":"Support":"Nurse Access Role"`. */
function roleDisplayName(roleName: string): string {
  const last = roleName.split('":"').at(-1) ?? roleName;
  const name = last.replaceAll('"', '').trim();
  return name === '' ? roleName : name;
}
