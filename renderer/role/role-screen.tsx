import type { Role } from '../../electron/contract/session.ts';
import { ChooseRolePage } from './choose-role-page.tsx';
import { NoRolePage } from './no-role-page.tsx';

/** What follows sign-in: the list of roles, or why there is none. */
export default function RoleScreen({
  roles,
  currentRoleId,
}: {
  readonly roles: readonly Role[];
  readonly currentRoleId: string | null;
}) {
  return roles.length === 0 ? (
    <NoRolePage />
  ) : (
    <ChooseRolePage roles={roles} currentRoleId={currentRoleId} />
  );
}
