import type { SearchCriteria } from './search-criteria.ts';

/** What follows from the patients a search matched. */
export type SearchOutcome =
  /** The only match of exactly what was asked: its record opens. */
  | { readonly kind: 'open'; readonly nhsNumber: string }
  /** For the person to choose or confirm, in the order PDS returned them. */
  | { readonly kind: 'list' }
  | { readonly kind: 'none' };

/**
 * Decides what a finished search shows. One match opens by itself only when the search was what
 * the person typed: a fuzzy search, one of previous names, or one with a detail CareDesk offered
 * to change can have found somebody else, so its match is listed for the person to confirm.
 */
export function searchOutcome(
  criteria: SearchCriteria,
  patients: readonly { readonly nhsNumber: string }[],
): SearchOutcome {
  const [first] = patients;
  if (first === undefined) return { kind: 'none' };
  return patients.length === 1 && isAsTyped(criteria)
    ? { kind: 'open', nhsNumber: first.nhsNumber }
    : { kind: 'list' };
}

/** Whether the search asked for just what the person typed. */
export function isAsTyped(criteria: SearchCriteria): boolean {
  return !criteria.fuzzy && criteria.history !== true && criteria.offered !== true;
}
