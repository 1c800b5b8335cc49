import { CareDeskError } from '../contract/caredesk-error.ts';
import { type Policy, policySchema } from './policy-schema.ts';

/** Where the policy comes from: the seam for tests and support names a file. */
export interface PolicySource {
  /** Value of CAREDESK_POLICY, or undefined. */
  readonly file: string | undefined;
  /** True in an installed CareDesk, where the seam is refused. */
  readonly isPackaged: boolean;
  readFile(path: string): Promise<string>;
}

/**
 * Reads and checks the policy.
 * @throws CareDeskError POLICY_MISSING when there is none, POLICY_UNREADABLE when it cannot be
 *   read as JSON, POLICY_INVALID (detail: the key) when a value is not allowed.
 */
export async function readPolicy(source: PolicySource): Promise<Policy> {
  if (source.isPackaged || source.file === undefined || source.file === '') {
    throw new CareDeskError('POLICY_MISSING');
  }
  let json: unknown;
  try {
    const text = await source.readFile(source.file);
    // Windows editors put a byte-order mark at the start, which JSON.parse refuses.
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new CareDeskError('POLICY_UNREADABLE', { cause });
  }
  const result = policySchema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new CareDeskError('POLICY_INVALID', { detail: keyOf(issue), cause: result.error });
}

function keyOf(issue: { path: PropertyKey[]; code: string; keys?: string[] } | undefined): string {
  if (issue === undefined) return 'policy';
  const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys?.[0] : undefined;
  const path = [...issue.path, ...(unknownKey === undefined ? [] : [unknownKey])];
  return path.length === 0 ? 'policy' : path.map(String).join('.').slice(0, 120);
}
