import type { Policy } from '../policy/policy-schema.ts';

/** What the policy says of a session. */
export type SessionRules = Pick<
  Policy,
  | 'inactivityMinutes'
  | 'activityScope'
  | 'signOutAfterLockedMinutes'
  | 'lockOnWorkstationLock'
  | 'singleSession'
>;
