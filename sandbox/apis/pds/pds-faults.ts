import type { IncomingMessage } from 'node:http';
import { clientRegistration } from '../../client-registration.ts';
import type { FaultSwitch } from '../../faults.ts';
import { type Answer, interposedPage } from '../../http/exchange.ts';
import type { TokenStore } from '../../platform/token-store.ts';
import { outcomeAnswer } from './operation-outcome.ts';
import { tooManyRequests } from './pds.ts';
import { bearerToken } from './request-headers.ts';

function revokeShownToken(tokens: TokenStore, request: IncomingMessage): void {
  try {
    tokens.revoke(bearerToken(request));
  } catch {
    // No token was shown, so there is none to revoke; the answer is the same.
  }
}

function tooMany(): Answer {
  return outcomeAnswer('TOO_MANY_REQUESTS', tooManyRequests(clientRegistration.clientId));
}

/** The answer a fault puts in place of PDS's own, or undefined. Faults marked once are spent. */
export function faultyPdsAnswer(
  faults: FaultSwitch,
  tokens: TokenStore,
  request: IncomingMessage,
): Answer | undefined {
  for (const fault of faults.active()) {
    switch (fault) {
      case 'pds-400':
        return outcomeAnswer('INVALID_VALUE', "Invalid value - 'unexpected' in field 'id'");
      case 'pds-401':
        faults.clear('pds-401');
        revokeShownToken(tokens, request);
        return outcomeAnswer('ACCESS_DENIED', 'Invalid Access Token');
      case 'pds-403':
        return outcomeAnswer(
          'INVALID_METHOD',
          'Your app has insufficient permissions to use this method. Please contact support.',
        );
      case 'pds-403-role':
        return { ...outcomeAnswer('ACCESS_DENIED'), status: 403 };
      case 'pds-404':
        return outcomeAnswer('RESOURCE_NOT_FOUND');
      case 'pds-408':
        return outcomeAnswer('UNABLE_TO_CALL_SERVICE');
      case 'pds-429':
        return tooMany();
      case 'pds-429-once':
        faults.clear('pds-429-once');
        return tooMany();
      case 'pds-503':
        return outcomeAnswer(
          'SERVICE_UNAVAILABLE',
          "The downstream service is unavailable. Using the same 'X-Request-ID' header, retry your request after the time specified by the 'Retry-After' response header.",
          { 'retry-after': '5' },
        );
      case 'pds-html':
        return interposedPage;
      default:
        break;
    }
  }
  return undefined;
}
