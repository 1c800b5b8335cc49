import { calendarDay, dayNumber, firstDay, lastDay, readFhirDate } from './calendar-date.ts';
import { clinicalDate } from './clinical-date.ts';
import type { Period } from './patient-model.ts';

/** What holds for a time: a name, an address, a contact detail, a registration. */
export interface Dated {
  /** FHIR use; `old` is over whatever its period says. Null when it has none. */
  readonly use: string | null;
  readonly period: Period;
}

/** Whether something is in use on a day. `not-known` when its period cannot be read. */
export type Standing = 'in-use' | 'not-yet' | 'ended' | 'not-known';

/**
 * The one rule of what is in use on the day of `now` in England: from the first day of a period to
 * its last, both included, and without limit where a side is absent (FHIR R4, “Period”). A month or
 * a year stands for all its days. What cannot be read is not taken for current.
 */
export function standingOf({ use, period }: Dated, now: Date): Standing {
  const today = dayNumber(calendarDay(now));
  const start = period.start === null ? null : readFhirDate(period.start);
  const end = period.end === null ? null : readFhirDate(period.end);
  if (use === 'old') return 'ended';
  if (end !== null && dayNumber(lastDay(end)) < today) return 'ended';
  if (start !== null && dayNumber(firstDay(start)) > today) return 'not-yet';
  const isRead =
    (period.start === null) === (start === null) && (period.end === null) === (end === null);
  return isRead ? 'in-use' : 'not-known';
}

/** Whether something is in use on the day of `now`. */
export function isInUse(dated: Dated, now: Date): boolean {
  return standingOf(dated, now) === 'in-use';
}

/** What follows a label: “, no longer in use”. Nothing for what is in use. */
export function standingWords(dated: Dated, now: Date): string {
  switch (standingOf(dated, now)) {
    case 'in-use':
      return '';
    case 'not-yet':
      return ', not yet in use';
    case 'ended':
      return ', no longer in use';
    case 'not-known':
      return ', not known whether in use';
  }
}

/**
 * From or until when something holds, or when it ended: “(from 01-Jan-2030)”, “(until
 * 22-Oct-2026)”, “(ended 22-Oct-2020)”. Null where there is no more to say.
 */
export function termWords(dated: Dated, now: Date): string | null {
  const { period } = dated;
  const start = period.start === null ? null : clinicalDate(period.start);
  const end = period.end === null ? null : clinicalDate(period.end);
  switch (standingOf(dated, now)) {
    case 'in-use':
    case 'not-known':
      return end === null ? null : `(until ${end})`;
    case 'not-yet':
      return end === null ? `(from ${start})` : `(from ${start} until ${end})`;
    case 'ended':
      return end === null ? null : `(ended ${end})`;
  }
}

const order: readonly Standing[] = ['in-use', 'not-known', 'not-yet', 'ended'];

/** What is in use first, what has ended last; otherwise as the record has them. */
export function inUseFirst<T extends Dated>(items: readonly T[], now: Date): readonly T[] {
  const rank = (item: T): number => order.indexOf(standingOf(item, now));
  return [...items].sort((one, other) => rank(one) - rank(other));
}
