import type { Terms } from './candidate.ts';
import { demand } from './refusal.ts';

/**
 * Asks userinfo with Node's fetch and compares `sub` (OIDC Core 5.3.2), for what has no call of
 * its own for it.
 * @throws Refusal when it is somebody else's
 */
export async function requireSamePerson(
  terms: Terms,
  accessToken: string,
  claims: Readonly<Record<string, unknown>>,
): Promise<void> {
  const response = await fetch(terms.userinfoEndpoint, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  const userinfo: unknown = await response.json();
  demand(response.ok && isObject(userinfo) && userinfo['sub'] === claims['sub'], 'userinfo sub');
}

/** A JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
