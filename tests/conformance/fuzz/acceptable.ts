import { person } from '../provider/person-claims.ts';
import type { Accepted } from './redeem.ts';
import { checks } from './true-answers.ts';

/** Seconds a provider's clock may seem to be off and be believed, and the tolerance on top. */
const believedSkew = 15 * 60 + 10;
const maxAge = 300;

/**
 * Why somebody should not have been accepted, or null. Written from the standards and not from
 * CareDesk's own checks (OIDC Core 3.1.3.7, 5.3.2; CIS2 facts 1.5).
 */
export function wronglyAccepted(accepted: Accepted, issuer: string): string | null {
  const { claims, userinfo, assurance } = accepted;
  const now = Date.now() / 1000;
  const { iss, sub, aud, exp, iat, nonce, auth_time: authTime, nbf } = claims;
  if (iss !== issuer) return 'another issuer';
  if (sub !== person.subject || userinfo['sub'] !== sub) return 'another person';
  if (JSON.stringify([aud].flat()) !== '["caredesk-conformance"]') return 'another audience';
  if (nonce !== checks.nonce) return 'another nonce';
  if (typeof exp !== 'number' || exp < now - believedSkew) return 'expired';
  if (typeof iat !== 'number') return 'no time of issue';
  if (nbf !== undefined && (typeof nbf !== 'number' || nbf > now + believedSkew))
    return 'too early';
  if (typeof authTime !== 'number' || authTime < now - maxAge - believedSkew) return 'not fresh';
  const { acr, authentication_assurance_level: stated, id_assurance_level: identified } = claims;
  if (acr !== undefined && acr !== null && typeof acr !== 'string') return 'an unreadable acr';
  const said = [stated, identified, userinfo['idassurancelevel']];
  if (said.some(isUnreadable)) return 'an unreadable level';
  const level = leastLevel(claims);
  if (level === null || level < 2) return 'authenticator level';
  if (assurance.authenticator > level) return 'a higher level than what came back';
  // Userinfo is about the same person.
  const identity = [identified, userinfo['idassurancelevel']].filter(isLevel).map(Number);
  return identity.length > 0 && Math.min(...identity) >= 3 ? null : 'identity level';
}

function isUnreadable(value: unknown): boolean {
  return value !== undefined && value !== null && !isLevel(value);
}

function isLevel(value: unknown): boolean {
  return /^[0-9]+$/.test(
    typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '',
  );
}

function leastLevel(claims: Readonly<Record<string, unknown>>): number | null {
  const { acr, authentication_assurance_level: stated } = claims;
  const fromAcr = /^AAL([123])_/.exec(typeof acr === 'string' ? acr : '')?.[1];
  const known = [stated, fromAcr].filter(isLevel).map(Number);
  return known.length === 0 ? null : Math.min(...known);
}
