/** A FHIR date as far as it is known. Months count from 1. */
export interface CalendarDate {
  readonly year: number;
  readonly month: number | null;
  readonly day: number | null;
}

/** A whole day of the calendar. */
export interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const date = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/;
const dateTime =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/;

/**
 * Reads a FHIR date, dateTime or instant (FHIR R4, “Primitive types”). A time with an offset is a
 * moment, so its day is the one people in England had then, whatever the zone it was written in or
 * this PC is set to. A time without one says nothing of a zone: its day is the one written.
 *
 * @returns null when it is not a date of the calendar
 */
export function readFhirDate(text: string): CalendarDate | null {
  const known = date.exec(text);
  if (known !== null) {
    const [, year, month, day] = known;
    return checkedDate(
      Number(year),
      month === undefined ? null : Number(month),
      day === undefined ? null : Number(day),
    );
  }
  const moment = dateTime.exec(text);
  if (moment === null) return null;
  const [, year, month, day, hour, minute, second, offset] = moment;
  const written = checkedDate(Number(year), Number(month), Number(day));
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return null;
  if (written === null || offset === undefined) return written;
  // FHIR allows a leap second, JavaScript does not; the day is the same.
  const parsed = new Date(`${year}-${month}-${day}T${hour}:${minute}:00${offset}`);
  return Number.isNaN(parsed.getTime()) ? null : calendarDay(parsed);
}

/** The same, when the day is fully known. */
export function readFhirDay(text: string): Day | null {
  const known = readFhirDate(text);
  if (known === null || known.month === null || known.day === null) return null;
  return { year: known.year, month: known.month, day: known.day };
}

function checkedDate(year: number, month: number | null, day: number | null): CalendarDate | null {
  if (month !== null && (month < 1 || month > 12)) return null;
  if (month !== null && day !== null && (day < 1 || day > daysInMonth(year, month))) return null;
  return { year, month, day };
}

/** Number of days of a month, months counted from 1. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const londonDay = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
});

/** The calendar day in England at a moment: PDS is England's, wherever a PC's clock is set to. */
export function calendarDay(moment: Date): Day {
  const parts = londonDay.formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((each) => each.type === type)?.value);
  return { year: part('year'), month: part('month'), day: part('day') };
}

/** Days since 1 January 1970, to compare and subtract. */
export function dayNumber({ year, month, day }: Day): number {
  return new Date(0).setUTCFullYear(year, month - 1, day) / 86_400_000;
}

/** The first day a date may mean: 2019 begins on 1 January. */
export function firstDay({ year, month, day }: CalendarDate): Day {
  return { year, month: month ?? 1, day: day ?? 1 };
}

/** The last day a date may mean: 2019-05 ends on 31 May. */
export function lastDay({ year, month, day }: CalendarDate): Day {
  const last = month ?? 12;
  return { year, month: last, day: day ?? daysInMonth(year, last) };
}
