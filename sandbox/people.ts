/** A role profile as CIS2's userinfo lists it in `nhsid_nrbac_roles`: no organisation name. */
export interface RoleProfile {
  readonly person_orgid: string;
  readonly person_roleid: string;
  readonly org_code: string;
  /** Three parts in embedded quotes, joined by colons; the last is the name people know. */
  readonly role_name: string;
  readonly role_code: string;
  readonly activities?: readonly string[];
  readonly activity_codes?: readonly string[];
  readonly workgroups?: readonly string[];
  readonly workgroups_codes?: readonly string[];
  readonly aow?: readonly string[];
  readonly aow_codes?: readonly string[];
}

export interface SandboxPerson {
  /** CIS2 uid and OpenID Connect `sub`: 12 digits. */
  readonly uid: string;
  /** Label of the person in the passkey page's list. */
  readonly displayName: string;
  readonly title: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly initials: string;
  /** `id_assurance_level` of the id token, a string as CIS2 sends it. */
  readonly identityAssuranceLevel: string;
  readonly roles: readonly RoleProfile[];
  readonly organisations: readonly { readonly org_name: string; readonly org_code: string }[];
}

const roleKinds = {
  gp: ['Clinical', 'Medical', 'General Medical Practitioner', 'S0010:G0020:R0260'],
  clinician: [
    'Clinical',
    'Clinical Provision',
    'Clinical Practitioner Access Role',
    'S8000:G8000:R8000',
  ],
  nurse: ['Clinical', 'Clinical Provision', 'Nurse Access Role', 'S8000:G8000:R8001'],
  healthProfessional: [
    'Clinical',
    'Clinical Provision',
    'Health Professional Access Role',
    'S8000:G8000:R8003',
  ],
  secretary: ['Clinical', 'Clinical Support', 'Medical Secretary Access Role', 'S8000:G8001:R8006'],
  clinicalSupport: [
    'Support',
    'Support',
    'Admin/Clinical Support Access Role',
    'S8001:G8002:R8008',
  ],
  systemsSupport: [
    'Support',
    'Systems Support',
    'Systems Support Access Role',
    'S8001:G8005:R8015',
  ],
  raManager: [
    'Admin & Clerical',
    'Management - A & C',
    'Registration Authority Manager',
    'S0080:G0450:R5080',
  ],
} as const;

type RoleKind = keyof typeof roleKinds;

const activityNames: Readonly<Record<string, string>> = {
  B0278: 'Perform Prescription Preparation',
  B0360: 'View Detailed Health Records',
  B0401: 'View Patient Medication',
  B0420: 'Independent Prescribing',
  B0570: 'Perform Pharmacy Activities',
  B0820: 'View Patient Demographics',
  B0825: 'Amend Patient Demographics',
};

const orgNumbers: Readonly<Record<string, string>> = {
  A83008: '105',
  RX9: '107',
  Y02494: '111',
  RDX: '115',
  B82041: '119',
  Y04921: '123',
};

function role(
  roleId: string,
  kind: RoleKind,
  orgCode: string,
  activityCodes: readonly string[],
  extra: Partial<RoleProfile> = {},
): RoleProfile {
  const [category, group, name, code] = roleKinds[kind];
  return {
    // One id for a person at an organisation, shared by their roles there.
    person_orgid: `6560080${roleId.slice(8, 10)}${orgNumbers[orgCode] ?? '199'}`,
    person_roleid: roleId,
    org_code: orgCode,
    role_name: `"${category}":"${group}":"${name}"`,
    role_code: code,
    // CIS2 leaves both lists out when a role has no activities of its own.
    ...(activityCodes.length > 0 && {
      activities: activityCodes.map((activity) => activityNames[activity] ?? activity),
      activity_codes: activityCodes,
    }),
    ...extra,
  };
}

const riverside = { org_name: 'RIVERSIDE MEDICAL PRACTICE', org_code: 'A83008' } as const;
const northmoor = { org_name: 'NORTHMOOR GENERAL HOSPITALS NHS TRUST', org_code: 'RX9' } as const;
const harbour = { org_name: 'HARBOUR STREET WALK-IN CENTRE', org_code: 'Y02494' } as const;

/** The synthetic clinicians who can sign in. */
export const people: readonly SandboxPerson[] = [
  {
    uid: '656005750104',
    displayName: 'Dr Amara Okafor',
    title: 'Dr',
    givenName: 'Amara',
    familyName: 'Okafor',
    initials: 'N',
    identityAssuranceLevel: '3',
    roles: [
      role('656014452101', 'gp', 'A83008', ['B0820', 'B0825', 'B0401', 'B0420', 'B0360']),
      role('656014452102', 'clinician', 'RX9', ['B0820', 'B0360'], {
        workgroups: ['CAR-384'],
        workgroups_codes: ['655681345103'],
        aow: ['"Medicine":"General Medicine":"Acute Medicine"'],
        aow_codes: ['P0010:Q0110:T0120'],
      }),
      role('656014452103', 'clinicalSupport', 'RX9', []),
    ],
    organisations: [riverside, northmoor],
  },
  {
    uid: '656005750107',
    displayName: 'Ben Carter',
    title: 'Mr',
    givenName: 'Ben',
    familyName: 'Carter',
    initials: 'J',
    identityAssuranceLevel: '3',
    roles: [role('656014452401', 'nurse', 'A83008', ['B0820', 'B0401'])],
    organisations: [riverside],
  },
  {
    uid: '656005750111',
    displayName: 'Chloe Singh',
    title: 'Ms',
    givenName: 'Chloe',
    familyName: 'Singh',
    initials: 'K',
    identityAssuranceLevel: '3',
    roles: [],
    organisations: [],
  },
  {
    uid: '656005750112',
    displayName: 'Dilys Hughes',
    title: 'Mrs',
    givenName: 'Dilys',
    familyName: 'Hughes',
    initials: 'M',
    identityAssuranceLevel: '3',
    roles: [
      role('656014452201', 'nurse', 'A83008', ['B0820', 'B0401']),
      role('656014452202', 'healthProfessional', 'A83008', ['B0820', 'B0825']),
      role('656014452203', 'nurse', 'RX9', ['B0820', 'B0360']),
      role('656014452204', 'healthProfessional', 'RX9', ['B0820']),
      role('656014452205', 'clinicalSupport', 'RX9', []),
      role('656014452206', 'nurse', 'Y02494', ['B0820']),
      role('656014452207', 'secretary', 'Y02494', []),
      // RDX, B82041 and Y04921 are missing from her organisations on purpose: CIS2 does not always
      // name the organisation of a role.
      role('656014452208', 'nurse', 'RDX', ['B0820']),
      role('656014452209', 'clinicalSupport', 'RDX', ['B0820']),
      role('656014452210', 'nurse', 'B82041', ['B0820', 'B0401']),
      role('656014452211', 'systemsSupport', 'Y04921', []),
      role('656014452212', 'raManager', 'RX9', []),
    ],
    organisations: [riverside, northmoor, harbour],
  },
  {
    uid: '656005750110',
    displayName: 'Ewan Grant',
    title: 'Mr',
    givenName: 'Ewan',
    familyName: 'Grant',
    initials: 'R',
    identityAssuranceLevel: '2',
    roles: [role('656014452301', 'clinicalSupport', 'RX9', ['B0820'])],
    organisations: [northmoor],
  },
];

/** The person with this uid, or undefined. */
export function personByUid(uid: string): SandboxPerson | undefined {
  return people.find((person) => person.uid === uid);
}

/** The person shown under this name, or undefined. */
export function personByName(displayName: string): SandboxPerson | undefined {
  return people.find((person) => person.displayName === displayName);
}
