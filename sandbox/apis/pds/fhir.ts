/** The parts of FHIR R4 that PDS answers with (hl7.org/fhir/R4, Patient and Bundle). */
export interface Coding {
  readonly system: string;
  readonly version?: string;
  readonly code: string;
  readonly display: string;
}

export interface CodeableConcept {
  readonly coding: readonly Coding[];
}

export interface Period {
  readonly start: string;
  readonly end?: string;
}

export interface Identifier {
  readonly system: string;
  readonly value: string;
  readonly period?: Period;
  readonly extension?: readonly Extension[];
}

export interface Extension {
  readonly url: string;
  readonly extension?: readonly Extension[];
  readonly valueCodeableConcept?: CodeableConcept;
  readonly valueDateTime?: string;
  readonly valueBoolean?: boolean;
  readonly valuePeriod?: Period;
  readonly valueReference?: { readonly identifier: Identifier };
}

export interface HumanName {
  readonly id: string;
  readonly use: 'usual' | 'temp' | 'nickname' | 'old' | 'maiden';
  readonly period: Period;
  readonly prefix?: readonly string[];
  readonly given?: readonly string[];
  readonly family: string;
}

export interface Address {
  readonly id: string;
  readonly use: 'home' | 'temp' | 'billing';
  readonly period: Period;
  readonly line: readonly string[];
  readonly postalCode: string;
}

export interface ContactPoint {
  readonly id: string;
  readonly use: 'home' | 'mobile' | 'work';
  readonly period: Period;
  readonly system: 'phone' | 'email';
  readonly value: string;
}

export interface Patient {
  readonly resourceType: 'Patient';
  readonly id: string;
  readonly identifier: readonly Identifier[];
  readonly meta: { readonly versionId: string; readonly security?: readonly Coding[] };
  readonly name?: readonly HumanName[];
  readonly gender?: 'male' | 'female' | 'other' | 'unknown';
  readonly birthDate?: string;
  readonly multipleBirthInteger?: number;
  readonly deceasedDateTime?: string;
  readonly address?: readonly Address[];
  readonly telecom?: readonly ContactPoint[];
  readonly generalPractitioner?: readonly {
    readonly id: string;
    readonly type: 'Organization';
    readonly identifier: Identifier;
  }[];
  readonly extension?: readonly Extension[];
}

export interface Bundle {
  readonly resourceType: 'Bundle';
  readonly type: 'searchset';
  readonly timestamp: string;
  readonly total: number;
  readonly entry?: readonly {
    readonly fullUrl: string;
    readonly search: { readonly score: number };
    readonly resource: Patient;
  }[];
}
