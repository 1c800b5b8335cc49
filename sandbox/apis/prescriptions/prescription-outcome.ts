import type { Answer } from '../../http/exchange.ts';

/** Errors of the Clinical Prescription Tracker, from the examples of its specification. */
const outcomes = {
  BAD_REQUEST: [400, 'value', '400: The Server was unable to process the request.'],
  UNAUTHORIZED: [401, 'forbidden', '401: The Server deemed you unauthorized to make this request.'],
  FORBIDDEN: [403, 'forbidden', '403: Failed to Authenticate with the Server.'],
  NOT_FOUND: [404, 'not-found', '404: Not found.'],
} as const;

export type PrescriptionErrorCode = keyof typeof outcomes;

/** A refusal; the tracker lists everything wrong with a request at once. */
export class PrescriptionError extends Error {
  readonly code: PrescriptionErrorCode;
  readonly problems: readonly string[];
  constructor(code: PrescriptionErrorCode, ...problems: readonly string[]) {
    super(code);
    this.name = 'PrescriptionError';
    this.code = code;
    this.problems = problems;
  }
}

/** The refusal as an OperationOutcome with one issue a problem. @param now epoch milliseconds */
export function refusalAnswer({ code, problems }: PrescriptionError, now: number): Answer {
  const [status, issueCode, display] = outcomes[code];
  return {
    status,
    headers: { 'content-type': 'application/fhir+json' },
    body: {
      resourceType: 'OperationOutcome',
      meta: { lastUpdated: new Date(now).toISOString() },
      issue: problems.map((diagnostics) => ({
        code: issueCode,
        severity: 'error',
        diagnostics,
        details: {
          coding: [{ system: 'https://fhir.nhs.uk/CodeSystem/http-error-codes', code, display }],
        },
      })),
    },
  };
}
