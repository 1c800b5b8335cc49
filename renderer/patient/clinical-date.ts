import { readFhirDate } from './calendar-date.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * A FHIR date as clinicians read it, in any locale: 22-Oct-2010, or Oct-2010 or 2010 when less is
 * known (NHS CUI, “Date display”, D+Ta-0006 to 0010). A moment is dated as it was in England. Null
 * when it is not a date.
 */
export function clinicalDate(fhirDate: string): string | null {
  const date = readFhirDate(fhirDate);
  if (date === null) return null;
  const year = String(date.year).padStart(4, '0');
  if (date.month === null) return year;
  const month = months[date.month - 1] ?? '';
  if (date.day === null) return `${month}-${year}`;
  return `${String(date.day).padStart(2, '0')}-${month}-${year}`;
}
