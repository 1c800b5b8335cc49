import type { FaultName } from '../faults.ts';
import { type Answer, interposedPage } from './exchange.ts';

/** Kinds of endpoint that CIS2 and the platform both have. */
export type Endpoint = 'discovery' | 'keys' | 'token' | 'userinfo';

const elsewhere: Answer = {
  status: 302,
  headers: { location: 'https://sign-in.example/', 'content-type': 'text/html; charset=utf-8' },
  body: '<!doctype html><title>Found</title>',
};

const refusedToken: Answer = {
  status: 401,
  headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  body: { error: 'invalid_token', error_description: 'invalid token provided' },
};

/** What a fault puts in place of an endpoint's own answer, or undefined. */
export function faultyEndpointAnswer(
  endpoint: Endpoint,
  active: readonly FaultName[],
): Answer | 'dropped' | undefined {
  switch (endpoint) {
    case 'discovery':
      return active.includes('discovery-html') ? interposedPage : undefined;
    case 'keys':
      return active.includes('jwks-html') ? interposedPage : undefined;
    case 'token':
      if (active.includes('token-html')) return interposedPage;
      return active.includes('token-302') ? elsewhere : undefined;
    case 'userinfo':
      if (active.includes('userinfo-down')) return 'dropped';
      return active.includes('userinfo-401') ? refusedToken : undefined;
  }
}
