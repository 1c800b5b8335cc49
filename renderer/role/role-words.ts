import { locumOrganisation } from '../../electron/contract/locum-organisation.ts';
import type { Role } from '../../electron/contract/session.ts';

/** The name of a role's organisation, also when Care Identity does not give one. */
export function organisationName({ organisation }: Role): string {
  if (organisation.name !== null) return organisation.name;
  return organisation.odsCode === locumOrganisation
    ? 'Locum pharmacy staff, any pharmacy'
    : 'Organisation name not known';
}

/**
 * A role and its organisation in one line, its parts set apart: also what a screen reader says.
 * @param state a word on the role, for example that it is in use
 */
export function roleLine(role: Role, state: string | null = null): string {
  const parts = [role.name, state, organisationName(role), `ODS code ${role.organisation.odsCode}`];
  return parts.filter((part) => part !== null).join(', ');
}

/** ODS codes of which any one will do, as “A83008, RX9 or Y02494”. */
export function orWords(odsCodes: readonly string[]): string {
  return either.format(odsCodes);
}

const either = new Intl.ListFormat('en-GB', { type: 'disjunction' });
