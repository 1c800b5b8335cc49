import type { Policy } from '../policy/policy-schema.ts';

/** One national API as the renderer may use it. */
export interface Service {
  /** Absolute address of the API's base path, without a trailing slash. */
  readonly base: string;
  /** Requests the service answers; everything else is refused before it leaves the PC. */
  readonly operations: readonly { readonly method: string; readonly path: RegExp }[];
  /** Authenticator assurance level the API asks for. */
  readonly level: 2 | 3;
  /** Calls a second: the platform's quota for the application. */
  readonly callsPerSecond: number;
}

const pdsOperations = [
  { method: 'GET', path: /^\/Patient$/ },
  { method: 'GET', path: /^\/Patient\/[0-9]{10}$/ },
] as const;

/** The services a policy sets up, by the first segment of `/api/<service>/…`. */
export function servicesOf(policy: Policy): ReadonlyMap<string, Service> {
  const origin = policy.apiOrigin.replace(/\/$/, '');
  return new Map([
    [
      'pds',
      {
        base: `${origin}${policy.services.pds.path}`,
        operations: pdsOperations,
        level: policy.services.pds.level === 'AAL3' ? 3 : 2,
        callsPerSecond: 5,
      },
    ],
  ]);
}
