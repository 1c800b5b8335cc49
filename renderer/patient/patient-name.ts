import { dayNumber, firstDay, readFhirDate } from './calendar-date.ts';
import { isInUse } from './in-use.ts';
import type { PatientName } from './patient-model.ts';

/** What is shown where something is not known (NHS CUI PAB-0019: never “?”). */
export const notKnown = 'Not known';

/** In place of a name where none is in use, or none can be read. */
export const nameNotKnown = 'Name not known';

/**
 * A name as in the patient banner: SMITH, Jane (Mrs). Family name in capitals, title in brackets
 * (NHS CUI, “Patient banner”, PAB-0016). “Name not known” when there is nothing to show.
 */
export function bannerName(name: PatientName | null): string {
  if (name === null) return nameNotKnown;
  const family = name.family?.toUpperCase() ?? '';
  const called = [family, name.given.join(' ')].filter((part) => part !== '').join(', ');
  if (called === '') return name.text ?? nameNotKnown;
  const title = name.prefix.join(' ');
  return title === '' ? called : `${called} (${title})`;
}

/** A name as it is read aloud: Mrs Jane Marie Smith MBE. */
export function fullName(name: PatientName): string {
  const parts = [...name.prefix, ...name.given, name.family ?? '', ...name.suffix];
  return parts.filter((part) => part !== '').join(' ') || (name.text ?? notKnown);
}

/**
 * Uses of a name that may stand for the patient, the best first. PDS promises a usual name; the
 * others are what FHIR offers in its absence: the official one, one without a use, one given at
 * birth or in an emergency, one that protects the patient. A nickname, a maiden name and a former
 * name are none the patient can be identified by (FHIR R4, NameUse; PDS FHIR API, `HumanName`).
 */
const usesByRank: readonly PatientName['use'][] = ['usual', 'official', null, 'temp', 'anonymous'];

/**
 * The name to know the patient by today: of those in use the best use, and of two of that the one
 * that began last. Null when there is none: a name that has ended is never shown in its place.
 */
export function currentName(names: readonly PatientName[], now: Date): PatientName | null {
  const inUse = names.filter((name) => isInUse(name, now) && hasWords(name));
  for (const use of usesByRank) {
    const [latest] = inUse
      .filter((name) => name.use === use)
      .sort((one, other) => begun(other) - begun(one));
    if (latest !== undefined) return latest;
  }
  return null;
}

function hasWords(name: PatientName): boolean {
  return bannerName(name) !== nameNotKnown;
}

function begun({ period }: PatientName): number {
  const start = period.start === null ? null : readFhirDate(period.start);
  return start === null ? Number.NEGATIVE_INFINITY : dayNumber(firstDay(start));
}

const labels: ReadonlyMap<string, string> = new Map([
  ['usual', 'Usual name'],
  ['official', 'Official name'],
  ['temp', 'Temporary name'],
  ['nickname', 'Known as'],
  ['anonymous', 'Anonymous'],
  ['old', 'Previous name'],
  ['maiden', 'Birth name'],
]);

/** What kind of name it is, in words. */
export function nameLabel(name: PatientName): string {
  return labels.get(name.use ?? '') ?? 'Name';
}
