import { plainText, withPlainHyphens } from '../../electron/contract/typed-text.ts';
import { calendarDay, daysInMonth } from './calendar-date.ts';

/** A date in three fields, as typed. */
export interface TypedDate {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

export type DatePart = keyof TypedDate;

/** In the order of the form. */
const dateParts = ['day', 'month', 'year'] as const;

export type BirthDateCheck =
  /** yyyy-mm-dd */
  | { readonly kind: 'date'; readonly date: string }
  | {
      readonly kind: 'wrong';
      /** The parts to correct, in the order of the form; never none. */
      readonly parts: readonly [DatePart, ...DatePart[]];
      readonly message: string;
    };

const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
/** Characters; what is longer is no date, and the patterns below would take long over it. */
const longestWholeDate = 80;
const notReal = 'Date of birth must be a real date';
/** Nobody on the record was born before. */
const earliestYear = 1800;

const wholeDates: readonly {
  readonly pattern: RegExp;
  readonly order: readonly [DatePart, DatePart, DatePart];
}[] = [
  { pattern: /^(\d{4})[-/. ](\d{2})[-/. ](\d{2})(?:t.*)?$/, order: ['year', 'month', 'day'] },
  { pattern: /^(\d{4})[-/. ]([a-z]{3,9})[-/. ](\d{1,2})$/, order: ['year', 'month', 'day'] },
  { pattern: /^(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{4})$/, order: ['day', 'month', 'year'] },
  { pattern: /^(\d{1,2})[-/. ]*([a-z]{3,9})[-/. ]*(\d{4})$/, order: ['day', 'month', 'year'] },
  { pattern: /^([a-z]{3,9})[-/. ]+(\d{1,2})[-/. ]+(\d{4})$/, order: ['month', 'day', 'year'] },
  { pattern: /^(\d{2})(\d{2})((?:18|19|20)\d{2})$/, order: ['day', 'month', 'year'] },
  { pattern: /^((?:18|19|20)\d{2})(\d{2})(\d{2})$/, order: ['year', 'month', 'day'] },
];
/** As above with a year of two digits, or one digit where ISO wants two: more may follow yet. */
const finishedDates: typeof wholeDates = [
  ...wholeDates,
  { pattern: /^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})$/, order: ['year', 'month', 'day'] },
  { pattern: /^(\d{1,2})[-/. ]+(\d{1,2})[-/. ]+(\d{2})$/, order: ['day', 'month', 'year'] },
  { pattern: /^(\d{1,2})[-/. ]*([a-z]{3,9})[-/. ]*(\d{2})$/, order: ['day', 'month', 'year'] },
];

/**
 * The three fields after one was typed or pasted into: a whole date (14/03/1958, 14-Mar-1958,
 * 1958-03-14, 14 March 1958) goes to where its parts belong. Days come before months, as in the UK.
 */
export function withDatePart(typed: TypedDate, part: DatePart, text: string): TypedDate {
  return readWhole(text, wholeDates) ?? { ...typed, [part]: text };
}

/** The three fields when the person has finished: also a whole date that has a two-digit year. */
export function finishedDate(typed: TypedDate): TypedDate {
  for (const part of dateParts) {
    const whole = readWhole(typed[part], finishedDates);
    const isAlone = dateParts.every((other) => other === part || plainText(typed[other]) === '');
    if (whole !== null && isAlone) return whole;
  }
  return typed;
}

/** Reads a date of birth from the three fields; the month may be a word. */
export function checkBirthDate(typed: TypedDate, now: Date): BirthDateCheck {
  const plain = eachPart(finishedDate(typed));
  const { day, month, year } = plain;
  const [first, ...others] = dateParts.filter((part) => plain[part] === '');
  if (first !== undefined) {
    return {
      kind: 'wrong',
      parts: [first, ...others],
      message:
        others.length === 2
          ? 'Enter a date of birth'
          : `Date of birth must include a ${[first, ...others].join(' and a ')}`,
    };
  }
  const today = calendarDay(now);
  const dayNumber = numberUpTo(day, 31);
  const monthNumber = readMonth(month);
  const yearProblem = problemOfYear(year, today.year);
  const problems: (readonly [DatePart, string])[] = [];
  if (dayNumber === null) problems.push(['day', 'Day of birth must be a number from 1 to 31']);
  if (monthNumber === null) {
    problems.push(['month', 'Month of birth must be a number from 1 to 12, or a name such as Mar']);
  }
  if (yearProblem !== null) problems.push(['year', yearProblem]);
  const [problem, ...more] = problems;
  if (problem !== undefined) {
    return {
      kind: 'wrong',
      parts: [problem[0], ...more.map(([part]) => part)],
      message: more.length === 0 ? problem[1] : notReal,
    };
  }
  if (dayNumber === null || monthNumber === null) return wrong('day', notReal);
  const yearNumber = Number(year);
  if (dayNumber > daysInMonth(yearNumber, monthNumber)) {
    return wrong('day', notReal);
  }
  const isFuture =
    Date.UTC(yearNumber, monthNumber - 1, dayNumber) >
    Date.UTC(today.year, today.month - 1, today.day);
  if (isFuture) return wrong('year', 'Date of birth must be in the past');
  return {
    kind: 'date',
    date: `${year}-${String(monthNumber).padStart(2, '0')}-${String(dayNumber).padStart(2, '0')}`,
  };
}

function wrong(part: DatePart, message: string): BirthDateCheck {
  return { kind: 'wrong', parts: [part], message };
}

function eachPart({ day, month, year }: TypedDate): TypedDate {
  return { day: plainText(day), month: plainText(month), year: plainText(year) };
}

/** A whole date in one text, with the month as a number; null when it is something else. */
function readWhole(text: string, forms: typeof wholeDates): TypedDate | null {
  const given = plainText(text);
  if (given.length > longestWholeDate) return null;
  const plain = withPlainHyphens(given)
    .toLowerCase()
    .replace(/^(?:d\.?o\.?b\.?|date of birth|born)[:\s]*/, '')
    .replace(/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +/, '')
    .replace(/[\u2044\u2215\\]/g, '/')
    .replace(/\b(\d{1,2})(?:st|nd|rd|th)\b/g, '$1')
    .replace(/ ?\(.*\)$/, '')
    .replace(/ \d{1,2}:\d{2}.*$/, '')
    .replace(/[,.] ?(?=\D|$)|, ?/g, ' ')
    .replace(/ of /g, ' ')
    .trim();
  for (const { pattern, order } of forms) {
    const found = pattern.exec(plain)?.slice(1);
    if (found === undefined) continue;
    const parts = Object.fromEntries(order.map((part, at) => [part, found[at] ?? '']));
    const month = readMonth(parts['month'] ?? '');
    // 14/31/1958 is a slip to be shown where it is; “4 mat 1958” is no date at all.
    if (month === null && !/^\d+$/.test(parts['month'] ?? '')) continue;
    return {
      day: parts['day'] ?? '',
      month: month === null ? (parts['month'] ?? '') : String(month),
      year: parts['year'] ?? '',
    };
  }
  return null;
}

/** A month from 1 to 12, written as a number or as a name from its first three letters on. */
function readMonth(text: string): number | null {
  const name = text.toLowerCase().replace(/\.$/, '');
  if (!/^[a-z]{3,}$/.test(name)) return numberUpTo(text, 12);
  const at = months.findIndex(
    (month) => month.startsWith(name) || (name === 'sept' && month === 'september'),
  );
  return at === -1 ? null : at + 1;
}

function numberUpTo(text: string, most: number): number | null {
  const number = Number(text);
  return /^\d{1,3}$/.test(text) && number >= 1 && number <= most ? number : null;
}

function problemOfYear(year: string, thisYear: number): string | null {
  if (/^\d{2}$/.test(year)) {
    const centuries = [1900, 2000].map((century) => century + Number(year));
    const possible = centuries.filter((each) => each <= thisYear);
    return possible.length === 2
      ? `Year of birth must have 4 digits: ${possible.join(' or ')}?`
      : `Year of birth must have 4 digits, for example ${possible[0] ?? thisYear}`;
  }
  if (!/^\d{4}$/.test(year)) return 'Year of birth must have 4 digits';
  return Number(year) < earliestYear ? 'Check the year of birth' : null;
}
