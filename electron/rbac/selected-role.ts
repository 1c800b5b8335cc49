import { z } from 'zod';
import { CareDeskError } from '../contract/caredesk-error.ts';
import type { Role } from '../contract/session.ts';

const claimsSchema = z.object({ selected_roleid: z.unknown() });

const roleIdSchema = z.union([z.string(), z.number().int().transform(String)]);

/**
 * The role chosen at CIS2 (scope `selectedrole`; CIS2 guidance, “Role selection”): the one whose
 * `person_roleid` is the id token's `selected_roleid`. Null when the token names none, as for a
 * person without roles or where CareDesk asks for the role itself.
 * @param idTokenClaims the claims of a checked id token.
 * @param roles what `readRoleProfiles` gave for the same person.
 * @throws CareDeskError ROLE_NOT_YOURS when the token names a role that is not among them, which
 *   includes a role of an organisation the policy does not allow.
 */
export function selectedRole(idTokenClaims: unknown, roles: readonly Role[]): Role | null {
  const claims = claimsSchema.safeParse(idTokenClaims);
  const selected = claims.success ? claims.data.selected_roleid : undefined;
  if (selected === undefined || selected === null) return null;
  const roleId = roleIdSchema.safeParse(selected);
  const role = roleId.success ? roles.find((candidate) => candidate.id === roleId.data) : undefined;
  if (role === undefined) throw new CareDeskError('ROLE_NOT_YOURS');
  return role;
}
