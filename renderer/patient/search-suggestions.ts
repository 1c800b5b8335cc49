import { readFhirDate } from './calendar-date.ts';
import { clinicalDate } from './clinical-date.ts';
import { hasWildcard, type SearchCriteria, widerSearch } from './search-criteria.ts';
import { givenNames } from './typed-name.ts';

/** Another search that may find the patient, for the person to choose. */
export interface SearchSuggestion {
  readonly kind:
    | 'wider'
    | 'without-postcode'
    | 'without-gender'
    | 'history'
    | 'first-given-name'
    | 'one-given-name'
    | 'day-and-month'
    | 'names-exchanged';
  /** The words of its button. */
  readonly words: string;
  /** Why it may help, or null when the button says it all. */
  readonly why: string | null;
  readonly criteria: SearchCriteria;
}

/**
 * What to try when a search found nobody, the most promising first. Nothing of it is sent by
 * itself: every patient a search matches is audited as an access (PDS FHIR API, “Clinical safety
 * and privacy”), and a changed detail is another patient unless the person says so.
 */
export function searchSuggestions(criteria: SearchCriteria): readonly SearchSuggestion[] {
  const { postcode, gender, given } = criteria;
  const names = given === null || criteria.givenIsOneName ? [] : givenNames(given);
  const [firstName] = names;
  const wider = widerSearch(criteria);
  const exchangedDate = withDayAndMonthExchanged(criteria.birthDate);
  const suggestions: (SearchSuggestion | null)[] = [
    wider === null
      ? null
      : {
          kind: 'wider',
          words: 'Search more widely',
          why: 'Also looks for names that sound the same or are exchanged, and for previous names and addresses.',
          criteria: wider,
        },
    postcode === null
      ? null
      : {
          kind: 'without-postcode',
          words: 'Search without the postcode',
          why: 'The patient may have moved. Patients with a restricted address are found only without a postcode.',
          criteria: changed(criteria, { postcode: null }),
        },
    gender === null
      ? null
      : {
          kind: 'without-gender',
          words: 'Search without the gender',
          why: 'The record may have another gender than expected.',
          criteria: changed(criteria, { gender: null }),
        },
    criteria.fuzzy || criteria.history
      ? null
      : {
          kind: 'history',
          words: 'Include previous names and addresses',
          why: 'Finds patients who are recorded under another name now.',
          criteria: changed(criteria, { history: true }),
        },
    firstName === undefined || names.length < 2
      ? null
      : {
          kind: 'first-given-name',
          words: `Search with “${firstName}” as the only first name`,
          why: null,
          criteria: changed(criteria, { given: firstName }),
        },
    names.length < 2 || given === null || given.includes('*')
      ? null
      : {
          kind: 'one-given-name',
          words: `Search with “${given}” as one first name`,
          why: null,
          criteria: changed(criteria, { givenIsOneName: true }),
        },
    exchangedDate === null
      ? null
      : {
          kind: 'day-and-month',
          words: `Search with ${clinicalDate(exchangedDate) ?? exchangedDate}`,
          why: 'Day and month exchanged.',
          criteria: changed(criteria, { birthDate: exchangedDate }),
        },
    firstName === undefined || names.length > 1 || hasWildcard(criteria)
      ? null
      : {
          kind: 'names-exchanged',
          words: `Search with “${firstName}” as the family name`,
          why: `And “${criteria.family}” as the first name.`,
          criteria: changed(criteria, { family: firstName, given: criteria.family }),
        },
  ];
  return suggestions.filter((suggestion) => suggestion !== null);
}

/** What to add, or to make longer, when too many patients match; in the order of the form. */
export function narrowingAdvice(criteria: SearchCriteria): readonly string[] {
  const advice = [
    criteria.family.includes('*') ? 'More of the family name, in place of the *' : null,
    criteria.given === null ? 'A first name' : null,
    criteria.given?.includes('*') ? 'More of the first name, in place of the *' : null,
    criteria.gender === null ? 'A gender' : null,
    criteria.postcode === null ? 'A postcode, or the start of one, such as LS1*' : null,
    criteria.postcode?.includes('*') ? 'More of the postcode, in place of the *' : null,
  ].filter((each) => each !== null);
  return advice.length > 0 ? advice : ['The NHS number, if you have it'];
}

/** A plain search with one detail changed; the result is for the person to confirm. */
function changed(criteria: SearchCriteria, change: Partial<SearchCriteria>): SearchCriteria {
  const { family, birthDate, given, gender, postcode } = criteria;
  return { family, birthDate, given, gender, postcode, fuzzy: false, ...change, offered: true };
}

/** The date with day and month exchanged, or null when that is no other date. */
function withDayAndMonthExchanged(birthDate: string): string | null {
  const [year = '', month = '', day = ''] = birthDate.split('-');
  const exchanged = `${year}-${day}-${month}`;
  return exchanged === birthDate || readFhirDate(exchanged) === null ? null : exchanged;
}
