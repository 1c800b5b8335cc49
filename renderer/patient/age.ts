import { calendarDay, type Day, dayNumber, daysInMonth, readFhirDay } from './calendar-date.ts';

const minute = 60_000;
const hour = 60 * minute;
/** A time that says where on the globe it is meant. */
const moment = /T.*(Z|[+-]\d{2}:\d{2})$/;

/**
 * A patient's age in the units of NHS CUI “Patient banner”, table 7: minutes under 2 hours, hours
 * under 2 days, days under 4 weeks, weeks and days under 1 year, months and days under 2 years,
 * years and months under 18 years, then years.
 *
 * Minutes and hours need a time of birth with its offset; with a date alone a newborn's age is in days.
 *
 * @param born FHIR date or dateTime
 * @param at the moment the age is wanted for
 * @returns null when the day of birth is not known or lies after `at`
 */
export function ageAt(born: string, at: Date): string | null {
  const birthDay = readFhirDay(born);
  if (birthDay === null) return null;
  if (moment.test(born)) {
    const lived = at.getTime() - new Date(born).getTime();
    if (lived < 0) return null;
    if (lived < 2 * hour) return `${Math.floor(lived / minute)}min`;
    if (lived < 48 * hour) return `${Math.floor(lived / hour)}hrs`;
  }
  return ageInDays(birthDay, calendarDay(at));
}

/** Age on the day of death, or null when either day is not fully known. */
export function ageAtDeath(born: string, died: string): string | null {
  const birthDay = readFhirDay(born);
  const deathDay = readFhirDay(died);
  return birthDay === null || deathDay === null ? null : ageInDays(birthDay, deathDay);
}

function ageInDays(born: Day, at: Day): string | null {
  const days = dayNumber(at) - dayNumber(born);
  if (days < 0) return null;
  if (days < 28) return `${days}d`;
  const months = wholeMonths(born, at);
  if (months < 12) return joined(Math.floor(days / 7), 'w', days % 7, 'd');
  if (months < 24) return joined(months, 'm', days - daysAfter(born, months), 'd');
  const years = Math.floor(months / 12);
  return years < 18 ? joined(years, 'y', months % 12, 'm') : `${years}y`;
}

function joined(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit} ${small}${smallUnit}`;
}

/** Whole months lived. Twelve are a year, complete on the birthday. */
function wholeMonths(born: Day, at: Day): number {
  const months = (at.year - born.year) * 12 + (at.month - born.month);
  return dayNumber(at) < dayNumber(monthsAfter(born, months)) ? months - 1 : months;
}

/** Days from birth until so many months are complete. */
function daysAfter(born: Day, months: number): number {
  return dayNumber(monthsAfter(born, months)) - dayNumber(born);
}

/**
 * The day on which so many months are complete. A year is, at the beginning of its anniversary
 * (Family Law Reform Act 1969, section 9): born on 29 February, that is 1 March in a year without
 * one. A month is, on the corresponding date, or on the last of a month that has none (Dodds v
 * Walker [1981] 1 WLR 1027): born on the 31st, on 30 April.
 */
function monthsAfter(born: Day, months: number): Day {
  const index = born.month - 1 + months;
  const year = born.year + Math.floor(index / 12);
  const month = (index % 12) + 1;
  const last = daysInMonth(year, month);
  if (born.day > last && months % 12 === 0) return { year, month: month + 1, day: 1 };
  return { year, month, day: Math.min(born.day, last) };
}
