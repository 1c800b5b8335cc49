import { createHash } from 'node:crypto';
import type {
  Address,
  Coding,
  ContactPoint,
  Extension,
  HumanName,
  Patient,
  Period,
} from './fhir.ts';
import {
  type AddressRecord,
  type ContactRecord,
  isPresentName,
  type NameRecord,
  type PatientRecord,
} from './patient-record.ts';

const ukCore = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore';
const ukCoreSystem = 'https://fhir.hl7.org.uk/CodeSystem/UKCore';
const odsSystem = 'https://fhir.nhs.uk/Id/ods-organization-code';
const practiceSince = '2019-04-01';

/** A stable id, as PDS gives every item of a list; updates refer to it. */
function itemId(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('|')).digest('hex').slice(0, 8).toUpperCase();
}

function period(start: string, end: string | undefined): Period {
  return end === undefined ? { start } : { start, end };
}

function name(nhsNumber: string, record: NameRecord): HumanName {
  return {
    id: itemId(nhsNumber, record.use, record.family),
    use: record.use,
    period: period(record.start, record.end),
    ...(record.prefix !== undefined && { prefix: [record.prefix] }),
    ...(record.given.length > 0 && { given: record.given }),
    family: record.family,
  };
}

function address(nhsNumber: string, record: AddressRecord): Address {
  return {
    id: itemId(nhsNumber, record.use, ...record.lines),
    use: record.use,
    period: period(record.start, record.end),
    line: record.lines,
    postalCode: record.postcode,
  };
}

function contact(nhsNumber: string, record: ContactRecord): ContactPoint {
  return {
    id: itemId(nhsNumber, record.value),
    use: record.use,
    period: period(record.start, record.end),
    system: record.system,
    value: record.value,
  };
}

const deathNotifications = {
  '1': 'Informal - death notice received via an update from a local NHS Organisation such as GP or Trust',
  '2': 'Formal - death notice received from Registrar of Deaths',
} as const;

function deathNotification(deceased: NonNullable<PatientRecord['deceased']>): Extension {
  return {
    url: `${ukCore}-DeathNotificationStatus`,
    extension: [
      {
        url: 'deathNotificationStatus',
        valueCodeableConcept: {
          coding: [
            {
              system: `${ukCoreSystem}-DeathNotificationStatus`,
              version: '1.0.0',
              code: deceased.notification,
              display: deathNotifications[deceased.notification],
            },
          ],
        },
      },
      { url: 'systemEffectiveDate', valueDateTime: deceased.date },
    ],
  };
}

function communication(language: NonNullable<PatientRecord['communication']>): Extension {
  return {
    url: `${ukCore}-NHSCommunication`,
    extension: [
      {
        url: 'language',
        valueCodeableConcept: {
          coding: [{ system: `${ukCoreSystem}-HumanLanguage`, version: '1.0.0', ...language }],
        },
      },
      { url: 'interpreterRequired', valueBoolean: true },
    ],
  };
}

function nominatedPharmacy(odsCode: string): Extension {
  return {
    url: `${ukCore}-NominatedPharmacy`,
    valueReference: { identifier: { system: odsSystem, value: odsCode } },
  };
}

function removal({ code, display, start }: NonNullable<PatientRecord['removal']>): Extension {
  const system = 'https://fhir.nhs.uk/CodeSystem/PDS-RemovalReasonExitCode';
  return {
    url: 'https://fhir.nhs.uk/StructureDefinition/Extension-PDS-RemovalFromRegistration',
    extension: [
      {
        url: 'removalFromRegistrationCode',
        valueCodeableConcept: { coding: [{ system, code, display }] },
      },
      { url: 'effectiveTime', valuePeriod: { start } },
    ],
  };
}

const confidentiality = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';

function security({
  restricted = false,
  mislabelled,
}: PatientRecord): readonly Coding[] | undefined {
  switch (mislabelled) {
    case 'no-label':
      return undefined;
    case 'unknown-label':
      return [{ system: confidentiality, code: 'N', display: 'normal' }];
    case 'restricted-with-location':
      return [{ system: confidentiality, code: 'R', display: 'restricted' }];
    case undefined:
      return [
        {
          system: confidentiality,
          code: restricted ? 'R' : 'U',
          display: restricted ? 'restricted' : 'unrestricted',
        },
      ];
  }
}

function identity(record: PatientRecord): Patient {
  const { nhsNumber } = record;
  const labels = security(record);
  return {
    resourceType: 'Patient',
    id: nhsNumber,
    identifier: [
      {
        system: 'https://fhir.nhs.uk/Id/nhs-number',
        value: nhsNumber,
        extension: [
          {
            url: `${ukCore}-NHSNumberVerificationStatus`,
            valueCodeableConcept: {
              coding: [
                {
                  system: `${ukCoreSystem}-NHSNumberVerificationStatus`,
                  version: '1.0.0',
                  code: '01',
                  display: 'Number present and verified',
                },
              ],
            },
          },
        ],
      },
    ],
    meta: {
      versionId: String(record.version ?? 2),
      ...(labels !== undefined && { security: labels }),
    },
    ...(record.gender !== undefined && { gender: record.gender }),
    ...(record.birthDate !== undefined && { birthDate: record.birthDate }),
    ...(record.birthOrder !== undefined && { multipleBirthInteger: record.birthOrder }),
    ...(record.deceased !== undefined && { deceasedDateTime: record.deceased.date }),
  };
}

interface Shown {
  readonly names: readonly NameRecord[];
  readonly addresses: readonly AddressRecord[];
  readonly extensions: readonly Extension[];
}

function resource(record: PatientRecord, shown: Shown): Patient {
  const { nhsNumber, restricted = false, contacts = [], generalPractice } = record;
  const addresses = restricted ? [] : shown.addresses;
  return {
    ...identity(record),
    // PDS leaves empty lists out.
    ...(shown.names.length > 0 && { name: shown.names.map((item) => name(nhsNumber, item)) }),
    ...(addresses.length > 0 && { address: addresses.map((item) => address(nhsNumber, item)) }),
    ...(!restricted &&
      contacts.length > 0 && { telecom: contacts.map((item) => contact(nhsNumber, item)) }),
    ...(!restricted &&
      generalPractice !== undefined && {
        generalPractitioner: [
          {
            id: itemId(nhsNumber, generalPractice),
            type: 'Organization',
            identifier: {
              system: odsSystem,
              value: generalPractice,
              period: period(practiceSince, record.practiceUntil),
            },
          },
        ],
      }),
    ...(shown.extensions.length > 0 && { extension: shown.extensions }),
    ...record.raw,
  };
}

/** The record as `GET /Patient/{nhsNumber}` gives it. Restricted records lack every location. */
export function patientResource(record: PatientRecord): Patient {
  const { deceased, communication: language, nominatedPharmacy: pharmacy, restricted } = record;
  return resource(record, {
    names: record.names,
    addresses: record.addresses ?? [],
    extensions: [
      ...(deceased === undefined ? [] : [deathNotification(deceased)]),
      ...(language === undefined ? [] : [communication(language)]),
      ...(pharmacy === undefined || restricted === true ? [] : [nominatedPharmacy(pharmacy)]),
      ...(record.removal === undefined ? [] : [removal(record.removal)]),
    ],
  });
}

/**
 * The reduced record of a search result: usual, temporary and nicknames, home address only, no
 * preferences.
 */
export function searchResultResource(record: PatientRecord): Patient {
  const { deceased } = record;
  return resource(record, {
    names: record.names.filter(isPresentName),
    addresses: (record.addresses ?? []).filter(({ use }) => use === 'home'),
    extensions: deceased === undefined ? [] : [deathNotification(deceased)],
  });
}
