import { isPresentName, type NameRecord, type PatientRecord } from './patient-record.ts';
import type { DateBound, SearchQuery } from './search-parameters.ts';

/** Score of a match by wildcard, as the public PDS sandbox shows it. */
const wildcardScore = 0.8343;
/** Below this a fuzzy search gives nothing back. */
const leastFuzzyScore = 0.6;
/** What a fuzzy score keeps when family and given name are exchanged, and for each detail that differs. */
const exchangedShare = 0.9;
const differingShare = 0.9;

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase();
}

function compact(text: string): string {
  return fold(text).replace(/\s+/g, '');
}

function matchesPattern(pattern: string, value: string): boolean {
  const parts = fold(pattern).split('*');
  const escaped = parts.map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`).test(fold(value));
}

function isWithin({ comparator, date }: DateBound, value: string): boolean {
  switch (comparator) {
    case 'eq':
      return value === date;
    case 'ge':
      return value >= date;
    case 'le':
      return value <= date;
  }
}

function withinDates(bounds: readonly DateBound[], value: string | undefined): boolean {
  if (bounds.length === 0) return true;
  if (value === undefined) return false;
  const date = value.slice(0, 10);
  return bounds.every((bound) => isWithin(bound, date));
}

/** Levenshtein distance turned into a likeness from 0 to 1. */
function likeness(left: string, right: string): number {
  const a = fold(left);
  const b = fold(right);
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substituted));
    }
    row = next;
  }
  const longest = Math.max(a.length, b.length);
  return longest === 0 ? 1 : 1 - (row[b.length] ?? longest) / longest;
}

/** Whether practice and date of death fit. A fuzzy search only scores them. */
function scoredDetails(query: SearchQuery, record: PatientRecord): readonly boolean[] {
  const { generalPractitioner } = query;
  return [
    withinDates(query.deathDate, record.deceased?.date),
    generalPractitioner === undefined ||
      fold(record.generalPractice ?? '') === fold(generalPractitioner),
  ];
}

/** Whether everything else but the names fits; no location ever fits a restricted record. */
function fitsDetails(query: SearchQuery, record: PatientRecord): boolean {
  const { postcode, generalPractitioner, email, phone } = query;
  const byLocation = postcode !== undefined || generalPractitioner !== undefined;
  if (record.restricted === true && byLocation) return false;
  if (query.gender !== undefined && record.gender !== query.gender) return false;
  if (!withinDates(query.birthdate, record.birthDate)) return false;
  if (!query.fuzzy && scoredDetails(query, record).includes(false)) return false;
  const contacts = record.contacts ?? [];
  const hasContact = (system: string, value: string | undefined) =>
    value === undefined ||
    contacts.some((contact) => contact.system === system && fold(contact.value) === fold(value));
  if (!hasContact('email', email) || !hasContact('phone', phone)) return false;
  if (postcode === undefined) return true;
  return (record.addresses ?? []).some((address) =>
    matchesPattern(compact(postcode), compact(address.postcode)),
  );
}

function plainScore(query: SearchQuery, name: NameRecord): number | undefined {
  const { family = '', given } = query;
  if (!matchesPattern(family, name.family)) return undefined;
  if (query.exact && given.length > 0 && fold(given.join(' ')) !== fold(name.given.join(' '))) {
    return undefined;
  }
  const [first] = name.given;
  const fits = (each: string) =>
    each.includes('*')
      ? first !== undefined && matchesPattern(each, first)
      : name.given.some((value) => matchesPattern(each, value));
  if (!given.every(fits)) return undefined;
  return [family, ...given].some((value) => value.includes('*')) ? wildcardScore : 1;
}

type AskedNames = Pick<SearchQuery, 'family' | 'given'>;

/** How alike the names are from 0 to 1; 0 as soon as one of them is too far off. */
function nameLikeness({ family, given }: AskedNames, name: NameRecord): number {
  const parts = [
    ...(family === undefined ? [] : [likeness(family, name.family)]),
    ...given.map((each) => Math.max(0, ...name.given.map((value) => likeness(each, value)))),
  ];
  const mean = parts.reduce((sum, part) => sum + part, 0) / parts.length;
  return Math.min(...parts) < leastFuzzyScore ? 0 : mean;
}

/** The names with family and first given name exchanged. */
function exchanged({ family, given: [first, ...others] }: AskedNames): AskedNames {
  return { family: first, given: family === undefined ? others : [family, ...others] };
}

function fuzzyScore(
  query: SearchQuery,
  name: NameRecord,
  record: PatientRecord,
): number | undefined {
  const likest = Math.max(
    nameLikeness(query, name),
    nameLikeness(exchanged(query), name) * exchangedShare,
  );
  const differing = scoredDetails(query, record).filter((fits) => !fits).length;
  const score = likest * differingShare ** differing;
  return score === 0 ? undefined : Math.round(score * 10_000) / 10_000;
}

/** How well a record fits, up to 1; undefined when it does not. Higher comes first. */
export function matchScore(query: SearchQuery, record: PatientRecord): number | undefined {
  if (record.status.kind !== 'current' && record.status.kind !== 'search-only') return undefined;
  if (!fitsDetails(query, record)) return undefined;
  const score = query.fuzzy ? fuzzyScore : plainScore;
  const names = record.names.filter((name) => isPresentName(name) || query.history);
  const scores = names.flatMap((name) => score(query, name, record) ?? []);
  return scores.length === 0 ? undefined : Math.max(...scores);
}
