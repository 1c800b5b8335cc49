import { type FailureCode, wordsFor } from '../contract/failures.ts';
import { gatewayCodeSystem, requestIdHeader } from '../contract/gateway.ts';

/**
 * The gateway's own answer when there is none from the API: a FHIR OperationOutcome with one of
 * our failure codes, so that the renderer reads one shape. Holds no request data.
 */
export function outcomeAnswer(status: number, code: FailureCode, requestId: string): Response {
  const body = {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: 'processing',
        details: { coding: [{ system: gatewayCodeSystem, code, display: wordsFor(code).title }] },
      },
    ],
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/fhir+json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      [requestIdHeader]: requestId,
    },
  });
}
