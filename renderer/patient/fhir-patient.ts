import { checkNhsNumber } from '../../electron/contract/nhs-number.ts';
import {
  AnswerNotUnderstood,
  type FhirObject,
  objectAt,
  objectList,
  optionalObject,
  optionalText,
  textList,
} from './fhir-fields.ts';
import type {
  GeneralPractice,
  Patient,
  PatientAddress,
  PatientContact,
  PatientDeath,
  PatientGender,
  PatientName,
  Period,
} from './patient-model.ts';

const deathNotification =
  'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus';

/**
 * Reads a PDS Patient resource (FHIR R4, UK Core). A field that is absent is unknown; a field of the wrong shape
 * makes the whole record unreadable, because a half-read patient is worse than none.
 *
 * @throws {AnswerNotUnderstood}
 */
export function readPatient(resource: unknown): Patient {
  const patient = objectAt(resource, 'Patient');
  if (patient['resourceType'] !== 'Patient') throw new AnswerNotUnderstood('resourceType');
  const id = optionalText(patient, 'id');
  const check = checkNhsNumber(id ?? '');
  if (check.kind !== 'valid') throw new AnswerNotUnderstood('id');
  return {
    nhsNumber: check.nhsNumber,
    names: objectList(patient, 'name').map(readName),
    gender: readGender(optionalText(patient, 'gender')),
    birthDate: optionalText(patient, 'birthDate'),
    death: readDeath(patient),
    addresses: objectList(patient, 'address').map(readAddress),
    contacts: objectList(patient, 'telecom').flatMap(readContact),
    generalPractice: readGeneralPractice(patient),
    restricted: readRestricted(patient),
  };
}

function readName(name: FhirObject): PatientName {
  return {
    use: optionalText(name, 'use'),
    family: optionalText(name, 'family'),
    given: textList(name, 'given'),
    prefix: textList(name, 'prefix'),
    suffix: textList(name, 'suffix'),
    period: readPeriod(name),
  };
}

function readAddress(address: FhirObject): PatientAddress {
  return {
    use: optionalText(address, 'use'),
    lines: textList(address, 'line'),
    postalCode: optionalText(address, 'postalCode'),
    period: readPeriod(address),
  };
}

function readContact(contact: FhirObject): PatientContact[] {
  const value = optionalText(contact, 'value');
  if (value === null) return [];
  return [
    {
      value,
      system: optionalText(contact, 'system'),
      use: optionalText(contact, 'use'),
      period: readPeriod(contact),
    },
  ];
}

function readGeneralPractice(patient: FhirObject): GeneralPractice | null {
  const [practice] = objectList(patient, 'generalPractitioner');
  const identifier = practice === undefined ? null : optionalObject(practice, 'identifier');
  const odsCode = identifier === null ? null : optionalText(identifier, 'value');
  if (identifier === null || odsCode === null) return null;
  return { odsCode, period: readPeriod(identifier) };
}

function readPeriod(from: FhirObject): Period {
  const period = optionalObject(from, 'period');
  if (period === null) return { start: null, end: null };
  return {
    start: optionalText(period, 'start'),
    end: optionalText(period, 'end'),
  };
}

function readGender(gender: string | null): PatientGender | null {
  switch (gender) {
    case null:
      return null;
    case 'male':
    case 'female':
    case 'other':
    case 'unknown':
      return gender;
    default:
      throw new AnswerNotUnderstood('gender');
  }
}

/** Dead when there is a date of death or a notification that has not been taken back. */
function readDeath(patient: FhirObject): PatientDeath | null {
  const date = optionalText(patient, 'deceasedDateTime');
  const notification = readDeathNotification(patient);
  const deceased = patient['deceasedBoolean'] === true;
  if (date === null && notification === null && !deceased) return null;
  return { date, notification };
}

function readDeathNotification(patient: FhirObject): PatientDeath['notification'] {
  for (const extension of objectList(patient, 'extension')) {
    if (extension['url'] !== deathNotification) continue;
    for (const part of objectList(extension, 'extension')) {
      if (part['url'] !== 'deathNotificationStatus') continue;
      const concept = optionalObject(part, 'valueCodeableConcept');
      const codings = concept === null ? [] : objectList(concept, 'coding');
      switch (codings[0]?.['code']) {
        case '1':
          return 'informal';
        case '2':
          return 'formal';
      }
    }
  }
  return null;
}

/** Any confidentiality other than U (unrestricted) counts as restricted. */
function readRestricted(patient: FhirObject): boolean {
  const meta = optionalObject(patient, 'meta');
  const labels = meta === null ? [] : objectList(meta, 'security');
  return labels.some((label) => label['code'] !== 'U');
}
