import type { FieldError } from '../ui/field-error.ts';
import { calendarDay, readFhirDate } from './calendar-date.ts';
import type { PatientGender } from './patient-model.ts';

/** A search as it is sent to PDS. */
export interface SearchCriteria {
  readonly family: string;
  /** yyyy-mm-dd */
  readonly birthDate: string;
  readonly given: string | null;
  readonly gender: PatientGender | null;
  readonly postcode: string | null;
  /** Also match names that are nearly the same, and previous names and addresses. */
  readonly fuzzy: boolean;
}

/** What is in the form, as typed. */
export interface SearchDraft {
  readonly family: string;
  readonly given: string;
  readonly day: string;
  readonly month: string;
  readonly year: string;
  readonly gender: PatientGender | '';
  readonly postcode: string;
}

export const emptySearchDraft: SearchDraft = {
  family: '',
  given: '',
  day: '',
  month: '',
  year: '',
  gender: '',
  postcode: '',
};

/** Ids of the form's fields, to link errors to. */
export const searchFields = {
  family: 'family-name',
  given: 'first-name',
  born: 'born',
  day: 'born-day',
  month: 'born-month',
  year: 'born-year',
  gender: 'gender',
  postcode: 'postcode',
} as const;

/** PDS takes at most so many characters of a name. */
const longestName = 35;

export type SearchCheck =
  | { readonly kind: 'ready'; readonly criteria: SearchCriteria }
  | { readonly kind: 'errors'; readonly errors: readonly FieldError[] };

/**
 * Checks what was typed against what PDS needs for a search that is not fuzzy: family name and
 * date of birth; a wildcard not in the first two characters of a name.
 */
export function checkSearch(draft: SearchDraft, now: Date): SearchCheck {
  const family = draft.family.trim();
  const given = draft.given.trim();
  const birth = checkBirthDate(draft, now);
  const errors = [
    family === ''
      ? { fieldId: searchFields.family, message: 'Enter a family name' }
      : nameError(searchFields.family, 'Family name', family),
    birth.kind === 'error' ? birth.error : null,
    given === '' ? null : nameError(searchFields.given, 'First name', given),
  ].filter((error) => error !== null);
  if (birth.kind === 'error' || errors.length > 0) return { kind: 'errors', errors };
  return {
    kind: 'ready',
    criteria: {
      family,
      birthDate: birth.birthDate,
      given: given === '' ? null : given,
      gender: draft.gender === '' ? null : draft.gender,
      postcode: draft.postcode.trim() === '' ? null : draft.postcode.trim().toUpperCase(),
      fuzzy: false,
    },
  };
}

/**
 * The wider, fuzzy search to offer when nothing matched, or null when PDS would refuse it: it
 * needs a first name, or a gender and a postcode, and takes no wildcards.
 */
export function widerSearch(criteria: SearchCriteria): SearchCriteria | null {
  const texts = [criteria.family, criteria.given ?? '', criteria.postcode ?? ''];
  if (criteria.fuzzy || texts.some((text) => text.includes('*'))) return null;
  const enough =
    criteria.given !== null || (criteria.gender !== null && criteria.postcode !== null);
  return enough ? { ...criteria, fuzzy: true } : null;
}

function nameError(fieldId: string, label: string, name: string): FieldError | null {
  if (name.length > longestName) {
    return { fieldId, message: `${label} must be ${longestName} characters or fewer` };
  }
  if (name.slice(0, 2).includes('*')) {
    return { fieldId, message: `${label} must start with 2 letters before a *` };
  }
  return null;
}

function checkBirthDate(
  draft: SearchDraft,
  now: Date,
): { kind: 'date'; birthDate: string } | { kind: 'error'; error: FieldError } {
  const parts = (['day', 'month', 'year'] as const).map((part) => ({
    part,
    text: draft[part].trim(),
  }));
  const missing = parts.filter(({ text }) => text === '').map(({ part }) => part);
  const [firstMissing] = missing;
  if (firstMissing !== undefined) {
    return {
      kind: 'error',
      error: {
        fieldId: searchFields[firstMissing],
        message:
          missing.length === 3
            ? 'Enter a date of birth'
            : `Date of birth must include a ${missing.join(' and a ')}`,
      },
    };
  }
  const [day = '', month = '', year = ''] = parts.map(({ text }) => text);
  const birthDate = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const read = readFhirDate(birthDate);
  if (read === null || read.day === null) {
    return {
      kind: 'error',
      error: { fieldId: searchFields.day, message: 'Date of birth must be a real date' },
    };
  }
  const today = calendarDay(now);
  const isFuture =
    Date.UTC(read.year, (read.month ?? 1) - 1, read.day) >
    Date.UTC(today.year, today.month - 1, today.day);
  return isFuture
    ? {
        kind: 'error',
        error: { fieldId: searchFields.year, message: 'Date of birth must be in the past' },
      }
    : { kind: 'date', birthDate };
}
