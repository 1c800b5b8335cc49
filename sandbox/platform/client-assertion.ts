import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
  type ProtectedHeaderParameters,
} from 'jose';
import { longestAssertion } from '../client-registration.ts';
import { OAuthError } from './oauth-error.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export interface ClientAssertionCheck {
  /** Public keys registered for the client. An entry without `alg` is for RS512. */
  readonly jwks: JSONWebKeySet;
  /** `iss` and `sub`: the API key. */
  readonly clientId: string;
  /** `aud`: the exact token URL. */
  readonly tokenUrl: () => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const invalid = (description: string, status: 400 | 401 = 400) =>
  new OAuthError(status, 'invalid_request', description);

function decoded(assertion: string): { header: ProtectedHeaderParameters; claims: JWTPayload } {
  try {
    return { header: decodeProtectedHeader(assertion), claims: decodeJwt(assertion) };
  } catch {
    throw invalid('Malformed JWT in client_assertion');
  }
}

function checkHeader(header: ProtectedHeaderParameters, jwks: JSONWebKeySet): string {
  const { kid, typ, alg } = header;
  if (kid === undefined || kid === '') {
    throw invalid("Missing 'kid' header in client_assertion JWT");
  }
  if (typ !== 'JWT') throw invalid("Invalid 'typ' header in client_assertion JWT - must be 'JWT'");
  const registered = jwks.keys.map((key) => key.alg ?? 'RS512');
  if (alg === undefined || !registered.includes(alg)) {
    throw invalid(
      `Invalid 'alg' header in client_assertion JWT - unsupported JWT algorithm - must be '${registered.join("' or '")}'`,
    );
  }
  return alg;
}

/** `exp`: an integer, in the future, five minutes at most. */
function checkExpiry({ exp }: JWTPayload, nowSeconds: number): void {
  if (exp === undefined) throw invalid("Missing 'exp' claim in client_assertion JWT");
  if (!Number.isInteger(exp)) {
    throw invalid("Invalid 'exp' claim in client_assertion JWT - must be an integer");
  }
  if (exp <= nowSeconds) {
    throw invalid("Invalid 'exp' claim in client_assertion JWT - JWT has expired");
  }
  if (exp > nowSeconds + longestAssertion) {
    throw invalid("Invalid 'exp' claim in client_assertion JWT - more than 5 minutes in future");
  }
}

/**
 * Checks a client assertion (RFC 7523) as the API platform does, with its refusals.
 * @returns a function that resolves when the form carries a good one, or throws OAuthError
 */
export function createClientAssertionCheck({
  jwks,
  clientId,
  tokenUrl,
  now,
}: ClientAssertionCheck) {
  const keys = createLocalJWKSet(jwks);
  // The platform remembers a jti for 30 days: longer than a sandbox runs.
  const used = new Set<string>();

  function checkClaims(claims: JWTPayload): string {
    const { iss, sub, jti, aud } = claims;
    if (iss === undefined || iss !== sub) {
      throw invalid('Missing or non-matching iss/sub claims in client_assertion JWT');
    }
    if (typeof jti !== 'string' || jti === '') {
      throw invalid("Missing 'jti' claim in client_assertion JWT");
    }
    checkExpiry(claims, Math.floor(now() / 1000));
    if (aud !== tokenUrl()) {
      throw invalid("Missing or invalid 'aud' claim in client_assertion JWT", 401);
    }
    if (iss !== clientId) throw invalid('Invalid iss/sub claims in client_assertion JWT', 401);
    return jti;
  }

  return async (form: URLSearchParams): Promise<void> => {
    if (form.get('client_assertion_type') !== assertionType) {
      throw invalid(`Missing or invalid client_assertion_type - must be '${assertionType}'`);
    }
    const assertion = form.get('client_assertion');
    if (assertion === null || assertion === '') throw invalid('Missing client_assertion');
    const { header, claims } = decoded(assertion);
    const algorithm = checkHeader(header, jwks);
    const jti = checkClaims(claims);
    if (jwks.keys.length === 0) {
      throw new OAuthError(
        403,
        'public_key error',
        'You need to register a public key to use this authentication method - please contact support to configure',
      );
    }
    if (!jwks.keys.some(({ kid }) => kid === header.kid)) {
      throw invalid("Invalid 'kid' header in client_assertion JWT - no matching public key", 401);
    }
    const options = { algorithms: [algorithm], currentDate: new Date(now()), clockTolerance: 10 };
    await jwtVerify(assertion, keys, options).catch(() => {
      throw new OAuthError(401, 'public_key error', 'JWT signature verification failed');
    });
    if (used.has(jti)) throw invalid("Non-unique 'jti' claim in client_assertion JWT");
    used.add(jti);
  };
}
