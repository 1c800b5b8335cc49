import type { FileFault, FileReport } from '../contract/file-report.ts';
import { CareDeskError } from '../ground/caredesk-error.ts';
import type { JsonDocument } from './json-document.ts';
import { type Policy, policySchema } from './policy-schema.ts';
import { schemaFaults } from './schema-faults.ts';

/** One place an administrator can put the policy. */
export interface PolicySource {
  /** Where it is, in an administrator's words: a path, or a key of the registry. */
  readonly place: string;
  /**
   * What stands there, unchecked; null when there is nothing.
   * @throws CareDeskError POLICY_UNREADABLE or POLICY_NOT_SAFE
   */
  read(): Promise<JsonDocument | null>;
}

/** A failure that says more does not fit the contract with the window. */
const longestDetail = 200;
const mostFaults = 100;

const policyKind = { schema: policySchema, name: 'the policy', isPublic: true };

/**
 * The policy of the first source that has one. What one source says is never completed from the
 * next: an administrator who looks at one place sees the whole policy.
 *
 * No copy is kept for a day on which it cannot be read. CareDesk could only keep one where the
 * person signed in to this PC may write, and what they may write decides nothing. A CareDesk that
 * is running keeps the policy it started with.
 *
 * @throws CareDeskError POLICY_MISSING (detail: where one is expected), POLICY_UNREADABLE and
 *   POLICY_NOT_SAFE (detail: where), POLICY_INVALID (detail: the keys); but for the first with a
 *   report of all that is wrong
 */
export async function readPolicy(sources: readonly PolicySource[]): Promise<Policy> {
  for (const source of sources) {
    const found = await source.read();
    if (found !== null) return checkedPolicy(source.place, found);
  }
  const expected = sources.at(-1)?.place;
  throw new CareDeskError('POLICY_MISSING', expected === undefined ? {} : { detail: expected });
}

/**
 * The policy in a document, with the defaults filled in.
 * @param place where the document is, as an administrator writes it
 * @throws CareDeskError POLICY_INVALID
 */
export function checkedPolicy(place: string, document: JsonDocument): Policy {
  const result = policySchema.safeParse(document.value);
  if (result.success && document.faults.length === 0) return result.data;
  const faults = schemaFaults(document, result.error?.issues ?? [], policyKind);
  const keys = new Set(faults.map(({ key }) => key ?? 'policy'));
  throw new CareDeskError('POLICY_INVALID', {
    detail: [...keys].join(', ').slice(0, longestDetail),
    report: fileReport(place, faults),
    cause: result.error,
  });
}

/** A report that fits the contract with the window: what does not fit is counted. */
export function fileReport(place: string, faults: readonly FileFault[]): FileReport {
  const told = faults.length > mostFaults ? faults.slice(0, mostFaults - 1) : faults;
  const more = faults.length - told.length;
  return {
    place: place.slice(0, 400),
    faults: [
      ...told.map((fault) => ({ ...fault, reason: fault.reason.slice(0, 400) })),
      ...(more === 0 ? [] : [{ key: null, at: null, reason: `and ${more} more` }]),
    ],
  };
}
