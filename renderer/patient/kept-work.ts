import { checkNhsNumber } from '../../electron/contract/nhs-number.ts';
import type { Place } from './patient-in-view.ts';
import type { PatientGender } from './patient-model.ts';
import type { SearchCriteria, SearchDraft } from './search-criteria.ts';

/** Characters of one field: with every field full, kept work is well below main's limit. */
export const longestField = { nhsNumber: 1_000, details: 250 } as const;

/** What it takes to show somebody the same again after the page was replaced. */
export interface KeptWork {
  /** The role it was done in: in another one it is nobody's business. */
  readonly roleId: string;
  readonly place: Place;
  /** As typed, halves and mistakes included. */
  readonly nhsNumber: string;
  readonly draft: SearchDraft;
  /** Whether a form still holds what was last asked for with it. */
  readonly asked: { readonly nhsNumber: boolean; readonly draft: boolean };
  /** CSS pixels from the top. */
  readonly scroll: number;
  /** Id of the element that had focus, or null. */
  readonly focus: string | null;
}

/** Kept work as main keeps it. */
export function writeKeptWork(work: KeptWork): string {
  return JSON.stringify(work);
}

/**
 * Reads what main kept. By hand: zod would make the page late. Null for whatever is not kept work
 * of this role to the last field, so that a person starts clean rather than with half of it.
 */
export function readKeptWork(text: string, roleId: string): KeptWork | null {
  try {
    const work = readWork(JSON.parse(text));
    return work.roleId === roleId ? work : null;
  } catch (error) {
    if (error instanceof NotKeptWork || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Whether an element's id is one to find the focus again by. */
export function isFocusName(id: string): boolean {
  return /^[a-z][a-z0-9-]{0,39}$/.test(id);
}

class NotKeptWork extends Error {}

type Fields = Readonly<Record<string, unknown>>;

function readWork(value: unknown): KeptWork {
  const work = fieldsOf(value);
  const asked = fieldsOf(work['asked']);
  const { scroll } = work;
  if (typeof scroll !== 'number' || !(scroll >= 0)) throw new NotKeptWork();
  return {
    roleId: textOf(work['roleId']),
    place: readPlace(work['place']),
    nhsNumber: textOf(work['nhsNumber'], longestField.nhsNumber),
    draft: readDraft(work['draft']),
    asked: { nhsNumber: flagOf(asked['nhsNumber']), draft: flagOf(asked['draft']) },
    scroll,
    focus: orNull(work['focus'], (focus) => matching(focus, isFocusName)),
  };
}

function readPlace(value: unknown): Place {
  const place = fieldsOf(value);
  switch (place['kind']) {
    case 'find':
      return { kind: 'find' };
    case 'matches':
      return { kind: 'matches', criteria: readCriteria(place['criteria']) };
    case 'record':
      return {
        kind: 'record',
        nhsNumber: matching(place['nhsNumber'], isNhsNumber),
        from: orNull(place['from'], readCriteria),
      };
    default:
      throw new NotKeptWork();
  }
}

function readDraft(value: unknown): SearchDraft {
  const draft = fieldsOf(value);
  return {
    family: textOf(draft['family']),
    given: textOf(draft['given']),
    day: textOf(draft['day']),
    month: textOf(draft['month']),
    year: textOf(draft['year']),
    gender: draft['gender'] === '' ? '' : genderOf(draft['gender']),
    postcode: textOf(draft['postcode']),
  };
}

function readCriteria(value: unknown): SearchCriteria {
  const criteria = fieldsOf(value);
  return {
    family: textOf(criteria['family']),
    birthDate: matching(criteria['birthDate'], (date) => /^\d{4}-\d{2}-\d{2}$/.test(date)),
    given: orNull(criteria['given'], (given) => textOf(given)),
    gender: orNull(criteria['gender'], genderOf),
    postcode: orNull(criteria['postcode'], (postcode) => textOf(postcode)),
    fuzzy: flagOf(criteria['fuzzy']),
    ...(isSet(criteria['history']) ? { history: true } : {}),
    ...(isSet(criteria['givenIsOneName']) ? { givenIsOneName: true } : {}),
    ...(isSet(criteria['offered']) ? { offered: true } : {}),
  };
}

function genderOf(value: unknown): PatientGender {
  switch (value) {
    case 'female':
    case 'male':
    case 'other':
    case 'unknown':
      return value;
    default:
      throw new NotKeptWork();
  }
}

function isNhsNumber(text: string): boolean {
  return /^\d{10}$/.test(text) && checkNhsNumber(text).kind === 'valid';
}

function textOf(value: unknown, longest: number = longestField.details): string {
  if (typeof value !== 'string' || value.length > longest) throw new NotKeptWork();
  return value;
}

function matching(value: unknown, isRight: (text: string) => boolean): string {
  const text = textOf(value);
  if (!isRight(text)) throw new NotKeptWork();
  return text;
}

function flagOf(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new NotKeptWork();
  return value;
}

/** A flag that is there and true, or not there. */
function isSet(value: unknown): boolean {
  if (value !== undefined && value !== true) throw new NotKeptWork();
  return value === true;
}

function orNull<T>(value: unknown, read: (value: unknown) => T): T | null {
  return value === null ? null : read(value);
}

function fieldsOf(value: unknown): Fields {
  if (typeof value !== 'object' || value === null) throw new NotKeptWork();
  return value as Fields;
}
