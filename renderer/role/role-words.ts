import { locumOrganisation } from '../../electron/contract/locum-organisation.ts';
import type { Role } from '../../electron/contract/session.ts';

/** The name of a role's organisation, also when Care Identity does not give one. */
export function organisationName({ organisation }: Role): string {
  if (organisation.name !== null) return organisation.name;
  return organisation.odsCode === locumOrganisation
    ? 'Locum pharmacy staff, any pharmacy'
    : 'Organisation name not known';
}

/** A role and its organisation in one line. */
export function roleLine(role: Role): string {
  return `${role.name}, ${organisationName(role)}, ODS code ${role.organisation.odsCode}`;
}
