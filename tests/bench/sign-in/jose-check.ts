import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { Terms } from './candidate.ts';
import { demand } from './refusal.ts';
import { requireSamePerson } from './userinfo.ts';

/** What has to be added to a library that leaves checks to its caller. */
export interface AddedChecks {
  /** Fetches the keys before they are needed. Never throws: a failure shows when they are. */
  keysAhead(): Promise<void>;
  /** The answer at the loopback: `state`, and `iss` (RFC 9207). */
  answer(answer: URL, state: string): void;
  /** The id token: signature by `kid` with RS256, `iss`, `aud`, `exp`, `nonce`, `auth_time`. */
  idToken(idToken: string, nonce: string): Promise<Readonly<Record<string, unknown>>>;
  /** Userinfo is about the same person. */
  person(accessToken: string, claims: Readonly<Record<string, unknown>>): Promise<void>;
}

/** The checks with jose, whose key set is fetched when first needed and then kept. */
export function joseChecks(terms: Terms): AddedChecks {
  const keys = createRemoteJWKSet(new URL(terms.jwksUri));
  return {
    keysAhead: () => keys.reload().catch(() => undefined),
    answer(answer, state) {
      demand(answer.searchParams.get('state') === state, 'state');
      demand(answer.searchParams.get('iss') === terms.issuer, 'iss');
    },
    async idToken(idToken, nonce) {
      const { payload } = await jwtVerify(idToken, keys, {
        algorithms: ['RS256'],
        issuer: terms.issuer,
        audience: terms.clientId,
        requiredClaims: ['sub', 'exp', 'nonce', 'auth_time'],
      });
      const authTime = payload['auth_time'];
      demand(payload['nonce'] === nonce, 'nonce');
      demand(
        typeof authTime === 'number' && authTime >= Date.now() / 1000 - terms.maxAge,
        'auth_time',
      );
      return payload;
    },
    person: (accessToken, claims) => requireSamePerson(terms, accessToken, claims),
  };
}
