import type { NameRecord, PatientRecord } from './patient-record.ts';
import type { DateBound, SearchQuery } from './search-parameters.ts';

/** Score of a match by wildcard, as the public PDS sandbox shows it. */
const wildcardScore = 0.8343;
/** Below this a fuzzy search gives nothing back. */
const leastFuzzyScore = 0.6;

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

/** Whether everything but the names fits; postcode and practice never fit a restricted record. */
function fitsDetails(query: SearchQuery, record: PatientRecord): boolean {
  const { postcode, generalPractitioner, email, phone } = query;
  const byLocation = postcode !== undefined || generalPractitioner !== undefined;
  const byContact = email !== undefined || phone !== undefined;
  if (record.restricted === true && (byLocation || byContact)) return false;
  if (query.gender !== undefined && record.gender !== query.gender) return false;
  if (!withinDates(query.birthdate, record.birthDate)) return false;
  if (!withinDates(query.deathDate, record.deceased?.date)) return false;
  if (generalPractitioner !== undefined && record.generalPractice !== generalPractitioner) {
    return false;
  }
  const contacts = record.contacts ?? [];
  const hasContact = (system: string, value: string | undefined) =>
    value === undefined ||
    contacts.some((contact) => contact.system === system && contact.value === value);
  if (!hasContact('email', email) || !hasContact('phone', phone)) return false;
  if (postcode === undefined) return true;
  return (record.addresses ?? []).some(
    (address) =>
      (address.use === 'home' || query.history) &&
      matchesPattern(compact(postcode), compact(address.postcode)),
  );
}

function plainScore(query: SearchQuery, name: NameRecord): number | undefined {
  const { family = '', given } = query;
  if (!matchesPattern(family, name.family)) return undefined;
  if (query.exact && given.length > 0 && fold(given.join(' ')) !== fold(name.given.join(' '))) {
    return undefined;
  }
  if (!given.every((each) => name.given.some((value) => matchesPattern(each, value)))) {
    return undefined;
  }
  return [family, ...given].some((value) => value.includes('*')) ? wildcardScore : 1;
}

function fuzzyScore(query: SearchQuery, name: NameRecord): number | undefined {
  const parts = [
    ...(query.family === undefined ? [] : [likeness(query.family, name.family)]),
    ...query.given.map((each) => Math.max(0, ...name.given.map((value) => likeness(each, value)))),
  ];
  const worst = Math.min(...parts);
  const mean = parts.reduce((sum, part) => sum + part, 0) / parts.length;
  return worst < leastFuzzyScore ? undefined : Math.round(mean * 10_000) / 10_000;
}

/** How well a record fits, up to 1; undefined when it does not. Higher comes first. */
export function matchScore(query: SearchQuery, record: PatientRecord): number | undefined {
  if (record.status.kind !== 'current' && record.status.kind !== 'search-only') return undefined;
  if (!fitsDetails(query, record)) return undefined;
  const score = query.fuzzy ? fuzzyScore : plainScore;
  const names = record.names.filter(({ use }) => use === 'usual' || query.history);
  const scores = names.flatMap((name) => score(query, name) ?? []);
  return scores.length === 0 ? undefined : Math.max(...scores);
}
