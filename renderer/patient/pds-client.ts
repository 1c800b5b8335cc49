import type { FailureCode } from '../../electron/contract/failures.ts';
import {
  askerHeader,
  gatewayPrefix,
  narrowedHeader,
  requestIdHeader,
} from '../../electron/contract/gateway.ts';
import { AnswerNotUnderstood } from './fhir-fields.ts';
import { type Matches, readMatches } from './fhir-matches.ts';
import { readPatient } from './fhir-patient.ts';
import type { Patient } from './patient-model.ts';
import { codeOfOutcome, codeOfStatus, isOperationOutcome } from './pds-failure.ts';
import type { SearchCriteria } from './search-criteria.ts';
import { givenNames } from './typed-name.ts';

/** Why a request gave no patient. */
export interface PdsFailure {
  readonly kind: 'failed';
  readonly code: FailureCode;
  /** X-Request-ID of the request, for the service desk; null when there was no answer. */
  readonly reference: string | null;
}

export type PatientAnswer =
  | { readonly kind: 'found'; readonly patient: Patient }
  /** The NHS number asked for has been replaced; the patient has the new one. */
  | { readonly kind: 'superseded'; readonly asked: string; readonly patient: Patient }
  | PdsFailure;

export type SearchAnswer = ({ readonly kind: 'matches' } & Matches) | PdsFailure;

/** Who wants to know: somebody who is there, or the page, to show again what was in view. */
export type Asker = 'person' | 'page';

/** PDS as the renderer asks it, for a person unless told otherwise: failures are answers, only an aborted request rejects. */
export interface PdsClient {
  readPatient(nhsNumber: string, signal: AbortSignal, asker?: Asker): Promise<PatientAnswer>;
  search(criteria: SearchCriteria, signal: AbortSignal, asker?: Asker): Promise<SearchAnswer>;
}

/**
 * A client of the Personal Demographics Service FHIR API by way of the gateway.
 *
 * @param fetch the page's own `fetch`; main adds the token, the role and the request id
 */
export function pdsClient(fetch: typeof globalThis.fetch): PdsClient {
  return {
    readPatient: (nhsNumber, signal, asker = 'person') =>
      ask(fetch, `/${nhsNumber}`, { signal, asker }, (body): PatientAnswer => {
        const patient = readPatient(body);
        return patient.nhsNumber === nhsNumber
          ? { kind: 'found', patient }
          : { kind: 'superseded', asked: nhsNumber, patient };
      }),
    search: (criteria, signal, asker = 'person') =>
      ask(
        fetch,
        `?${searchQuery(criteria)}`,
        { signal, asker },
        (body): SearchAnswer => ({
          kind: 'matches',
          ...readMatches(body),
        }),
      ),
  };
}

async function ask<T>(
  fetch: typeof globalThis.fetch,
  pathOrQuery: string,
  { signal, asker }: { readonly signal: AbortSignal; readonly asker: Asker },
  read: (body: unknown) => T,
): Promise<T | PdsFailure> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${gatewayPrefix}pds/Patient${pathOrQuery}`, {
      headers: {
        accept: 'application/fhir+json',
        ...(asker === 'page' ? { [askerHeader]: asker } : {}),
      },
      signal,
    });
    text = await response.text();
  } catch (error) {
    if (signal.aborted) throw error;
    return { kind: 'failed', code: 'API_UNREACHABLE', reference: null };
  }
  const failed = (code: FailureCode): PdsFailure => ({
    kind: 'failed',
    code,
    reference: response.headers.get(requestIdHeader),
  });
  const body = parseJson(text);
  if (isOperationOutcome(body)) {
    const code = codeOfOutcome(body, response.status);
    const isNarrowed = response.headers.has(narrowedHeader);
    return failed(code === 'SEARCH_TOO_MANY_MATCHES' && isNarrowed ? 'SEARCH_NOT_UNIQUE' : code);
  }
  if (!response.ok) return failed(codeOfStatus(response.status));
  try {
    return read(body);
  } catch (error) {
    if (error instanceof AnswerNotUnderstood) return failed('API_ANSWER_NOT_UNDERSTOOD');
    throw error;
  }
}

/** The query of a search, percent-encoded: a space is %20, which PDS reads inside a name. */
function searchQuery(criteria: SearchCriteria): string {
  const parameters: [string, string | null][] = [
    ['family', criteria.family],
    ...givenParameters(criteria),
    ['birthdate', `eq${criteria.birthDate}`],
    ['gender', criteria.gender],
    ['address-postalcode', criteria.postcode],
    ['_fuzzy-match', criteria.fuzzy ? 'true' : null],
    ['_history', criteria.history === true && !criteria.fuzzy ? 'true' : null],
  ];
  return parameters
    .flatMap(([name, value]) => (value === null ? [] : [`${name}=${encodeURIComponent(value)}`]))
    .join('&');
}

/** Each given name is a parameter of its own; a compound one, such as John Paul, stays one. */
function givenParameters({ given, givenIsOneName }: SearchCriteria): [string, string][] {
  if (given === null) return [];
  const names = givenIsOneName === true ? [given] : givenNames(given);
  return names.map((name) => ['given', name]);
}

/** The value of a JSON text, or undefined when it is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
