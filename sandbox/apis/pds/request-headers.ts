import type { IncomingMessage } from 'node:http';
import { header } from '../../http/exchange.ts';
import { personByUid } from '../../people.ts';
import type { PlatformSession, TokenStore } from '../../platform/token-store.ts';
import { PdsError } from './operation-outcome.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The bearer token of a request. @throws PdsError ACCESS_DENIED, worded as the gateway does. */
export function bearerToken(request: IncomingMessage): string {
  const authorization = header(request, 'authorization');
  if (authorization === undefined) {
    throw new PdsError('ACCESS_DENIED', 'Missing Authorization header');
  }
  const [type = '', token = ''] = authorization.trim().split(/\s+/, 2);
  if (type === '') throw new PdsError('ACCESS_DENIED', 'Empty Authorization header');
  if (type.toLowerCase() !== 'bearer') {
    throw new PdsError('ACCESS_DENIED', `Invalid token type '${type}', must be 'Bearer'`);
  }
  if (token === '') throw new PdsError('ACCESS_DENIED', 'Missing access token');
  return token;
}

/** The session of an access token. @throws PdsError ACCESS_DENIED. */
export function sessionOf(tokens: TokenStore, token: string): PlatformSession {
  const check = tokens.check(token);
  switch (check.kind) {
    case 'valid':
      return check.session;
    case 'expired':
      throw new PdsError('ACCESS_DENIED', 'Access Token expired');
    case 'unknown':
      throw new PdsError('ACCESS_DENIED', 'Invalid Access Token');
  }
}

/** Checks `X-Request-ID`, which PDS demands and must be a UUID. @throws PdsError. */
export function checkRequestId(request: IncomingMessage): void {
  const requestId = header(request, 'x-request-id');
  if (requestId === undefined || requestId === '') {
    throw new PdsError(
      'MISSING_VALUE',
      'Invalid request with error - X-Request-ID header must be supplied to access this resource',
    );
  }
  if (!uuid.test(requestId)) {
    throw new PdsError('INVALID_VALUE', `Invalid value - '${requestId}' in header 'X-Request-ID'`);
  }
}

/**
 * Checks `NHSD-Session-URID`: one of the user's role profiles; needed when the user has several.
 * @throws PdsError INVALID_VALUE.
 */
export function checkRole(request: IncomingMessage, session: PlatformSession): void {
  const roles = personByUid(session.uid)?.roles ?? [];
  const roleId = header(request, 'nhsd-session-urid');
  if (roleId === undefined || roleId === '') {
    if (roles.length === 1) return;
    throw invalidRole('');
  }
  if (!/^[0-9]+$/.test(roleId) || !roles.some((role) => role.person_roleid === roleId)) {
    throw invalidRole(roleId);
  }
}

function invalidRole(roleId: string): PdsError {
  return new PdsError(
    'INVALID_VALUE',
    `Invalid value - '${roleId}' in header 'NHSD-Session-URID'. Refer to the guidance for this header in our API Specification https://digital.nhs.uk/developer/api-catalogue/personal-demographics-service-fhir`,
  );
}

/** Headers that PDS repeats in every answer. */
export function mirroredHeaders(request: IncomingMessage): Record<string, string> {
  const mirrored: Record<string, string> = {};
  for (const name of ['x-request-id', 'x-correlation-id']) {
    const value = header(request, name);
    if (value !== undefined) mirrored[name] = value;
  }
  return mirrored;
}
