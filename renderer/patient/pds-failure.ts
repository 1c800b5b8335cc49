import { type FailureCode, isFailureCode } from '../../electron/contract/failures.ts';
import { gatewayCodeSystem } from '../../electron/contract/gateway.ts';
import { type FhirObject, readObject, readObjects } from './fhir-fields.ts';

/** PDS error codes that mean something of their own to a clinician (PDS FHIR API, error table). */
const spineCodes: ReadonlyMap<string, FailureCode> = new Map<string, FailureCode>([
  ['INVALID_RESOURCE_ID', 'NHS_NUMBER_INVALID'],
  ['RESOURCE_NOT_FOUND', 'PATIENT_NOT_FOUND'],
  ['INVALIDATED_RESOURCE', 'PATIENT_INVALIDATED'],
  ['TOO_MANY_MATCHES', 'SEARCH_TOO_MANY_MATCHES'],
  ['INVALID_SEARCH_DATA', 'SEARCH_NOT_ENOUGH'],
  ['INVALID_METHOD', 'API_APP_NOT_PERMITTED'],
]);

/** Whether a body is a FHIR OperationOutcome. */
export function isOperationOutcome(body: unknown): body is FhirObject {
  return (
    typeof body === 'object' &&
    body !== null &&
    'resourceType' in body &&
    body.resourceType === 'OperationOutcome'
  );
}

/** The failure an OperationOutcome stands for: the gateway's own code, PDS's, or the status. */
export function codeOfOutcome(outcome: FhirObject, status: number): FailureCode {
  for (const { system, code } of codingsOf(outcome)) {
    if (system === gatewayCodeSystem && isFailureCode(code)) return code;
    const known = typeof code === 'string' ? spineCodes.get(code) : undefined;
    if (known !== undefined) return known;
  }
  return status === 400 ? 'API_REQUEST_REFUSED' : refusal(status, 'API_ANSWER_NOT_UNDERSTOOD');
}

/**
 * The failure an HTTP status stands for when the body says nothing readable. Most often that is a
 * page put in by something between CareDesk and the API, so only statuses that mean the same from
 * anyone are taken at their word.
 */
export function codeOfStatus(status: number): FailureCode {
  return status === 403
    ? 'API_ANSWER_NOT_UNDERSTOOD'
    : refusal(status, 'API_ANSWER_NOT_UNDERSTOOD');
}

function refusal(status: number, otherwise: FailureCode): FailureCode {
  if (status === 401) return 'API_NOT_SIGNED_IN';
  if (status === 403) return 'API_FORBIDDEN';
  if (status === 408) return 'API_TIMEOUT';
  if (status === 429) return 'API_BUSY';
  return status >= 500 ? 'API_UNAVAILABLE' : otherwise;
}

/** Every coding of every issue. A malformed outcome has none, and still a status to go by. */
function codingsOf(outcome: FhirObject): readonly FhirObject[] {
  const passOver = (): void => undefined;
  return readObjects(outcome, 'issue', passOver)
    .map((issue) => readObject(issue, 'details', passOver))
    .filter((details) => details !== null)
    .flatMap((details) => readObjects(details, 'coding', passOver));
}
