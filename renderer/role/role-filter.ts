import type { Role } from '../../electron/contract/session.ts';

/**
 * The roles in which every typed word occurs, in the role's name, the organisation's name or its
 * ODS code. Order is kept; case and accents do not matter.
 */
export function filterRoles(roles: readonly Role[], typed: string): readonly Role[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return roles;
  return roles.filter((role) => {
    const text = plain(`${role.name} ${role.organisation.name ?? ''} ${role.organisation.odsCode}`);
    return words.every((word) => text.includes(word));
  });
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
