/** A FHIR date as far as it is known. Months count from 1. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number | null;
  readonly day: number | null;
}

const fhirDate = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T.*)?)?)?$/;

/**
 * Reads a FHIR date or dateTime (yyyy, yyyy-mm, yyyy-mm-dd, yyyy-mm-ddThh:mm…). The day is the one
 * written, whatever the time zone. Null when it is not a date of the calendar.
 */
export function readFhirDate(text: string): CalendarDate | null {
  const match = fhirDate.exec(text);
  if (match === null) return null;
  const year = Number(match[1]);
  const month = match[2] === undefined ? null : Number(match[2]);
  const day = match[3] === undefined ? null : Number(match[3]);
  if (month !== null && (month < 1 || month > 12)) return null;
  if (month !== null && day !== null && (day < 1 || day > daysInMonth(year, month))) return null;
  return { year, month, day };
}

/** Number of days of a month, months counted from 1. */
export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The calendar day on this PC's clock. */
export function calendarDay(moment: Date): { year: number; month: number; day: number } {
  return { year: moment.getFullYear(), month: moment.getMonth() + 1, day: moment.getDate() };
}
