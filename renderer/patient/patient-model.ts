/** A patient as CareDesk shows one. Dates are FHIR strings: yyyy, yyyy-mm, yyyy-mm-dd or with a time. */
export interface Patient {
  readonly nhsNumber: string;
  readonly names: readonly PatientName[];
  readonly gender: PatientGender | null;
  readonly birthDate: string | null;
  /** The moment of birth, when it is known and on the date of birth. */
  readonly birthTime: string | null;
  readonly death: PatientDeath | null;
  readonly whereabouts: Whereabouts;
  /** What the record holds and CareDesk could not read. */
  readonly unread: readonly UnreadPart[];
}

/** Everything that tells where a patient is, or why none of it may be shown. */
export type Whereabouts =
  | {
      readonly kind: 'shown';
      readonly addresses: readonly PatientAddress[];
      readonly contacts: readonly PatientContact[];
      readonly practices: readonly GeneralPractice[];
      readonly removal: Removal | null;
    }
  /** Withheld (“sensitive”): what is absent is hidden, not unknown. */
  | { readonly kind: 'restricted' }
  /** The record does not say whether it is restricted: withheld as well. */
  | { readonly kind: 'not-known' };

/** A part of a record, as far as a person needs to know which could not be read. */
export type UnreadPart =
  | 'name'
  | 'birth'
  | 'gender'
  | 'death'
  | 'address'
  | 'contact'
  | 'practice'
  | 'removal'
  | 'other';

export type PatientGender = 'male' | 'female' | 'other' | 'unknown';

export interface PatientName {
  readonly use: string | null;
  /** The whole name as one text; shown only where there are no parts. */
  readonly text: string | null;
  readonly family: string | null;
  readonly given: readonly string[];
  readonly prefix: readonly string[];
  readonly suffix: readonly string[];
  readonly period: Period;
}

export interface PatientDeath {
  readonly date: string | null;
  /** UK Core DeathNotificationStatus 1 (informal) and 2 (formal); null when not given. */
  readonly notification: 'informal' | 'formal' | null;
}

export interface PatientAddress {
  readonly use: string | null;
  readonly lines: readonly string[];
  readonly postalCode: string | null;
  readonly period: Period;
}

export interface PatientContact {
  readonly system: string | null;
  readonly use: string | null;
  readonly value: string;
  readonly period: Period;
}

/** A registration with a general practice. */
export interface GeneralPractice {
  readonly odsCode: string;
  readonly period: Period;
}

/** Why and when a patient was taken off a practice's list (PDS, “Removal from registration”). */
export interface Removal {
  readonly reason: string;
  /** When it takes effect. */
  readonly period: Period;
}

/** A side is null when it is absent. One that could not be read is kept as it came. */
export interface Period {
  readonly start: string | null;
  readonly end: string | null;
}
