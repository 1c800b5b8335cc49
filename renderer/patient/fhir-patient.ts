import { confidentialityOf } from '../../electron/contract/confidentiality.ts';
import { checkNhsNumber } from '../../electron/contract/nhs-number.ts';
import { clinicalDate } from './clinical-date.ts';
import { codingsOf, extensionsOf, readPeriod } from './fhir-elements.ts';
import {
  AnswerNotUnderstood,
  type FhirObject,
  type OnUnread,
  objectAt,
  readDate,
  readObject,
  readObjects,
  readText,
  readTexts,
} from './fhir-fields.ts';
import { readWhereabouts } from './fhir-whereabouts.ts';
import type {
  Patient,
  PatientDeath,
  PatientGender,
  PatientName,
  UnreadPart,
} from './patient-model.ts';

/**
 * Reads a PDS Patient resource (FHIR R4, UK Core). What can be read is read; what is there and
 * cannot be is named in `unread`. Of a patient who is not said to be unrestricted nothing is read
 * that tells where they are.
 *
 * @throws {AnswerNotUnderstood} when it cannot be told whose record it is
 */
export function readPatient(resource: unknown): Patient {
  const patient = objectAt(resource, 'Patient');
  if (patient['resourceType'] !== 'Patient') throw new AnswerNotUnderstood('resourceType');
  const id = patient['id'];
  const check = checkNhsNumber(typeof id === 'string' ? id : '');
  if (check.kind !== 'valid') throw new AnswerNotUnderstood('id');
  const unread = new Set<UnreadPart>();
  const unreadable = (part: UnreadPart) => () => {
    unread.add(part);
  };
  const confidentiality = confidentialityOf(patient);
  const read = {
    nhsNumber: check.nhsNumber,
    names: readObjects(patient, 'name', unreadable('name')).map((name) =>
      readName(name, unreadable('name')),
    ),
    gender: readGender(patient, unreadable('gender')),
    birthDate: readDate(patient, 'birthDate', unreadable('birth')),
    birthTime: readBirthTime(patient, unreadable('birth')),
    death: readDeath(patient, unreadable('death')),
    whereabouts:
      confidentiality === 'unrestricted'
        ? readWhereabouts(patient, unreadable)
        : ({ kind: confidentiality } as const),
  };
  readObjects(patient, 'extension', unreadable('other'));
  return { ...read, unread: [...unread] };
}

function readName(name: FhirObject, onUnread: OnUnread): PatientName {
  return {
    use: readText(name, 'use', onUnread),
    text: readText(name, 'text', onUnread),
    family: readText(name, 'family', onUnread),
    given: readTexts(name, 'given', onUnread),
    prefix: readTexts(name, 'prefix', onUnread),
    suffix: readTexts(name, 'suffix', onUnread),
    period: readPeriod(name, 'period', onUnread),
  };
}

function readGender(patient: FhirObject, onUnread: OnUnread): PatientGender | null {
  const gender = readText(patient, 'gender', onUnread);
  switch (gender) {
    case null:
      return null;
    case 'male':
    case 'female':
    case 'other':
    case 'unknown':
      return gender;
    default:
      onUnread();
      return null;
  }
}

/** The time of birth is an extension of the date, and must lie on it (FHIR R4, patient-birthTime). */
function readBirthTime(patient: FhirObject, onUnread: OnUnread): string | null {
  const beside = readObject(patient, '_birthDate', onUnread);
  const extension = beside === null ? undefined : extensionsOf(beside, 'patient-birthTime')[0];
  const time = extension === undefined ? null : readDate(extension, 'valueDateTime', onUnread);
  const date = patient['birthDate'];
  if (time === null || typeof date !== 'string') return null;
  return clinicalDate(time) === clinicalDate(date) ? time : null;
}

/** Dead when there is a date of death or a notification that has not been taken back. */
function readDeath(patient: FhirObject, onUnread: OnUnread): PatientDeath | null {
  const date = readDate(patient, 'deceasedDateTime', onUnread);
  const notification = readDeathNotification(patient, onUnread);
  const deceased = patient['deceasedBoolean'];
  if (deceased !== undefined && deceased !== null && typeof deceased !== 'boolean') onUnread();
  if (date === null && notification === null && deceased !== true) return null;
  return { date, notification };
}

function readDeathNotification(
  patient: FhirObject,
  onUnread: OnUnread,
): PatientDeath['notification'] {
  const codes = extensionsOf(patient, 'Extension-UKCore-DeathNotificationStatus')
    .flatMap((extension) => readObjects(extension, 'extension', onUnread))
    .filter((part) => part['url'] === 'deathNotificationStatus')
    .flatMap((part) => codingsOf(part, onUnread))
    .map((coding) => coding['code']);
  if (codes.includes('2')) return 'formal';
  return codes.includes('1') ? 'informal' : null;
}
