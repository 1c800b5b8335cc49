import type { IncomingMessage } from 'node:http';
import { checkNhsNumber } from '../../../electron/contract/nhs-number.ts';
import type { Answer } from '../../http/exchange.ts';
import type { TokenStore } from '../../platform/token-store.ts';
import type { Bundle } from './fhir.ts';
import { outcomeAnswer, PdsError } from './operation-outcome.ts';
import type { PatientRecord } from './patient-record.ts';
import { patientResource, searchResultResource } from './patient-resource.ts';
import { createRateLimit } from './rate-limit.ts';
import {
  bearerToken,
  checkRequestId,
  checkRole,
  mirroredHeaders,
  sessionOf,
} from './request-headers.ts';
import { matchScore } from './search-match.ts';
import { readSearch } from './search-parameters.ts';

/** Path of PDS on the API platform. */
export const pdsPath = '/personal-demographics/FHIR/R4';

const fhirJson = { 'content-type': 'application/fhir+json' };

export interface PdsOptions {
  readonly tokens: TokenStore;
  readonly patients: ReadonlyMap<string, PatientRecord>;
  /** For the `fullUrl` of search results. */
  readonly apiOrigin: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

function retrieve({ patients }: PdsOptions, nhsNumber: string): Answer {
  if (!/^\d{10}$/.test(nhsNumber) || checkNhsNumber(nhsNumber).kind !== 'valid') {
    throw new PdsError('INVALID_RESOURCE_ID');
  }
  const record = patients.get(nhsNumber);
  switch (record?.status.kind) {
    case undefined:
    case 'search-only':
      throw new PdsError('RESOURCE_NOT_FOUND');
    case 'invalidated':
      throw new PdsError('INVALIDATED_RESOURCE');
    case 'superseded':
    case 'current': {
      const { status } = record;
      const shown = status.kind === 'superseded' ? patients.get(status.by) : record;
      if (shown === undefined) throw new PdsError('RESOURCE_NOT_FOUND');
      const patient = patientResource(shown);
      return {
        status: 200,
        headers: { ...fhirJson, etag: `W/"${patient.meta.versionId}"` },
        body: patient,
      };
    }
  }
}

function search({ patients, apiOrigin, now }: PdsOptions, parameters: URLSearchParams): Answer {
  const query = readSearch(parameters);
  const matches = [...patients.values()]
    .flatMap((record) => {
      const score = matchScore(query, record);
      return score === undefined ? [] : [{ record, score }];
    })
    .sort((a, b) => b.score - a.score);
  if (matches.length > query.maxResults) return outcomeAnswer('TOO_MANY_MATCHES');
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'searchset',
    timestamp: new Date(now()).toISOString().replace(/\.\d+Z$/, '+00:00'),
    total: matches.length,
    // PDS leaves `entry` out when nothing matches.
    ...(matches.length > 0 && {
      entry: matches.map(({ record, score }) => ({
        fullUrl: `${apiOrigin}${pdsPath}/Patient/${record.nhsNumber}`,
        search: { score },
        resource: searchResultResource(record),
      })),
    }),
  };
  return { status: 200, headers: fhirJson, body: bundle };
}

function route(options: PdsOptions, request: IncomingMessage, url: URL): Answer {
  const path = url.pathname.slice(pdsPath.length);
  const [, resource, id, ...rest] = path.split('/');
  if (resource !== 'Patient' || rest.length > 0) {
    throw new PdsError('UNSUPPORTED_REQUEST', `Unsupported path - '${path}'`);
  }
  // Updates (PATCH) and allocation (POST) are not part of the sandbox yet.
  if (request.method !== 'GET') throw new PdsError('UNSUPPORTED_SERVICE');
  if (id === undefined || id === '') return search(options, url.searchParams);
  return retrieve(options, decodeURIComponent(id));
}

/**
 * Answers requests under `pdsPath` as the Personal Demographics Service does: retrieve and search,
 * with its headers, errors and rate limit (specification “Personal Demographics Service - FHIR
 * API”).
 */
export function createPds(options: PdsOptions): (request: IncomingMessage, url: URL) => Answer {
  const allows = createRateLimit(options.now);

  function answer(request: IncomingMessage, url: URL): Answer {
    const session = sessionOf(options.tokens, bearerToken(request));
    if (!allows(session.clientId)) {
      throw new PdsError('TOO_MANY_REQUESTS', tooManyRequests(session.clientId));
    }
    checkRequestId(request);
    checkRole(request, session);
    return route(options, request, url);
  }

  return (request, url) => {
    try {
      return answer(request, url);
    } catch (error) {
      if (error instanceof PdsError) return outcomeAnswer(error.code, error.diagnostics);
      if (error instanceof URIError) return outcomeAnswer('INVALID_RESOURCE_ID');
      throw error;
    }
  };
}

/** The sentence of the platform's quota policy. */
export function tooManyRequests(clientId: string): string {
  return `Your application, ${clientId}, has exceeded its quota of 300 requests every 1 minute(s) and is being rate limited. Please contact support to request an increase.`;
}

/** Repeats the request's ids in an answer, faults included. */
export function withMirroredHeaders(request: IncomingMessage, answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, ...mirroredHeaders(request) } };
}
