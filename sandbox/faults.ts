/**
 * The fault switch: makes the sandbox misbehave the way networks, proxies and national services
 * do, one named fault at a time. Faults stay until cleared, except the two marked “once”.
 */
export const faultNames = [
  // Care Identity (CIS2)
  'provider-down',
  'provider-slow',
  'discovery-html',
  'wrong-state',
  'wrong-iss',
  'access-denied',
  'code-replayed',
  'tampered-id-token',
  'wrong-nonce',
  'wrong-sub',
  'low-assurance',
  // API platform
  'exchange-refused',
  'platform-down',
  'refresh-refused',
  // PDS
  'pds-400',
  'pds-401',
  'pds-403',
  'pds-404',
  'pds-408',
  'pds-429',
  'pds-429-once',
  'pds-503',
  'pds-html',
  'pds-slow',
  'pds-down',
] as const;

export type FaultName = (typeof faultNames)[number];

/** What each fault does, in the words shown by `npm run sandbox` and the faults address. */
export const faultMeanings: Readonly<Record<FaultName, string>> = {
  'provider-down': 'Care Identity drops every connection',
  'provider-slow': 'Care Identity holds discovery, keys, token and userinfo answers back',
  'discovery-html': 'Discovery answers with a web page, as a captive portal would',
  'wrong-state': 'The callback carries a state CareDesk never sent',
  'wrong-iss': 'The callback names another issuer',
  'access-denied': 'Care Identity refuses the person after the passkey',
  'code-replayed': 'The authorization code has already been redeemed by someone else',
  'tampered-id-token': 'A claim of the id token was changed after signing',
  'wrong-nonce': 'The id token carries a nonce CareDesk never sent',
  'wrong-sub': 'Userinfo names another person than the id token',
  'low-assurance': 'The person was identified to level 1 only',
  'exchange-refused': 'The platform refuses the token exchange with unauthorized_client',
  'platform-down': 'The platform drops every connection to its token endpoint',
  'refresh-refused': 'The platform refuses every refresh with invalid_grant',
  'pds-400': 'PDS refuses every request as invalid',
  'pds-401': 'PDS revokes and refuses the next access token it is shown (once)',
  'pds-403': 'PDS refuses the role or the application',
  'pds-404': 'PDS finds nothing',
  'pds-408': 'PDS could not call a service behind it',
  'pds-429': 'PDS is over its rate limit',
  'pds-429-once': 'PDS is over its rate limit for one request',
  'pds-503': 'PDS is unavailable, with Retry-After: 5',
  'pds-html': 'PDS answers 200 with a web page, as a proxy would',
  'pds-slow': 'PDS holds its answers back',
  'pds-down': 'PDS drops every connection',
};

export interface FaultSwitch {
  set(name: FaultName): void;
  /** Clears one fault, or all of them. */
  clear(name?: FaultName): void;
  active(): FaultName[];
}

/** Whether a string from outside names a fault. */
export function isFaultName(value: string): value is FaultName {
  return faultNames.some((name) => name === value);
}

/** A switch with nothing set. */
export function createFaultSwitch(): FaultSwitch {
  const set = new Set<FaultName>();
  return {
    set: (name) => {
      set.add(name);
    },
    clear: (name) => {
      if (name === undefined) set.clear();
      else set.delete(name);
    },
    active: () => faultNames.filter((name) => set.has(name)),
  };
}
