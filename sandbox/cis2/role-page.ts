import type { RoleProfile, SandboxPerson } from '../people.ts';
import { escapeHtml, layout } from './page-layout.ts';

/** The role and the organisation as people know them. */
function roleLabel(role: RoleProfile, { organisations }: SandboxPerson): string {
  const name = role.role_name.split(':').at(-1)?.replaceAll('"', '') ?? role.role_code;
  const organisation = organisations.find(({ org_code }) => org_code === role.org_code);
  const place = organisation === undefined ? '' : `, ${organisation.org_name}`;
  return `${name}${place} (${role.org_code})`;
}

export interface RolePageOptions {
  readonly assets: string;
  /** Where the choice is posted. */
  readonly action: string;
  readonly person: SandboxPerson;
  readonly roles: readonly RoleProfile[];
}

/** The page on which a person with several roles selects one: a button for each. */
export function rolePage({ assets, action, person, roles }: RolePageOptions): string {
  const buttons = roles.map(
    (role) =>
      `<li><button name="role" value="${role.person_roleid}">${escapeHtml(roleLabel(role, person))}</button></li>`,
  );
  return layout(
    assets,
    'Select your role',
    `<p>You are signed in as ${escapeHtml(person.displayName)}. Which role will you work in?</p>
<form method="post" action="${escapeHtml(action)}">
<ul class="roles">
${buttons.join('\n')}
</ul>
</form>`,
  );
}
