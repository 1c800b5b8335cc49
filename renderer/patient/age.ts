import { calendarDay, daysInMonth, readFhirDate } from './calendar-date.ts';

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const minute = 60_000;
const hour = 60 * minute;

/**
 * A patient's age in the units of NHS CUI “Patient banner”, table 7: minutes under 2 hours, hours
 * under 2 days, days under 4 weeks, weeks and days under 1 year, months and days under 2 years,
 * years and months under 18 years, then years.
 *
 * Minutes and hours need a time of birth; with a date alone a newborn's age is in days.
 *
 * @param born FHIR date or dateTime
 * @param at the moment the age is wanted for
 * @returns null when the day of birth is not known or lies after `at`
 */
export function ageAt(born: string, at: Date): string | null {
  const birthDay = wholeDay(born);
  if (birthDay === null) return null;
  if (born.includes('T')) {
    const lived = at.getTime() - new Date(born).getTime();
    if (lived < 0) return null;
    if (lived < 2 * hour) return `${Math.floor(lived / minute)}min`;
    if (lived < 48 * hour) return `${Math.floor(lived / hour)}hrs`;
  }
  return ageInDays(birthDay, calendarDay(at));
}

/** Age on the day of death, or null when either day is not fully known. */
export function ageAtDeath(born: string, died: string): string | null {
  const birthDay = wholeDay(born);
  const deathDay = wholeDay(died);
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

/** Whole months lived. Born on the 31st, a month is complete on the last day of a shorter one. */
function wholeMonths(born: Day, at: Day): number {
  const months = (at.year - born.year) * 12 + (at.month - born.month);
  const turns = Math.min(born.day, daysInMonth(at.year, at.month));
  return at.day < turns ? months - 1 : months;
}

/** Days from birth until so many months are complete. */
function daysAfter(born: Day, months: number): number {
  const index = born.month - 1 + months;
  const year = born.year + Math.floor(index / 12);
  const month = (index % 12) + 1;
  const day = Math.min(born.day, daysInMonth(year, month));
  return dayNumber({ year, month, day }) - dayNumber(born);
}

function dayNumber({ year, month, day }: Day): number {
  return Date.UTC(year, month - 1, day) / (24 * hour);
}

function wholeDay(fhirDate: string): Day | null {
  const date = readFhirDate(fhirDate);
  if (date === null || date.month === null || date.day === null) return null;
  return { year: date.year, month: date.month, day: date.day };
}
