import { calendarDay, readFhirDate } from './calendar-date.ts';
import type { PatientName, Period } from './patient-model.ts';

/** What is shown where something is not known (NHS CUI PAB-0019: never “?”). */
export const notKnown = 'Not known';

/**
 * A name as in the patient banner: SMITH, Jane (Mrs). Family name in capitals, title in brackets
 * (NHS CUI, “Patient banner”, PAB-0016). “Not known” when there is nothing to show.
 */
export function bannerName(name: PatientName | null): string {
  const given = name?.given.join(' ') ?? '';
  const family = name?.family?.toUpperCase() ?? '';
  const called = [family, given].filter((part) => part !== '').join(', ');
  if (called === '') return notKnown;
  const title = name?.prefix.join(' ') ?? '';
  return title === '' ? called : `${called} (${title})`;
}

/** A name as it is read aloud: Mrs Jane Marie Smith MBE. */
export function fullName(name: PatientName): string {
  const parts = [...name.prefix, ...name.given, name.family ?? '', ...name.suffix];
  return parts.filter((part) => part !== '').join(' ') || notKnown;
}

/** The name to call the patient by: the usual one in use, else the first in use, else the first. */
export function currentName(names: readonly PatientName[], now: Date): PatientName | null {
  const inUse = names.filter((name) => !hasEnded(name.period, now));
  return inUse.find((name) => name.use === 'usual') ?? inUse[0] ?? names[0] ?? null;
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

/** Whether a period is over: its last day is before today. An unreadable end has not been reached. */
export function hasEnded(period: Period, now: Date): boolean {
  const end = period.end === null ? null : readFhirDate(period.end);
  if (end === null) return false;
  const today = calendarDay(now);
  if (end.year !== today.year) return end.year < today.year;
  if (end.month === null || end.month !== today.month) return (end.month ?? 13) < today.month;
  return (end.day ?? 32) < today.day;
}
