import { AnswerNotUnderstood, type FhirObject, objectAt, readObject } from './fhir-fields.ts';
import { readPatient } from './fhir-patient.ts';
import type { Patient } from './patient-model.ts';

/** What a search found. */
export interface Matches {
  /** In the order PDS returned them: best match first. */
  readonly patients: readonly Patient[];
  /** Matches that cannot be shown, because it could not be read whose they are. */
  readonly unreadable: number;
  /** Whether PDS found more than it gave, or warns about what it gave. */
  readonly incomplete: boolean;
}

/**
 * Reads a searchset (FHIR R4, “Bundle”). One unreadable match is counted and costs no other one.
 *
 * @throws {AnswerNotUnderstood} when it is no list of matches at all
 */
export function readMatches(body: unknown): Matches {
  const bundle = objectAt(body, 'Bundle');
  if (bundle['resourceType'] !== 'Bundle') throw new AnswerNotUnderstood('resourceType');
  const entries = bundle['entry'] ?? [];
  if (!Array.isArray(entries)) throw new AnswerNotUnderstood('entry');
  const read = entries.map(readEntry);
  const patients = read.flatMap((entry) => (entry.kind === 'match' ? [entry.patient] : []));
  const unreadable = read.filter(({ kind }) => kind === 'unreadable').length;
  const total = bundle['total'];
  return {
    patients,
    unreadable,
    incomplete:
      read.some(({ kind }) => kind === 'warning') ||
      (typeof total === 'number' && total > patients.length + unreadable),
  };
}

type Entry =
  | { readonly kind: 'match'; readonly patient: Patient }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'warning' }
  /** Sent along, and no match. */
  | { readonly kind: 'beside' };

function readEntry(entry: unknown): Entry {
  try {
    const { resource, mode } = partsOf(objectAt(entry, 'entry'));
    if (mode === 'outcome' || resource['resourceType'] === 'OperationOutcome') {
      return { kind: isInformation(resource) ? 'beside' : 'warning' };
    }
    if (mode === 'include') return { kind: 'beside' };
    return { kind: 'match', patient: readPatient(resource) };
  } catch (error) {
    if (error instanceof AnswerNotUnderstood) return { kind: 'unreadable' };
    throw error;
  }
}

function partsOf(entry: FhirObject): { resource: FhirObject; mode: unknown } {
  const search = readObject(entry, 'search', () => undefined);
  return { resource: objectAt(entry['resource'], 'resource'), mode: search?.['mode'] };
}

/** Whether an outcome says nothing that bears on the matches. */
function isInformation(outcome: FhirObject): boolean {
  const issues = outcome['issue'];
  return (
    Array.isArray(issues) &&
    issues.every((issue: unknown) => Object(issue).severity === 'information')
  );
}
