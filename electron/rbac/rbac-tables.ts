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

/**
 * CIS2 guidance, “National RBAC for developers”, its own example: a Clinical Practitioner may by
 * baseline amend demographics (B0825), and who may amend them may view them (B0820).
 */
const official = {
  includes: [['B0825', ['B0820']]],
  baseline: [['R8000', ['B0825']]],
} as const;

/**
 * An illustration, not the National RBAC Database: NHS England's prescription tracker
 * (NHSDigital/eps-prescription-tracker-ui, rbacHierarchy.ts) accepts “child” activities in place
 * of their parent, so the child includes its parent. The other way round, preparing prescriptions
 * would make a prescriber. Only the trees of B0570 and B0278 decide anything there.
 */
const trackerIncludes = [
  ['B0571', ['B0570']],
  ['B0572', ['B0570']],
  ['B0058', ['B0278']],
  ['B0420', ['B0278']],
  ['B0440', ['B0278']],
  ['B0278', ['B0422', 'B0468']],
  ['B0790', ['B0360']],
  ['B1693', ['B0360']],
  ['B0066', ['B0360']],
  ['B1690', ['B0360']],
  ['B0380', ['B0790', 'B1690', 'B0069']],
  ['B0800', ['B0790']],
  ['B0055', ['B0380']],
  ['B8028', ['B0380']],
  ['B8029', ['B8028']],
  ['B1694', ['B1693']],
  ['B0064', ['B1694']],
  ['B1692', ['B0066']],
  ['B0071', ['B1692']],
] as const;

/**
 * The baseline roles the same source gives to those activities; an illustration as well. It says
 * nothing about other activities: that B0820 is missing from a role here does not mean that the
 * role lacks it, which only the National RBAC Database can tell.
 */
const trackerBaseline = [
  ['R0011', ['B0278']],
  ['R0260', ['B0278', 'B0380', 'B0420']],
  ['R0270', ['B0278', 'B0420']],
  ['R1290', ['B0429', 'B0790']],
  ['R1547', ['B0278', 'B0420']],
  ['R1560', ['B0278']],
  ['R1730', ['B0278']],
  ['R1740', ['B0278']],
  ['R1760', ['B0278']],
  ['R6200', ['B0278', 'B0420']],
  ['R6300', ['B0278', 'B0420']],
  ['R8000', ['B0420', 'B1694', 'B8028', 'B8029']],
  ['R8001', ['B0278', 'B0380', 'B1694']],
  ['R8002', ['B0278', 'B0380', 'B0422', 'B1694', 'B8028']],
  ['R8003', ['B0380', 'B0572', 'B1694']],
  ['R8004', ['B0360', 'B0570', 'B1693']],
  ['R8005', ['B0360']],
  ['R8006', ['B0380', 'B1693']],
  ['R8007', ['B0800', 'B1693']],
  ['R8008', ['B0058', 'B0380', 'B0572', 'B1693']],
  ['R8010', ['B1693']],
  ['R8011', ['B1693']],
  ['R8013', ['B0800', 'B1693']],
  ['R8014', ['B0360', 'B0380', 'B1694']],
  ['R8016', ['B0380']],
  ['R8017', ['B0380']],
] as const;

/**
 * Names seen in the same guidance, in NHS England's repositories, in CIS2's samples and in
 * suppliers' help pages.
 */
const confirmedNames = [
  ['B0015', 'Receive Emergency View Alerts'],
  ['B0016', 'Receive Self Claimed LR Alerts'],
  ['B0056', 'Complete Work Item'],
  ['B0058', 'NPF (Nurse Prescribers Formulary) Prescribing'],
  ['B0062', 'Local System Administration'],
  ['B0068', 'Verify Prescription'],
  ['B0082', 'Legal Override of Consent'],
  ['B0083', 'Temporary access to sealed data without permission'],
  ['B0090', 'Manage Workgroup Membership'],
  ['B0100', 'Manage Workgroups'],
  ['B0168', 'Emergency access to view SCR'],
  ['B0254', 'Perform Patient Registration Search'],
  ['B0264', 'Access SCR Application'],
  ['B0267', 'RA ID checker'],
  ['B0278', 'Perform Prescription Preparation'],
  ['B0340', 'Register Patients'],
  ['B0360', 'View Detailed Health Records'],
  ['B0370', 'View Summary Health Records'],
  ['B0380', 'Perform Detailed Health Record'],
  ['B0401', 'View Patient Medication'],
  ['B0420', 'Independent Prescribing'],
  ['B0422', 'Reauthorise Medication'],
  ['B0424', "Manage Patient's Nominated Pharmacy"],
  ['B0428', 'Personal Medication Administration'],
  ['B0440', 'Supplementary Prescribing'],
  ['B0468', 'Cancel/Discontinue Medication'],
  ['B0560', 'Perform Patient Administration'],
  ['B0570', 'Perform Pharmacy Activities'],
  ['B0572', 'Manage Pharmacy Activities'],
  ['B0815', 'Manage Clinical Documents'],
  ['B0820', 'View Patient Demographics'],
  ['B0825', 'Amend Patient Demographics'],
  ['B1101', 'Manage Outbound Referrals'],
  ['B1300', 'Sponsor'],
  ['B1510', 'Execute CDS Extracts'],
  ['B1570', 'View Shared Non-Patient-Identifiable Information'],
  ['B1611', 'Access Sensitive Flagged Records'],
  ['B8029', 'Manage Detailed Health Records'],
  ['R0260', 'General Medical Practitioner'],
  ['R5080', 'Registration Authority Manager'],
  ['R5090', 'RA Agent'],
  ['R5105', 'Caldicott Guardian'],
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
  baseline: joined(official.baseline, trackerBaseline),
  includes: joined(official.includes, trackerIncludes),
  names: new Map<string, string>(confirmedNames),
  source: {
    kind: 'built-in',
    description:
      'Subset confirmed by public NHS England material; prescribing and pharmacy as an illustration',
  },
};

/** One table of several sources: what any of them gives to a code, in order. */
function joined(
  ...sources: readonly (readonly (readonly [string, readonly string[]])[])[]
): ActivityLists {
  const lists = new Map<string, readonly string[]>();
  for (const [code, activities] of sources.flat()) {
    lists.set(code, [...new Set([...(lists.get(code) ?? []), ...activities])]);
  }
  return lists;
}
