import { dayNumber, firstDay, readFhirDate } from './calendar-date.ts';
import { clinicalDate } from './clinical-date.ts';
import { standingOf } from './in-use.ts';
import type { GeneralPractice, Removal } from './patient-model.ts';

/** A line of what is known of a registration with a practice. */
export interface RegistrationFact {
  readonly label: string;
  readonly value: string;
}

/**
 * What can be said of a registration today. A removal that has begun ends every registration that
 * is not known to be a later one: PDS keeps the practice's code on the record of somebody who has
 * left its list.
 */
export function registrationFacts(
  practice: GeneralPractice,
  removal: Removal | null,
  now: Date,
): readonly RegistrationFact[] {
  const start = dated('Registered from', practice.period.start);
  if (removal !== null && endsRegistration(removal, practice, now)) {
    return [...start, ...removalFacts(removal, now)];
  }
  switch (standingOf({ use: null, period: practice.period }, now)) {
    case 'in-use':
      return [
        ...dated('Registered since', practice.period.start),
        ...dated('Registered until', practice.period.end),
        ...(removal !== null && isComing(removal, now) ? removalFacts(removal, now) : []),
      ];
    case 'not-yet':
      return [...start, { label: 'Registration', value: 'Not yet begun' }];
    case 'ended':
      return [...start, ...dated('Registration ended', practice.period.end)];
    case 'not-known':
      return [...start, { label: 'Registration', value: 'Not known whether it is current' }];
  }
}

/** A removal by itself: when the patient was or will be taken off a practice's list, and why. */
export function removalFacts(removal: Removal, now: Date): readonly RegistrationFact[] {
  const date = removal.period.start === null ? null : clinicalDate(removal.period.start);
  return [
    {
      label: isComing(removal, now) ? 'Registration ends' : 'Registration ended',
      value: date ?? 'Date not known',
    },
    { label: 'Reason', value: removal.reason },
  ];
}

function isComing({ period }: Removal, now: Date): boolean {
  return standingOf({ use: null, period }, now) === 'not-yet';
}

function endsRegistration(removal: Removal, practice: GeneralPractice, now: Date): boolean {
  if (isComing(removal, now)) return false;
  const isOver = standingOf({ use: null, period: removal.period }, now) === 'ended';
  return !(isOver && beginsAfter(practice, removal));
}

function beginsAfter(practice: GeneralPractice, removal: Removal): boolean {
  const [registered, removed] = [practice.period.start, removal.period.start].map((start) =>
    start === null ? null : readFhirDate(start),
  );
  if (registered == null || removed == null) return false;
  return dayNumber(firstDay(registered)) > dayNumber(firstDay(removed));
}

function dated(label: string, date: string | null): readonly RegistrationFact[] {
  const words = date === null ? null : clinicalDate(date);
  return words === null ? [] : [{ label, value: words }];
}
