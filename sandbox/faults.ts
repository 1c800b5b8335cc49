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
  'discovery-wrong-issuer',
  'discovery-http-endpoint',
  'jwks-html',
  'jwks-unparseable-key',
  'missing-iss-param',
  'code-twice',
  'unknown-kid',
  'kid-absent',
  'alg-none',
  'alg-hs256',
  'alg-es256',
  'wrong-iss-claim',
  'wrong-aud',
  'extra-aud',
  'aud-array',
  'expired-id-token',
  'future-nbf',
  'stale-auth-time',
  'missing-auth-time',
  'missing-sub',
  'missing-iat',
  'missing-exp',
  'missing-nonce',
  'low-acr',
  // Care Identity and the API platform alike
  'token-html',
  'token-302',
  'userinfo-down',
  'userinfo-401',
  // API platform
  'exchange-refused',
  'platform-down',
  'refresh-refused',
  'refresh-without-new-token',
  'refresh-empty-body-401',
  // PDS
  'pds-400',
  'pds-401',
  'pds-403',
  'pds-403-role',
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
  'discovery-wrong-issuer': 'Discovery names another issuer than the one asked',
  'discovery-http-endpoint': 'Discovery names a token endpoint in clear text on another host',
  'jwks-html': 'The key set answers with a web page, as a captive portal would',
  'jwks-unparseable-key': 'The key set holds broken keys before the good one (harmless)',
  'missing-iss-param': 'The callback lacks the iss that discovery announces',
  'code-twice': 'The callback carries two codes',
  'unknown-kid': 'The id token is signed with a key that is in no key set',
  'kid-absent': 'The id token names no key, though one fits (harmless until the exchange)',
  'alg-none': 'The id token is not signed and says so',
  'alg-hs256': 'The id token is signed with HS256 and the public key as the secret',
  'alg-es256': 'The id token is signed with ES256 and a key of the key set',
  'wrong-iss-claim': 'The id token names another issuer',
  'wrong-aud': 'The id token is for another client',
  'extra-aud': 'The id token is for CareDesk and for a client nobody knows',
  'aud-array': 'The id token names its audience in a list of one (harmless)',
  'expired-id-token': 'The id token expired an hour ago',
  'future-nbf': 'The id token is not valid before the next hour',
  'stale-auth-time': 'The person authenticated an hour ago, in spite of max_age',
  'missing-auth-time': 'The id token does not say when the person authenticated',
  'missing-sub': 'The id token names nobody',
  'missing-iat': 'The id token does not say when it was issued',
  'missing-exp': 'The id token does not say when it expires',
  'missing-nonce': 'The id token carries no nonce',
  'low-acr': 'The person signed in with user name and password only (AAL1)',
  'token-html': 'The token endpoints answer 200 with a web page, as a proxy would',
  'token-302': 'The token endpoints redirect to another site',
  'userinfo-down': 'Userinfo drops every connection',
  'userinfo-401': 'Userinfo refuses every access token',
  'exchange-refused': 'The platform refuses the exchange or code with unauthorized_client',
  'platform-down': 'The platform drops every connection to its token endpoint',
  'refresh-refused': 'The platform refuses every refresh with invalid_grant',
  'refresh-without-new-token': 'A refresh answers without a refresh token: the old one stays good',
  'refresh-empty-body-401': 'The platform refuses every refresh with 401 and an empty body',
  'pds-400': 'PDS refuses every request as invalid',
  'pds-401': 'PDS revokes and refuses the next access token it is shown (once)',
  'pds-403': 'PDS refuses the application',
  'pds-403-role': 'PDS refuses the role',
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
