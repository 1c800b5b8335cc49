import type { Answer } from '../../http/exchange.ts';

/** Errors of PDS FHIR R4, from its specification: HTTP status, FHIR severity and code, display. */
const outcomes = {
  INVALID_RESOURCE_ID: [400, 'error', 'value', 'Resource Id is invalid'],
  UNSUPPORTED_SERVICE: [400, 'error', 'processing', 'Unsupported Service'],
  MISSING_VALUE: [400, 'error', 'required', 'Required value is missing'],
  INVALID_VALUE: [400, 'error', 'value', 'Provided value is invalid'],
  INVALID_SEARCH_DATA: [400, 'error', 'value', 'Search data is invalid'],
  ADDITIONAL_PROPERTIES: [
    400,
    'error',
    'invariant',
    'Additional properties should not be included',
  ],
  UNSUPPORTED_REQUEST: [400, 'error', 'value', 'The request is not one that is supported.'],
  ACCESS_DENIED: [401, 'error', 'forbidden', 'Access Denied - Unauthorised'],
  INVALID_METHOD: [403, 'error', 'forbidden', 'Cannot use this method'],
  RESOURCE_NOT_FOUND: [404, 'information', 'not-found', 'Resource not found'],
  INVALIDATED_RESOURCE: [
    404,
    'error',
    'processing',
    'Resource that has been marked as invalid was requested - invalid resources cannot be retrieved',
  ],
  UNABLE_TO_CALL_SERVICE: [408, 'error', 'timeout', 'Unable to call service'],
  TOO_MANY_REQUESTS: [429, 'error', 'value', 'Too many requests'],
  SERVICE_UNAVAILABLE: [503, 'error', 'timeout', 'Service unavailable'],
  TOO_MANY_MATCHES: [200, 'information', 'multiple-matches', 'Too Many Matches'],
} as const;

export type PdsErrorCode = keyof typeof outcomes;

/** Errors that the API gateway in front of PDS gives: plain JSON instead of FHIR's media type. */
const fromGateway: readonly PdsErrorCode[] = [
  'ACCESS_DENIED',
  'INVALID_METHOD',
  'TOO_MANY_REQUESTS',
  'UNSUPPORTED_REQUEST',
];

/** A PDS error; `diagnostics` is the sentence PDS adds, or absent. */
export class PdsError extends Error {
  readonly code: PdsErrorCode;
  readonly diagnostics: string | undefined;
  constructor(code: PdsErrorCode, diagnostics?: string) {
    super(code);
    this.name = 'PdsError';
    this.code = code;
    this.diagnostics = diagnostics;
  }
}

/** `Invalid value - …` of a query parameter. */
export function invalidField(value: string, field: string): PdsError {
  return new PdsError('INVALID_VALUE', `Invalid value - '${value}' in field '${field}'`);
}

/** The error as PDS answers it. */
export function outcomeAnswer(
  code: PdsErrorCode,
  diagnostics?: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const [status, severity, issueCode, display] = outcomes[code];
  return {
    status,
    headers: {
      'content-type': fromGateway.includes(code) ? 'application/json' : 'application/fhir+json',
      ...headers,
    },
    body: {
      resourceType: 'OperationOutcome',
      issue: [
        {
          severity,
          code: issueCode,
          details: {
            coding: [
              {
                system: 'https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode',
                version: '1',
                code,
                display,
              },
            ],
          },
          ...(diagnostics !== undefined && { diagnostics }),
        },
      ],
    },
  };
}
