import type { IncomingMessage } from 'node:http';
import { type Answer, mediaType, readBody } from '../http/exchange.ts';
import type { SandboxPerson } from '../people.ts';
import type { AuthenticatorAssurance } from './assurance.ts';
import { pageHeaders } from './page-layout.ts';
import { rolePage } from './role-page.ts';

/** A person whose passkey was good and who has to select a role still. */
export interface WaitingForRole {
  readonly person: SandboxPerson;
  readonly assurance: AuthenticatorAssurance;
}

/** People between their passkey and their role, by interaction. */
export interface RoleRoutes {
  wait(interaction: string, waiting: WaitingForRole): void;
  /** The page, or undefined when nobody is waiting here. */
  page(interaction: string): Answer | undefined;
  /** The role chosen with the page's form; undefined when it is not one of the person's. */
  choose(
    interaction: string,
    request: IncomingMessage,
  ): Promise<(WaitingForRole & { readonly roleId: string }) | undefined>;
}

/** The role selection page and its form. */
export function createRoleRoutes(pagesPath: string): RoleRoutes {
  const waiting = new Map<string, WaitingForRole>();
  return {
    wait: (interaction, person) => {
      waiting.set(interaction, person);
    },
    page: (interaction) => {
      const found = waiting.get(interaction);
      if (found === undefined) return undefined;
      const { person } = found;
      const action = `${pagesPath}/${interaction}/role`;
      const body = rolePage({ assets: pagesPath, action, person, roles: person.roles });
      return { status: 200, headers: pageHeaders, body };
    },
    choose: async (interaction, request) => {
      const found = waiting.get(interaction);
      if (mediaType(request) !== 'application/x-www-form-urlencoded') return undefined;
      const roleId = new URLSearchParams(await readBody(request)).get('role');
      const isTheirs = found?.person.roles.some((role) => role.person_roleid === roleId);
      if (found === undefined || roleId === null || isTheirs !== true) return undefined;
      waiting.delete(interaction);
      return { ...found, roleId };
    },
  };
}
