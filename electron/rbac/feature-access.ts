/** What a role needs for a feature, and who says so. */
export type FeatureNeed =
  /** One of these activities, granted, by baseline or included. */
  | { readonly kind: 'any-of'; readonly anyOf: readonly string[]; readonly source: string }
  /** CareDesk does not hold it back: the national service decides and refuses on its own. */
  | { readonly kind: 'left-to-the-service'; readonly source: string };

/**
 * What each feature needs.
 *
 * The decision behind it: CareDesk holds back only what a source requires it to. PDS onboarding
 * makes RBAC mandatory in the client for updates and for searches that list several matches, not
 * for a patient retrieved by NHS number or matched uniquely; no source states PDS's codes. So
 * retrieving is never blocked here (a wrong guess would keep a clinician from a patient), while
 * lists of matches need B0820 and changes B0825, the activities named for exactly that. This
 * fails closed: a job role whose baseline is not in the tables needs the activity granted.
 */
export const features = {
  /** One patient, by NHS number or as the only match. */
  'retrieve-patient': {
    kind: 'left-to-the-service',
    source: 'PDS onboarding: RBAC is not mandatory for retrieval or a unique match',
  },
  /** A list of several matches. */
  'search-patients': {
    kind: 'any-of',
    anyOf: ['B0820'],
    source: 'PDS onboarding: RBAC is mandatory for a multi-match search; the code is our reading',
  },
  'amend-demographics': {
    kind: 'any-of',
    anyOf: ['B0825'],
    source: 'PDS onboarding: RBAC is mandatory for updates; the code is our reading',
  },
  /**
   * The codes under B0570 and B0278 are listed though CareDesk's own tables include them: an
   * organisation's tables may not.
   */
  'track-prescriptions': {
    kind: 'any-of',
    anyOf: ['B0570', 'B0571', 'B0572', 'B0278', 'B0058', 'B0420', 'B0440'],
    source: 'NHSDigital/eps-prescription-tracker-ui, rbacHierarchy.ts',
  },
  'view-referrals': {
    kind: 'left-to-the-service',
    source: 'e-RS API: access follows the e-RS business function, not RBAC activities',
  },
  'view-summary-record': {
    kind: 'left-to-the-service',
    source: 'SCR API: states no activity codes',
  },
} as const satisfies Record<string, FeatureNeed>;

export type Feature = keyof typeof features;

/** True when a role with these effective activities may use the feature. */
export function mayUse(feature: Feature, activities: ReadonlySet<string>): boolean {
  const need: FeatureNeed = features[feature];
  switch (need.kind) {
    case 'left-to-the-service':
      return true;
    case 'any-of':
      return need.anyOf.some((activity) => activities.has(activity));
  }
}
