import type { FieldError } from '../ui/field-error.ts';
import type { PatientGender } from './patient-model.ts';
import { checkBirthDate, type DatePart } from './typed-date.ts';
import { givenNamesProblem, nameProblem, plainName } from './typed-name.ts';
import { checkPostcode } from './typed-postcode.ts';

/** A search as it is sent to PDS, and shown back. */
export interface SearchCriteria {
  readonly family: string;
  /** yyyy-mm-dd */
  readonly birthDate: string;
  /** One given name or several, with a space between; each is sent as a name of its own. */
  readonly given: string | null;
  readonly gender: PatientGender | null;
  readonly postcode: string | null;
  /** Also match names that are nearly the same, and previous names and addresses. */
  readonly fuzzy: boolean;
  /** Also look at previous names and addresses; a fuzzy search always does. */
  readonly history?: true;
  /** `given` is one name with a space in it, such as John Paul. */
  readonly givenIsOneName?: true;
  /** CareDesk changed what was typed, and the person chose that from what it offered. */
  readonly offered?: true;
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

const firstNameLabel = 'First name';

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

export type SearchCheck =
  | { readonly kind: 'ready'; readonly criteria: SearchCriteria }
  | { readonly kind: 'errors'; readonly errors: readonly FieldError[] };

/**
 * Checks what was typed against what PDS needs for a search that is not fuzzy: family name and
 * date of birth; characters it holds; a wildcard not in the first two characters, nor in a further
 * given name. Errors come in the order of the fields.
 */
export function checkSearch(draft: SearchDraft, now: Date): SearchCheck {
  const family = plainName(draft.family);
  const given = plainName(draft.given);
  const birth = checkBirthDate(draft, now);
  const postcode = checkPostcode(draft.postcode);
  const errors = [
    fieldError(
      searchFields.family,
      family === '' ? 'Enter a family name' : nameProblem('Family name', family),
    ),
    birth.kind === 'wrong' ? fieldError(searchFields[birth.parts[0]], birth.message) : null,
    fieldError(searchFields.given, given === '' ? null : givenNamesProblem(firstNameLabel, given)),
    fieldError(searchFields.postcode, postcode.kind === 'wrong' ? postcode.message : null),
  ].filter((error) => error !== null);
  if (birth.kind === 'wrong' || errors.length > 0) return { kind: 'errors', errors };
  return {
    kind: 'ready',
    criteria: {
      family,
      birthDate: birth.date,
      given: given === '' ? null : given,
      gender: draft.gender === '' ? null : draft.gender,
      postcode: postcode.kind === 'postcode' ? postcode.postcode : null,
      fuzzy: false,
    },
  };
}

/**
 * The wider, fuzzy search to offer when nothing matched, or null when PDS would refuse it: it
 * needs a first name, or a gender and a postcode, and takes no wildcards.
 */
export function widerSearch(criteria: SearchCriteria): SearchCriteria | null {
  if (criteria.fuzzy || hasWildcard(criteria)) return null;
  const enough =
    criteria.given !== null || (criteria.gender !== null && criteria.postcode !== null);
  if (!enough) return null;
  const { history: _, ...rest } = criteria;
  return { ...rest, fuzzy: true };
}

/** Whether a wildcard stands in any of the texts. */
export function hasWildcard({ family, given, postcode }: SearchCriteria): boolean {
  return [family, given, postcode].some((text) => text?.includes('*'));
}

/** The parts of the date of birth that have to be corrected, as it stands in the form now. */
export function wrongDateParts(draft: SearchDraft, now: Date): readonly DatePart[] {
  const birth = checkBirthDate(draft, now);
  return birth.kind === 'wrong' ? birth.parts : [];
}

/** Those of the errors that are still true of the draft: one that was corrected goes. */
export function openErrors(
  errors: readonly FieldError[],
  draft: SearchDraft,
  now: Date,
): readonly FieldError[] {
  const check = checkSearch(draft, now);
  const current = check.kind === 'errors' ? check.errors : [];
  return errors.filter(({ fieldId, message }) =>
    current.some((error) => error.fieldId === fieldId && error.message === message),
  );
}

function fieldError(fieldId: string, message: string | null): FieldError | null {
  return message === null ? null : { fieldId, message };
}
