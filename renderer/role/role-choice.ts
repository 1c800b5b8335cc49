import { NotKept, orNull, readKept, textOf } from '../kept-fields.ts';
import { readScreenPosition, type ScreenPosition } from '../screen-position.ts';

/** Characters of the filter: what is kept of the list is well below main's limit. */
export const longestFilter = 250;

/** What is typed and picked in the list of roles, and where the person is in it. */
export interface RoleChoice extends ScreenPosition {
  readonly filter: string;
  /** The role that is picked, whether or not the filter shows it; null before one is. */
  readonly roleId: string | null;
}

/** The choice as main keeps it. */
export function writeRoleChoice(choice: RoleChoice): string {
  return JSON.stringify(choice);
}

/** A kept choice, or null for whatever is none to the last field. */
export function readRoleChoice(text: string): RoleChoice | null {
  return readKept(text, (choice) => ({
    filter: textOf(choice['filter'], longestFilter),
    roleId: orNull(choice['roleId'], roleIdOf),
    ...readScreenPosition(choice),
  }));
}

function roleIdOf(value: unknown): string {
  const id = textOf(value, 20);
  if (!/^[0-9]+$/.test(id)) throw new NotKept();
  return id;
}
