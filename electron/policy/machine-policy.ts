import type { z } from 'zod';
import { CareDeskError } from '../contract/caredesk-error.ts';
import { type Policy, policySchema } from './policy-schema.ts';

/** One place an administrator can put the policy. */
export interface PolicySource {
  /** Where it is, in an administrator's words: a path, or a key of the registry. */
  readonly place: string;
  /**
   * What stands there, unchecked; null when there is nothing.
   * @throws CareDeskError POLICY_UNREADABLE or POLICY_NOT_SAFE
   */
  read(): Promise<unknown>;
}

/** Mended one at a time, each wrong key would cost another start of CareDesk. */
const mostKeysNamed = 5;
/** A failure that says more does not fit the contract with the window. */
const longestDetail = 200;

/**
 * The policy of the first source that has one. What one source says is never completed from the
 * next: an administrator who looks at one place sees the whole policy.
 *
 * No copy is kept for a day on which it cannot be read. CareDesk could only keep one where the
 * person signed in to this PC may write, and what they may write decides nothing. A CareDesk that
 * is running keeps the policy it started with.
 *
 * @throws CareDeskError POLICY_MISSING (detail: where one is expected), POLICY_UNREADABLE and
 *   POLICY_NOT_SAFE (detail: where), POLICY_INVALID (detail: the keys)
 */
export async function readPolicy(sources: readonly PolicySource[]): Promise<Policy> {
  for (const source of sources) {
    const found = await source.read();
    if (found !== null) return checked(found);
  }
  const expected = sources.at(-1)?.place;
  throw new CareDeskError('POLICY_MISSING', expected === undefined ? {} : { detail: expected });
}

function checked(found: unknown): Policy {
  const result = policySchema.safeParse(found);
  if (result.success) return result.data;
  const keys = new Set(result.error.issues.flatMap(keysOf));
  const detail = [...keys].slice(0, mostKeysNamed).join(', ').slice(0, longestDetail);
  throw new CareDeskError('POLICY_INVALID', { detail, cause: result.error });
}

/** The keys that something is wrong with, as paths. */
function keysOf(issue: z.core.$ZodIssue): string[] {
  const unknownKeys = issue.code === 'unrecognized_keys' ? issue.keys : [null];
  return unknownKeys.map((key) => {
    const path = key === null ? issue.path : [...issue.path, key];
    return path.length === 0 ? 'policy' : path.map(String).join('.').slice(0, 120);
  });
}
