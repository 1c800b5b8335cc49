import { z } from 'zod';
import type { Role } from '../contract/session.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';

const claimsSchema = z.object({ selected_roleid: z.unknown() });

const roleIdSchema = z.union([z.string(), z.number().int().transform(String)]);

/**
 * The role chosen at CIS2 (scope `selectedrole`; CIS2 guidance, “Role selection”): the one whose
 * `person_roleid` is the id token's `selected_roleid`. Null when the token names none, as for a
 * person without roles or where CareDesk asks for the role itself.
 * @param idTokenClaims the claims of a checked id token.
 * @param roles those of the person that this PC accepts.
 * @param elsewhere the rest of the person's roles.
 * @throws CareDeskError ROLE_NOT_ACCEPTED_HERE, with the ODS code, when it is a role of an
 *   organisation the policy does not accept; ROLE_NOT_YOURS when it is none of theirs.
 */
export function selectedRole(
  idTokenClaims: unknown,
  roles: readonly Role[],
  elsewhere: readonly Role[] = [],
): Role | null {
  const claims = claimsSchema.safeParse(idTokenClaims);
  const selected = claims.success ? claims.data.selected_roleid : undefined;
  if (selected === undefined || selected === null) return null;
  const roleId = roleIdSchema.safeParse(selected);
  const isSelected = ({ id }: Role) => roleId.success && id === roleId.data;
  const role = roles.find(isSelected);
  if (role !== undefined) return role;
  const refused = elsewhere.find(isSelected);
  if (refused === undefined) throw new CareDeskError('ROLE_NOT_YOURS');
  const detail = `ODS code ${refused.organisation.odsCode}`;
  throw new CareDeskError('ROLE_NOT_ACCEPTED_HERE', { detail });
}
