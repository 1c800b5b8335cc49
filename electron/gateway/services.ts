import type { Policy } from '../policy/policy-schema.ts';
import { mayUse } from '../rbac/feature-access.ts';
import { withholdLocations } from './withhold-locations.ts';

/** One request a service answers. */
export interface Operation {
  readonly method: string;
  readonly path: RegExp;
  /** Narrows what is asked to what a role may see, by its effective activities. */
  narrow?(search: URLSearchParams, activities: ReadonlySet<string>): void;
}

/** One national API as the renderer may use it. */
export interface Service {
  /** Absolute address of the API's base path, without a trailing slash. */
  readonly base: string;
  /** Requests the service answers; everything else is refused before it leaves the PC. */
  readonly operations: readonly Operation[];
  /** Authenticator assurance level the API asks for. */
  readonly level: 2 | 3;
  /** Calls a second: the platform's quota for the application. */
  readonly callsPerSecond: number;
  /** What of an answer the page may have; without it answers pass as they arrive. */
  readonly passing?: PassingRule;
}

/** What of an answer may pass to the page. Such answers are read whole before any of it passes. */
export interface PassingRule {
  /** Bytes an answer may have. Nothing passes of a longer one. */
  readonly largest: number;
  /** What may pass of a parsed answer to a search; undefined when nothing may. */
  passed(body: unknown, search: URLSearchParams): unknown;
}

/**
 * PDS onboarding demands RBAC for lists of several matches, not for a unique one: without the
 * activity a search says “too many matches” where there is more than one.
 */
function uniqueMatchOnly(search: URLSearchParams, activities: ReadonlySet<string>): void {
  if (!mayUse('search-patients', activities)) search.set('_max-results', '1');
}

const pdsOperations: readonly Operation[] = [
  { method: 'GET', path: /^\/Patient$/, narrow: uniqueMatchOnly },
  { method: 'GET', path: /^\/Patient\/[0-9]{10}$/ },
];

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
        // Fifty patients, the most a search gives, take less than a twentieth of it.
        passing: { largest: 8 * 1024 * 1024, passed: withholdLocations },
      },
    ],
  ]);
}
