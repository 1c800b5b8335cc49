import { codingsOf, extensionsOf, readPeriod } from './fhir-elements.ts';
import {
  type FhirObject,
  type OnUnread,
  readDate,
  readObject,
  readObjects,
  readText,
  readTexts,
} from './fhir-fields.ts';
import type {
  GeneralPractice,
  PatientAddress,
  PatientContact,
  Removal,
  UnreadPart,
  Whereabouts,
} from './patient-model.ts';
import { removalReason } from './removal-reason.ts';

/** Reads everything that tells where a patient is. Only for one who is unrestricted. */
export function readWhereabouts(
  patient: FhirObject,
  unreadable: (part: UnreadPart) => OnUnread,
): Whereabouts {
  return {
    kind: 'shown',
    addresses: readObjects(patient, 'address', unreadable('address')).map((address) =>
      readAddress(address, unreadable('address')),
    ),
    contacts: readObjects(patient, 'telecom', unreadable('contact')).flatMap((contact) =>
      readContact(contact, unreadable('contact')),
    ),
    practices: readObjects(patient, 'generalPractitioner', unreadable('practice')).flatMap(
      (practice) => readPractice(practice, unreadable('practice')),
    ),
    removal: readRemoval(patient, unreadable('removal')),
  };
}

/** PDS has the town among the lines; FHIR also knows it, and the whole address, apart. */
function readAddress(address: FhirObject, onUnread: OnUnread): PatientAddress {
  const parts = ['city', 'district', 'state', 'country'].flatMap(
    (field) => readText(address, field, onUnread) ?? [],
  );
  const lines = [...new Set([...readTexts(address, 'line', onUnread), ...parts])];
  const postalCode = readText(address, 'postalCode', onUnread);
  const text = readText(address, 'text', onUnread);
  return {
    use: readText(address, 'use', onUnread),
    lines: lines.length === 0 && postalCode === null && text !== null ? [text] : lines,
    postalCode,
    period: readPeriod(address, 'period', onUnread),
  };
}

function readContact(contact: FhirObject, onUnread: OnUnread): PatientContact[] {
  const value = readText(contact, 'value', onUnread);
  if (value === null) return [];
  return [
    {
      value,
      system: readText(contact, 'system', onUnread),
      use: readText(contact, 'use', onUnread),
      period: readPeriod(contact, 'period', onUnread),
    },
  ];
}

/** PDS names the practice by its ODS code; FHIR may also refer to it by address alone. */
function readPractice(practice: FhirObject, onUnread: OnUnread): GeneralPractice[] {
  const identifier = readObject(practice, 'identifier', onUnread) ?? {};
  const referred = /\/Organization\/([0-9A-Za-z]+)$/.exec(
    readText(practice, 'reference', onUnread) ?? '',
  );
  const odsCode = readText(identifier, 'value', onUnread) ?? referred?.[1] ?? null;
  if (odsCode === null) {
    onUnread();
    return [];
  }
  return [{ odsCode, period: readPeriod(identifier, 'period', onUnread) }];
}

function readRemoval(patient: FhirObject, onUnread: OnUnread): Removal | null {
  const [extension] = extensionsOf(patient, 'Extension-PDS-RemovalFromRegistration');
  if (extension === undefined) return null;
  const parts = readObjects(extension, 'extension', onUnread);
  const reason = parts.find((part) => part['url'] === 'removalFromRegistrationCode');
  const time = parts.find((part) => part['url'] === 'effectiveTime');
  return {
    reason: removalReason(reason === undefined ? [] : codingsOf(reason, onUnread)),
    period: readEffectiveTime(time ?? {}, onUnread),
  };
}

/** PDS gives a period; its specification also shows a single time. */
function readEffectiveTime(time: FhirObject, onUnread: OnUnread): Removal['period'] {
  return 'valueDateTime' in time
    ? { start: readDate(time, 'valueDateTime', onUnread), end: null }
    : readPeriod(time, 'valuePeriod', onUnread);
}
