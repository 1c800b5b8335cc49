import { CareDeskError } from '../ground/caredesk-error.ts';
import type { Policy } from './policy-schema.ts';

/**
 * What this copy of CareDesk is:
 * - `released`: signed by its supplier, and meant for work;
 * - `unsigned`: packed, but not signed or not meant for work (an old Electron, say);
 * - `development`: started from a checkout.
 */
export type Build = 'released' | 'unsigned' | 'development';

/**
 * What `build.json` at the root of the app says. A packed app without one, or with one that cannot
 * be read, is unsigned: no doubt is ever decided in favour of a live service.
 *
 * @param readStamp text of the file; may throw
 */
export function packedBuild(readStamp: () => string): Exclude<Build, 'development'> {
  try {
    const stamp: unknown = JSON.parse(readStamp());
    if (typeof stamp !== 'object' || stamp === null) return 'unsigned';
    const isSigned = 'signed' in stamp && stamp.signed === true;
    const isForWork = !('notForRelease' in stamp) || isEmpty(stamp.notForRelease);
    return isSigned && isForWork ? 'released' : 'unsigned';
  } catch {
    return 'unsigned';
  }
}

/** No reason against a release: absent, false, an empty text or an empty list. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  return Array.isArray(value) && value.length === 0;
}

/**
 * The policy, if this copy may work with it.
 * @param isProtected whether only administrators can have written it
 * @throws CareDeskError BUILD_NOT_SIGNED, POLICY_NOT_PROTECTED
 */
export function allowedBy(build: Build, isProtected: boolean, policy: Policy): Policy {
  if (policy.environment !== 'live') return policy;
  if (build !== 'released') throw new CareDeskError('BUILD_NOT_SIGNED');
  if (!isProtected) throw new CareDeskError('POLICY_NOT_PROTECTED');
  return policy;
}
