import type { RoleProfile, SandboxPerson } from '../people.ts';

/** Roles chosen at the provider, remembered for as long as the session there. */
export interface RoleChoices {
  /** Role profile id chosen by this person in a session, or undefined. */
  of(sessionUid: string | undefined, personUid: string): string | undefined;
  remember(sessionUid: string, personUid: string, roleId: string): void;
}

/** An empty memory. */
export function createRoleChoices(): RoleChoices {
  const chosen = new Map<string, { readonly personUid: string; readonly roleId: string }>();
  return {
    of: (sessionUid, personUid) => {
      const choice = sessionUid === undefined ? undefined : chosen.get(sessionUid);
      return choice?.personUid === personUid ? choice.roleId : undefined;
    },
    remember: (sessionUid, personUid, roleId) => {
      chosen.set(sessionUid, { personUid, roleId });
    },
  };
}

/** Whether a scope asks CIS2 to select the role (“Role selection”, method 1). */
export function asksForRole(scope: unknown): boolean {
  return hasScope(scope, 'selectedrole') || hasScope(scope, 'changedrole');
}

export type RoleQuestion =
  /** No role was asked for, the person has none, or the one of the session stays. */
  | { readonly kind: 'none' }
  | { readonly kind: 'settled'; readonly roleId: string }
  | { readonly kind: 'ask'; readonly roles: readonly RoleProfile[] };

/**
 * What to ask of a person who has just signed in. One role is chosen without asking; `selectedrole`
 * does not ask again within a session, `changedrole` does.
 */
export function roleQuestion(
  scope: unknown,
  { roles }: SandboxPerson,
  ofSession: string | undefined,
): RoleQuestion {
  const [first, ...others] = roles;
  if (!asksForRole(scope) || first === undefined) return { kind: 'none' };
  if (others.length === 0) return { kind: 'settled', roleId: first.person_roleid };
  if (ofSession !== undefined && !hasScope(scope, 'changedrole')) return { kind: 'none' };
  return { kind: 'ask', roles };
}

function hasScope(scope: unknown, name: string): boolean {
  return typeof scope === 'string' && scope.split(' ').includes(name);
}
