import type { Policy } from '../../../electron/policy/policy-schema.ts';

/** What every candidate is told: the same provider, the same client, the same demands. */
export interface Terms {
  readonly issuer: string;
  /** For the libraries that keep no `jwks_uri` of the discovery document. */
  readonly jwksUri: string;
  readonly userinfoEndpoint: string;
  readonly clientId: string;
  /** Seconds since the person authenticated, at most. */
  readonly maxAge: number;
  /** The same for CareDesk, whose settings are a policy. */
  readonly policy: Policy;
}

/**
 * How much a candidate checks. `shipped`: what the library does by itself when given all it takes.
 * `equal`: `state`, `iss` parameter, `nonce`, PKCE, signature by `kid` with RS256 pinned, `iss`,
 * `aud`, `exp` and `auth_time`, then userinfo with the same `sub`. `equal, keys ahead`: the same,
 * with the signing keys fetched while the person is in the browser. `equal, warmed up`: besides,
 * what comes after the answer is run once on a made-up one in that time.
 */
export type Checks = 'shipped' | 'equal' | 'equal, keys ahead' | 'equal, warmed up';

/** One way of signing in: a library as it might be used in a desktop app. */
export interface Candidate {
  begin(): Attempt;
}

/** One sign-in. */
export interface Attempt {
  readonly state: string;
  /** The address to open in the browser. Discovery happens here, once for a candidate. */
  authorizationRequest(redirectUri: string): Promise<URL>;
  /**
   * Redeems the code. Calls `onValidated` when the tokens are there and checked, and resolves when
   * the person is known too (userinfo), or at once where the row asks no userinfo.
   * @throws whatever the library throws when it refuses the answer
   */
  redeem(answer: URL, onValidated: () => void): Promise<void>;
}

export type Open = (terms: Terms, checks: Checks) => Candidate;
