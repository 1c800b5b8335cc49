/** A patient as CareDesk shows one. Dates are FHIR strings: yyyy, yyyy-mm, yyyy-mm-dd or with a time. */
export interface Patient {
  readonly nhsNumber: string;
  readonly names: readonly PatientName[];
  readonly gender: PatientGender | null;
  readonly birthDate: string | null;
  readonly death: PatientDeath | null;
  readonly addresses: readonly PatientAddress[];
  readonly contacts: readonly PatientContact[];
  readonly generalPractice: GeneralPractice | null;
  /** True when location is withheld (“sensitive”): absent details are hidden, not unknown. */
  readonly restricted: boolean;
}

export type PatientGender = 'male' | 'female' | 'other' | 'unknown';

export interface PatientName {
  readonly use: string | null;
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

export interface GeneralPractice {
  readonly odsCode: string;
  readonly period: Period;
}

export interface Period {
  readonly start: string | null;
  readonly end: string | null;
}
