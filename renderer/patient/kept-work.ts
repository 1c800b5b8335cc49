import { checkNhsNumber } from '../../electron/contract/nhs-number.ts';
import {
  type Fields,
  fieldsOf,
  flagOf,
  isSet,
  NotKept,
  orNull,
  readKept,
  textOf,
} from '../kept-fields.ts';
import { readScreenPosition, type ScreenPosition } from '../screen-position.ts';
import type { Place } from './patient-in-view.ts';
import type { PatientGender } from './patient-model.ts';
import type { SearchCriteria, SearchDraft } from './search-criteria.ts';

/** Characters of one field: with every field full, kept work is well below main's limit. */
export const longestField = { nhsNumber: 1_000, details: 250 } as const;

/** What it takes to show somebody the same again after the page was replaced. */
export interface KeptWork extends ScreenPosition {
  /** The role it was done in: in another one it is nobody's business. */
  readonly roleId: string;
  readonly place: Place;
  /** As typed, halves and mistakes included. */
  readonly nhsNumber: string;
  readonly draft: SearchDraft;
  /** Whether a form still holds what was last asked for with it. */
  readonly asked: { readonly nhsNumber: boolean; readonly draft: boolean };
}

/** Kept work as main keeps it. */
export function writeKeptWork(work: KeptWork): string {
  return JSON.stringify(work);
}

/** Kept work of this role, or null for whatever is none to the last field. */
export function readKeptWork(text: string, roleId: string): KeptWork | null {
  const work = readKept(text, readWork);
  return work?.roleId === roleId ? work : null;
}

function readWork(work: Fields): KeptWork {
  const asked = fieldsOf(work['asked']);
  return {
    roleId: detailOf(work['roleId']),
    place: readPlace(work['place']),
    nhsNumber: textOf(work['nhsNumber'], longestField.nhsNumber),
    draft: readDraft(work['draft']),
    asked: { nhsNumber: flagOf(asked['nhsNumber']), draft: flagOf(asked['draft']) },
    ...readScreenPosition(work),
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
      throw new NotKept();
  }
}

function readDraft(value: unknown): SearchDraft {
  const draft = fieldsOf(value);
  return {
    family: detailOf(draft['family']),
    given: detailOf(draft['given']),
    day: detailOf(draft['day']),
    month: detailOf(draft['month']),
    year: detailOf(draft['year']),
    gender: draft['gender'] === '' ? '' : genderOf(draft['gender']),
    postcode: detailOf(draft['postcode']),
  };
}

function readCriteria(value: unknown): SearchCriteria {
  const criteria = fieldsOf(value);
  return {
    family: detailOf(criteria['family']),
    birthDate: matching(criteria['birthDate'], (date) => /^\d{4}-\d{2}-\d{2}$/.test(date)),
    given: orNull(criteria['given'], detailOf),
    gender: orNull(criteria['gender'], genderOf),
    postcode: orNull(criteria['postcode'], detailOf),
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
      throw new NotKept();
  }
}

function isNhsNumber(text: string): boolean {
  return /^\d{10}$/.test(text) && checkNhsNumber(text).kind === 'valid';
}

function detailOf(value: unknown): string {
  return textOf(value, longestField.details);
}

function matching(value: unknown, isRight: (text: string) => boolean): string {
  const text = detailOf(value);
  if (!isRight(text)) throw new NotKept();
  return text;
}
