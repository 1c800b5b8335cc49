/** What the provider of the bench may get wrong in one sign-in. `none` is the true answer. */
export const faults = [
  'none',
  'wrong-state',
  'wrong-iss',
  'wrong-nonce',
  'payload-changed',
  'alg-none',
  'other-key',
  'expired',
  'wrong-aud',
  'wrong-iss-claim',
  'old-auth-time',
] as const;

export type Fault = (typeof faults)[number];

export function isFault(value: unknown): value is Fault {
  return faults.some((fault) => fault === value);
}

/** The `state` that comes back with the fault `wrong-state`. */
export const foreignState = 'state-of-somebody-else';

/** Header in which the scripted user agent tells the provider what to get wrong. */
export const faultHeader = 'x-bench-fault';
