import { type ExtensionName, isExtensionUrl } from '../../electron/contract/fhir-extension.ts';
import {
  type FhirObject,
  type OnUnread,
  readDate,
  readObject,
  readObjects,
  unreadableDate,
} from './fhir-fields.ts';
import type { Period } from './patient-model.ts';

/** A period; without limits when absent. */
export function readPeriod(from: FhirObject, field: string, onUnread: OnUnread): Period {
  let isRead = true;
  const period = readObject(from, field, () => {
    isRead = false;
    onUnread();
  });
  if (period === null) {
    // Without limits it would let what has ended stand as current.
    const side = isRead ? null : unreadableDate;
    return { start: side, end: side };
  }
  return {
    start: readDate(period, 'start', onUnread),
    end: readDate(period, 'end', onUnread),
  };
}

/** The extensions of a kind; others, and what is no extension at all, are passed over. */
export function extensionsOf(from: FhirObject, name: ExtensionName): readonly FhirObject[] {
  return readObjects(from, 'extension', () => undefined).filter((extension) =>
    isExtensionUrl(extension['url'], name),
  );
}

/** The codings of an extension's concept. */
export function codingsOf(part: FhirObject, onUnread: OnUnread): readonly FhirObject[] {
  const concept = readObject(part, 'valueCodeableConcept', onUnread);
  return concept === null ? [] : readObjects(concept, 'coding', onUnread);
}
