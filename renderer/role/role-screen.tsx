import type { Role, RolesElsewhere } from '../../electron/contract/session.ts';
import { ChooseRolePage } from './choose-role-page.tsx';
import { NoRolePage } from './no-role-page.tsx';
import { RolesElsewherePage } from './roles-elsewhere-page.tsx';

/** What follows sign-in: the list of roles, or why there is none. */
export default function RoleScreen({
  roles,
  elsewhere,
  currentRoleId,
}: {
  readonly roles: readonly Role[];
  readonly elsewhere: RolesElsewhere;
  readonly currentRoleId: string | null;
}) {
  if (roles.length > 0) {
    return <ChooseRolePage roles={roles} elsewhere={elsewhere} currentRoleId={currentRoleId} />;
  }
  return elsewhere.roles.length > 0 ? <RolesElsewherePage elsewhere={elsewhere} /> : <NoRolePage />;
}
