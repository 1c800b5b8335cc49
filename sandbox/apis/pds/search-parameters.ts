import { invalidField, PdsError } from './operation-outcome.ts';

/** Most results that a healthcare worker's search gives. */
export const mostResults = 50;

const known = [
  'family',
  'given',
  'gender',
  'birthdate',
  'death-date',
  'address-postalcode',
  'address-postcode',
  'general-practitioner',
  'email',
  'phone',
  '_fuzzy-match',
  '_exact-match',
  '_history',
  '_max-results',
] as const;

const genders = ['male', 'female', 'other', 'unknown'] as const;

export interface DateBound {
  readonly comparator: 'eq' | 'ge' | 'le';
  /** `yyyy-mm-dd` */
  readonly date: string;
}

/** A search that passed PDS's checks. */
export interface SearchQuery {
  readonly family: string | undefined;
  readonly given: readonly string[];
  readonly gender: (typeof genders)[number] | undefined;
  readonly birthdate: readonly DateBound[];
  readonly deathDate: readonly DateBound[];
  readonly postcode: string | undefined;
  readonly generalPractitioner: string | undefined;
  readonly email: string | undefined;
  readonly phone: string | undefined;
  readonly fuzzy: boolean;
  readonly exact: boolean;
  readonly history: boolean;
  readonly maxResults: number;
}

function invalidSearch(reason: string): PdsError {
  return new PdsError('INVALID_SEARCH_DATA', `Invalid search data provided - '${reason}'`);
}

const belowMinimum = () =>
  invalidSearch(
    'No searches were performed as the search criteria did not meet the minimum requirements',
  );

function single(parameters: URLSearchParams, name: string): string | undefined {
  const values = parameters.getAll(name);
  const [value] = values;
  if (value === undefined) return undefined;
  if (values.length > 1 || value.trim() === '') throw invalidField(values.join(','), name);
  return value.trim();
}

function text(parameters: URLSearchParams, name: string, longest: number): string | undefined {
  const value = single(parameters, name);
  if (value !== undefined && value.length > longest) throw invalidField(value, name);
  return value;
}

/** PDS refuses a wildcard among the first two characters. */
function checkWildcard(value: string, name: string): string {
  if (value.slice(0, 2).includes('*')) throw invalidField(value, name);
  return value;
}

function wildcardText(parameters: URLSearchParams, name: string, longest: number) {
  const value = text(parameters, name, longest);
  return value === undefined ? undefined : checkWildcard(value, name);
}

function flag(parameters: URLSearchParams, name: string): boolean {
  const value = single(parameters, name);
  if (value !== undefined && value !== 'true' && value !== 'false') {
    throw invalidField(value, name);
  }
  return value === 'true';
}

function isRealDate(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}

function dates(parameters: URLSearchParams, name: string): DateBound[] {
  const values = parameters.getAll(name);
  const bounds = values.map((value): DateBound => {
    const [, prefix = 'eq', date = ''] = /^(eq|ge|le)?(\d{4}-\d{2}-\d{2})$/.exec(value) ?? [];
    if (!isRealDate(date)) throw invalidField(value, name);
    const comparator = prefix === 'ge' || prefix === 'le' ? prefix : 'eq';
    return { comparator, date };
  });
  const comparators = bounds.map(({ comparator }) => comparator).sort();
  const pairs = comparators.join();
  if (bounds.length > 2 || (bounds.length === 2 && pairs !== 'ge,le')) {
    throw invalidField(values.join(','), name);
  }
  return bounds;
}

function maxResults(parameters: URLSearchParams): number {
  const value = single(parameters, '_max-results');
  if (value === undefined) return mostResults;
  const count = Number(value);
  if (!/^\d+$/.test(value) || count < 1 || count > mostResults) {
    throw invalidField(value, '_max-results');
  }
  return count;
}

function gender(parameters: URLSearchParams) {
  const value = single(parameters, 'gender');
  if (value === undefined) return undefined;
  const found = genders.find((each) => each === value);
  if (found === undefined) throw invalidField(value, 'gender');
  return found;
}

function postcode(parameters: URLSearchParams): string | undefined {
  if (parameters.has('address-postalcode') && parameters.has('address-postcode')) {
    throw invalidSearch('Only one of address-postalcode and address-postcode may be supplied');
  }
  const name = parameters.has('address-postcode') ? 'address-postcode' : 'address-postalcode';
  return wildcardText(parameters, name, 10);
}

/** The details without which PDS does not search. @throws PdsError. */
function checkMinimum(query: SearchQuery): void {
  // Looked for first: without it even a gender alone is told that the date is missing.
  if (query.birthdate.length === 0) {
    throw new PdsError(
      'MISSING_VALUE',
      "Missing value - 'birth_date/birth_date_range_start/birth_date_range_end'",
    );
  }
  if (query.fuzzy) {
    const hasGiven = query.given.length > 0;
    const hasFamily = query.family !== undefined;
    const narrowed = query.gender !== undefined && query.postcode !== undefined;
    const enough = (hasGiven && hasFamily) || ((hasGiven || hasFamily) && narrowed);
    if (!enough) throw belowMinimum();
    return;
  }
  if (query.family === undefined) throw belowMinimum();
}

function checkModes(query: SearchQuery): void {
  if (query.fuzzy && query.exact) {
    throw invalidSearch('_fuzzy-match and _exact-match may not be supplied together');
  }
  const names = [query.family, query.postcode, ...query.given];
  if ((query.fuzzy || query.exact) && names.some((value) => value?.includes('*'))) {
    throw invalidSearch('Wildcards may not be used with _fuzzy-match or _exact-match');
  }
}

/** Reads the query of `GET /Patient`. @throws PdsError as PDS would. */
export function readSearch(parameters: URLSearchParams): SearchQuery {
  if ([...parameters.keys()].length === 0) throw new PdsError('UNSUPPORTED_SERVICE');
  const unknown = new Set(parameters.keys());
  for (const name of known) unknown.delete(name);
  if (unknown.size > 0) {
    const names = [...unknown].map((name) => `'${name}'`).join(', ');
    throw new PdsError(
      'ADDITIONAL_PROPERTIES',
      `Invalid request with error - Additional properties are not allowed (${names} ${unknown.size === 1 ? 'was' : 'were'} unexpected)`,
    );
  }
  const fuzzy = flag(parameters, '_fuzzy-match');
  const query: SearchQuery = {
    family: wildcardText(parameters, 'family', 35),
    given: parameters.getAll('given').map((value) => {
      const trimmed = value.trim();
      if (trimmed === '' || trimmed.length > 35) throw invalidField(value, 'given');
      return checkWildcard(trimmed, 'given');
    }),
    gender: gender(parameters),
    birthdate: dates(parameters, 'birthdate'),
    deathDate: dates(parameters, 'death-date'),
    postcode: postcode(parameters),
    generalPractitioner: text(parameters, 'general-practitioner', 12),
    email: text(parameters, 'email', 254),
    phone: text(parameters, 'phone', 32),
    fuzzy,
    exact: flag(parameters, '_exact-match'),
    // A fuzzy search always looks at former names too.
    history: fuzzy || flag(parameters, '_history'),
    maxResults: maxResults(parameters),
  };
  checkModes(query);
  checkMinimum(query);
  return query;
}
