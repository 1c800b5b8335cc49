import { CareDeskError } from '../ground/caredesk-error.ts';

/**
 * An id token that names others beside us as its audience is not for us alone (OIDC Core 3.1.3.7
 * point 3); the library accepts it when `azp` is ours.
 * @throws CareDeskError SIGN_IN_TOKEN_INVALID
 */
export function requireOnlyAudience(audience: string | readonly string[], clientId: string): void {
  const others = [audience].flat().filter((one) => one !== clientId);
  if (others.length > 0) throw new CareDeskError('SIGN_IN_TOKEN_INVALID');
}
