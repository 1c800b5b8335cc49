/** A synthetic patient as PDS would hold them. Dates are `yyyy-mm-dd` unless said otherwise. */
export interface PatientRecord {
  readonly nhsNumber: string;
  readonly status: PatientStatus;
  /** `meta.versionId` and the number in the ETag. */
  readonly version?: number;
  /** S-flagged: location and contact details are never given out. */
  readonly restricted?: boolean;
  /**
   * Answers PDS should never give: a restricted record that holds its location all the same, one
   * without a label, one with a label nobody knows. What CareDesk makes of them is CareDesk's rule.
   */
  readonly mislabelled?: 'restricted-with-location' | 'no-label' | 'unknown-label';
  readonly names: readonly NameRecord[];
  readonly gender?: 'male' | 'female' | 'other' | 'unknown';
  readonly birthDate?: string;
  /** 1, 2 … in the order of birth, for twins. */
  readonly birthOrder?: number;
  readonly deceased?: {
    /** FHIR dateTime: a full date and time, a date, a month or only a year. */
    readonly date: string;
    /** DeathNotificationStatus: 1 informal, 2 formal. */
    readonly notification: '1' | '2';
  };
  readonly addresses?: readonly AddressRecord[];
  readonly contacts?: readonly ContactRecord[];
  /** ODS code of the general practice. */
  readonly generalPractice?: string;
  /** When the registration with it ended. */
  readonly practiceUntil?: string;
  /** Why and since when the patient is on no practice's list (PDS-RemovalReasonExitCode). */
  readonly removal?: { readonly code: string; readonly display: string; readonly start: string };
  /** Items of other lists as they come, where PDS's own form is of no use: nulls, unreadable ones. */
  readonly raw?: Readonly<Record<string, unknown>>;
  readonly communication?: { readonly code: string; readonly display: string };
  /** ODS code of the nominated pharmacy. */
  readonly nominatedPharmacy?: string;
}

export type PatientStatus =
  | { readonly kind: 'current' }
  /** GET answers with the record that took its place. */
  | { readonly kind: 'superseded'; readonly by: string }
  | { readonly kind: 'invalidated' }
  /** Found by searching and as a related person, but GET answers 404 (public PDS sandbox). */
  | { readonly kind: 'search-only' };

export interface NameRecord {
  readonly use: 'usual' | 'temp' | 'nickname' | 'old' | 'maiden';
  readonly prefix?: string;
  readonly given: readonly string[];
  readonly family: string;
  readonly start: string;
  readonly end?: string;
}

/** Names a search finds and returns without being asked for history. */
export function isPresentName({ use }: NameRecord): boolean {
  return use === 'usual' || use === 'temp' || use === 'nickname';
}

export interface AddressRecord {
  readonly use: 'home' | 'temp' | 'billing';
  readonly lines: readonly string[];
  readonly postcode: string;
  readonly start: string;
  readonly end?: string;
}

export interface ContactRecord {
  readonly system: 'phone' | 'email';
  readonly use: 'home' | 'mobile' | 'work';
  readonly value: string;
  readonly start: string;
  readonly end?: string;
}
