/** Activities an activity or a job role brings, by its code. */
export type ActivityLists = ReadonlyMap<string, readonly string[]>;

/** Where tables came from, for the person who has to judge them. */
export interface RbacSource {
  readonly kind: 'built-in' | 'imported';
  /** One line, for example the name and date of the imported file. */
  readonly description: string;
}

/** The parts of the National RBAC Database that CareDesk uses. */
export interface RbacTables {
  /** Job role (R…) to the activities (B…) it has by default. */
  readonly baseline: ActivityLists;
  /** Activity to the activities it directly includes: whoever may do the key may do each value. */
  readonly includes: ActivityLists;
  /** Job role or activity to its name. */
  readonly names: ReadonlyMap<string, string>;
  readonly source: RbacSource;
}

/** Most characters a name in the tables may have. */
export const maximumNameLength = 200;

/** True for the code of a job role, for example R8001. */
export function isJobRoleCode(code: string): boolean {
  return /^R[0-9]{4}$/.test(code);
}

/** True for the code of an activity, for example B0820. */
export function isActivityCode(code: string): boolean {
  return /^B[0-9]{4}$/.test(code);
}

/**
 * True for a name fit to show and to export: one line of visible text. Not one that a spreadsheet
 * would run as a formula, nor one whose letters were lost to a wrong encoding (U+FFFD).
 */
export function isTableName(name: string): boolean {
  return (
    name !== '' &&
    name === name.trim() &&
    name.length <= maximumNameLength &&
    !/[\p{C}\p{Zl}\p{Zp}\ufffd]/u.test(name) &&
    !/^[=+\-@]/.test(name)
  );
}

/** CIS2 guidance, “National RBAC for developers”: its own example of an included activity. */
const officialIncludes = [['B0825', ['B0820']]] as const;

/**
 * An illustration, not the National RBAC Database: NHS England's prescription tracker
 * (NHSDigital/eps-prescription-tracker-ui, rbacHierarchy.ts) accepts the “child” activities
 * B0571 and B0572 in place of B0570, and B0058, B0420 and B0440 in place of B0278. So the child
 * includes its parent. The other way round, preparing prescriptions would make a prescriber.
 */
const trackerIncludes = [
  ['B0571', ['B0570']],
  ['B0572', ['B0570']],
  ['B0058', ['B0278']],
  ['B0420', ['B0278']],
  ['B0440', ['B0278']],
] as const;

/** The baseline roles the same source gives to those activities; an illustration as well. */
const trackerBaseline = [
  ['R0011', ['B0278']],
  ['R0260', ['B0278', 'B0420']],
  ['R0270', ['B0278', 'B0420']],
  ['R1547', ['B0278', 'B0420']],
  ['R1560', ['B0278']],
  ['R1730', ['B0278']],
  ['R1740', ['B0278']],
  ['R1760', ['B0278']],
  ['R6200', ['B0278', 'B0420']],
  ['R6300', ['B0278', 'B0420']],
  ['R8000', ['B0420']],
  ['R8001', ['B0278']],
  ['R8002', ['B0278']],
  ['R8003', ['B0572']],
  ['R8004', ['B0570']],
  ['R8008', ['B0058', 'B0572']],
] as const;

/** Names seen in the same guidance, in NHS England's repositories and in CIS2's samples. */
const confirmedNames = [
  ['B0058', 'NPF (Nurse Prescribers Formulary) Prescribing'],
  ['B0062', 'Local System Administration'],
  ['B0068', 'Verify Prescription'],
  ['B0090', 'Manage Workgroup Membership'],
  ['B0100', 'Manage Workgroups'],
  ['B0278', 'Perform Prescription Preparation'],
  ['B0360', 'View Detailed Health Records'],
  ['B0401', 'View Patient Medication'],
  ['B0420', 'Independent Prescribing'],
  ['B0428', 'Personal Medication Administration'],
  ['B0570', 'Perform Pharmacy Activities'],
  ['B0572', 'Manage Pharmacy Activities'],
  ['B0820', 'View Patient Demographics'],
  ['B0825', 'Amend Patient Demographics'],
  ['B1510', 'Execute CDS Extracts'],
  ['B1570', 'View Shared Non-Patient-Identifiable Information'],
  ['B1611', 'Access Sensitive Flagged Records'],
  ['R0260', 'General Medical Practitioner'],
  ['R5080', 'Registration Authority Manager'],
  ['R5090', 'RA Agent'],
  ['R8000', 'Clinical Practitioner Access Role'],
  ['R8001', 'Nurse Access Role'],
  ['R8003', 'Health Professional Access Role'],
  ['R8006', 'Medical Secretary Access Role'],
  ['R8008', 'Admin/Clinical Support Access Role'],
  ['R8015', 'Systems Support Access Role'],
] as const;

/**
 * What CareDesk knows without an import: the subset of national RBAC that public material
 * confirms. It knows the baseline of few job roles, so an organisation imports the National RBAC
 * Database before live use.
 */
export const defaultRbacTables: RbacTables = {
  baseline: new Map<string, readonly string[]>(trackerBaseline),
  includes: new Map<string, readonly string[]>([...officialIncludes, ...trackerIncludes]),
  names: new Map<string, string>(confirmedNames),
  source: {
    kind: 'built-in',
    description:
      'Subset confirmed by public NHS England material; prescribing and pharmacy as an illustration',
  },
};
