import {
  createLocalJWKSet,
  decodeProtectedHeader,
  errors,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import { OAuthError } from './oauth-error.ts';

const invalid = (status: number, description: string) =>
  new OAuthError(status, 'invalid_request', description);

export interface SubjectTokenCheck {
  readonly issuer: string;
  /** CIS2's public keys of now. The platform fetches and caches them; the sandbox is handed them. */
  readonly publicKeys: () => JSONWebKeySet;
  /** Client id at CIS2 that the id token must be for. */
  readonly audience: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

function checkHeader(subjectToken: string): void {
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(subjectToken);
  } catch {
    throw invalid(400, 'Malformed JWT in subject_token');
  }
  if (header.kid === undefined || header.kid === '') {
    throw invalid(400, "Missing 'kid' header in subject_token JWT");
  }
  if (header.alg !== 'RS256') {
    throw invalid(400, "Invalid 'alg' header in subject_token JWT - unsupported JWT algorithm");
  }
  if (header.typ !== undefined && header.typ !== 'JWT') {
    throw invalid(400, "Invalid 'typ' header in subject_token JWT - must be 'JWT'");
  }
}

function refusalOf(error: unknown): OAuthError {
  if (error instanceof errors.JWTExpired) return invalid(400, 'JWT has expired');
  if (error instanceof errors.JWTClaimValidationFailed) {
    switch (error.claim) {
      case 'iss':
        return invalid(400, 'Missing or non-matching iss/sub claims in JWT');
      case 'aud':
        return invalid(401, "Missing or invalid 'aud' claim in subject_token JWT");
      case 'exp':
        return invalid(400, 'Missing exp claim in JWT');
      default:
        return invalid(400, 'Malformed JWT in subject_token');
    }
  }
  if (error instanceof errors.JWKSNoMatchingKey) {
    return invalid(401, "Invalid 'kid' header in subject_token JWT - no matching public key");
  }
  return new OAuthError(401, 'public_key error', 'JWT signature verification failed');
}

/**
 * Checks a CIS2 id token offered for exchange: header, signature, `iss`, `aud`, `exp`.
 * @returns a function that resolves with its claims, or throws OAuthError.
 */
export function createSubjectTokenCheck(check: SubjectTokenCheck) {
  return async (subjectToken: string): Promise<JWTPayload & { readonly sub: string }> => {
    checkHeader(subjectToken);
    const keys = createLocalJWKSet(check.publicKeys());
    const verified = await jwtVerify(subjectToken, keys, {
      algorithms: ['RS256'],
      issuer: check.issuer,
      audience: check.audience,
      requiredClaims: ['exp'],
      currentDate: new Date(check.now()),
    }).catch((error: unknown) => {
      throw refusalOf(error);
    });
    const { sub } = verified.payload;
    if (sub === undefined) throw invalid(400, 'Missing or non-matching iss/sub claims in JWT');
    return { ...verified.payload, sub };
  };
}
