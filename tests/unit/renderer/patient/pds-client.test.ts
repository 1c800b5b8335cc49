import { describe, expect, test } from 'vitest';
import {
  askerHeader,
  gatewayCodeSystem,
  narrowedHeader,
} from '../../../../electron/contract/gateway.ts';
import { pdsClient } from '../../../../renderer/patient/pds-client.ts';
import type { SearchCriteria } from '../../../../renderer/patient/search-criteria.ts';

const spine = 'https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode';
const reference = '4f3f2f6e-1d54-4d0e-9a0e-5a1d2f3c4b5a';
const criteria: SearchCriteria = {
  family: "O'Neill Smith",
  birthDate: '2010-10-22',
  given: null,
  gender: null,
  postcode: null,
  fuzzy: false,
};

const outcome = (code: string, system = spine) => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'value', details: { coding: [{ system, code }] } }],
});
const patient = (id: string) => ({ resourceType: 'Patient', id });
const signal = () => new AbortController().signal;

/** A client whose every request gets this answer, and what it asked for. */
function answering(status: number, body: unknown) {
  const asked: { url: string; accept: string | null }[] = [];
  const client = pdsClient(async (input, init) => {
    asked.push({ url: String(input), accept: new Headers(init?.headers).get('accept') });
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), {
      status,
      headers: { 'x-request-id': reference },
    });
  });
  return { client, asked };
}

describe('readPatient', () => {
  test('asks the gateway for FHIR', async () => {
    const { client, asked } = answering(200, patient('9000000009'));
    await client.readPatient('9000000009', signal());
    expect(asked).toEqual([
      { url: '/api/pds/Patient/9000000009', accept: 'application/fhir+json' },
    ]);
  });

  test('says when it is the page that asks', async () => {
    const askers: (string | null)[] = [];
    const client = pdsClient(async (_input, init) => {
      askers.push(new Headers(init?.headers).get(askerHeader));
      return Response.json(patient('9000000009'));
    });
    await client.readPatient('9000000009', signal());
    await client.readPatient('9000000009', signal(), 'page');
    await client.search(criteria, signal());
    await client.search(criteria, signal(), 'page');
    expect(askers).toEqual([null, 'page', null, 'page']);
  });

  test('finds the patient', async () => {
    const { client } = answering(200, patient('9000000009'));
    expect(await client.readPatient('9000000009', signal())).toMatchObject({
      kind: 'found',
      patient: { nhsNumber: '9000000009' },
    });
  });

  test('another number in the answer means the one asked for was replaced', async () => {
    const { client } = answering(200, patient('9000000025'));
    expect(await client.readPatient('9000000009', signal())).toMatchObject({
      kind: 'superseded',
      asked: '9000000009',
      patient: { nhsNumber: '9000000025' },
    });
  });

  test.each([
    [400, outcome('INVALID_RESOURCE_ID'), 'NHS_NUMBER_INVALID'],
    [404, outcome('RESOURCE_NOT_FOUND'), 'PATIENT_NOT_FOUND'],
    [404, outcome('INVALIDATED_RESOURCE'), 'PATIENT_INVALIDATED'],
    [400, outcome('MISSING_VALUE'), 'API_REQUEST_REFUSED'],
    [400, outcome('INVALID_VALUE'), 'API_REQUEST_REFUSED'],
    [400, outcome('INVALID_SEARCH_DATA'), 'SEARCH_NOT_ENOUGH'],
    [401, outcome('ACCESS_DENIED'), 'API_NOT_SIGNED_IN'],
    [403, outcome('ACCESS_DENIED'), 'API_FORBIDDEN'],
    [403, outcome('INVALID_METHOD'), 'API_APP_NOT_PERMITTED'],
    [408, outcome('UNABLE_TO_CALL_SERVICE'), 'API_TIMEOUT'],
    [429, outcome('TOO_MANY_REQUESTS'), 'API_BUSY'],
    [503, outcome('SERVICE_UNAVAILABLE'), 'API_UNAVAILABLE'],
    [500, { resourceType: 'OperationOutcome', issue: 'none' }, 'API_UNAVAILABLE'],
    [404, { resourceType: 'OperationOutcome' }, 'API_ANSWER_NOT_UNDERSTOOD'],
    [404, outcome('constructor'), 'API_ANSWER_NOT_UNDERSTOOD'],
    [502, outcome('API_UNREACHABLE', gatewayCodeSystem), 'API_UNREACHABLE'],
    [504, outcome('API_TIMEOUT', gatewayCodeSystem), 'API_TIMEOUT'],
    [401, outcome('SESSION_ENDED', gatewayCodeSystem), 'SESSION_ENDED'],
    [503, outcome('NOT_A_CODE', gatewayCodeSystem), 'API_UNAVAILABLE'],
    [503, outcome('API_BUSY', 'https://example.org/other'), 'API_UNAVAILABLE'],
    [200, '<html><title>Sign in to Wi-Fi</title></html>', 'API_ANSWER_NOT_UNDERSTOOD'],
    [403, '<html>Blocked</html>', 'API_ANSWER_NOT_UNDERSTOOD'],
    [404, '<html>Not found</html>', 'API_ANSWER_NOT_UNDERSTOOD'],
    [503, '<html>Service unavailable</html>', 'API_UNAVAILABLE'],
    [429, '', 'API_BUSY'],
    [200, '', 'API_ANSWER_NOT_UNDERSTOOD'],
    [200, { resourceType: 'Bundle' }, 'API_ANSWER_NOT_UNDERSTOOD'],
    [200, patient('9000000000'), 'API_ANSWER_NOT_UNDERSTOOD'],
    // Codings and issues of others beside PDS's own.
    [
      404,
      {
        resourceType: 'OperationOutcome',
        issue: [
          null,
          { severity: 'warning' },
          { details: { coding: [17, { code: 'X' }, { code: 'INVALIDATED_RESOURCE' }] } },
        ],
      },
      'PATIENT_INVALIDATED',
    ],
  ])('%i %j is %s', async (status, body, code) => {
    const { client } = answering(status, body);
    expect(await client.readPatient('9000000009', signal())).toEqual({
      kind: 'failed',
      code,
      reference,
    });
  });

  test('a fetch that fails means the service could not be reached', async () => {
    const client = pdsClient(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(await client.readPatient('9000000009', signal())).toEqual({
      kind: 'failed',
      code: 'API_UNREACHABLE',
      reference: null,
    });
  });

  test('a request that was given up rejects, so that nothing is shown for it', async () => {
    const abort = new AbortController();
    abort.abort();
    const client = pdsClient((_input, init) => {
      init?.signal?.throwIfAborted();
      return Promise.resolve(new Response());
    });
    await expect(client.readPatient('9000000009', abort.signal)).rejects.toThrow(/abort/i);
  });
});

describe('search', () => {
  test('sends the minimum, percent-encoded', async () => {
    const { client, asked } = answering(200, { resourceType: 'Bundle', total: 0 });
    await client.search(criteria, signal());
    expect(asked[0]?.url).toBe("/api/pds/Patient?family=O'Neill%20Smith&birthdate=eq2010-10-22");
  });

  test('sends every detail there is', async () => {
    const { client, asked } = answering(200, { resourceType: 'Bundle', total: 0 });
    await client.search(
      {
        ...criteria,
        family: 'Sm*',
        given: 'Jane',
        gender: 'female',
        postcode: 'LS1 6AE',
        fuzzy: true,
      },
      signal(),
    );
    expect(asked[0]?.url).toBe(
      '/api/pds/Patient?family=Sm*&given=Jane&birthdate=eq2010-10-22&gender=female&address-postalcode=LS1%206AE&_fuzzy-match=true',
    );
  });

  test.each([
    [{ given: 'Gareth Wyn' }, 'given=Gareth&given=Wyn&birthdate=eq2010-10-22'],
    [{ given: 'John Paul', givenIsOneName: true }, 'given=John%20Paul&birthdate=eq2010-10-22'],
    [{ history: true }, 'birthdate=eq2010-10-22&_history=true'],
    [
      { given: 'Jane', history: true, fuzzy: true },
      'given=Jane&birthdate=eq2010-10-22&_fuzzy-match=true',
    ],
  ] as const)('%j', async (details, query) => {
    const { client, asked } = answering(200, { resourceType: 'Bundle', total: 0 });
    await client.search({ ...criteria, family: 'Pritchard', ...details }, signal());
    expect(asked[0]?.url).toBe(`/api/pds/Patient?family=Pritchard&${query}`);
  });

  test('too many for a role that may see one only are called what they are: more than one', async () => {
    const headers = { [narrowedHeader]: 'unique-match' };
    const client = pdsClient(async () => Response.json(outcome('TOO_MANY_MATCHES'), { headers }));
    expect(await client.search(criteria, signal())).toMatchObject({ code: 'SEARCH_NOT_UNIQUE' });
    const { client: unnarrowed } = answering(200, outcome('TOO_MANY_MATCHES'));
    expect(await unnarrowed.search(criteria, signal())).toMatchObject({
      code: 'SEARCH_TOO_MANY_MATCHES',
    });
  });

  test('gives what it matched, and what of it could not be read', async () => {
    const { client } = answering(200, {
      resourceType: 'Bundle',
      entry: [{ resource: patient('9000000009') }, { resource: { resourceType: 'Patient' } }],
    });
    expect(await client.search(criteria, signal())).toMatchObject({
      kind: 'matches',
      patients: [{ nhsNumber: '9000000009' }],
      unreadable: 1,
    });
  });

  test('too many matches come as an outcome with status 200', async () => {
    const { client } = answering(200, outcome('TOO_MANY_MATCHES'));
    expect(await client.search(criteria, signal())).toMatchObject({
      kind: 'failed',
      code: 'SEARCH_TOO_MANY_MATCHES',
    });
  });

  test('what is no list is not understood', async () => {
    const { client } = answering(200, { resourceType: 'Bundle', entry: {} });
    expect(await client.search(criteria, signal())).toMatchObject({
      kind: 'failed',
      code: 'API_ANSWER_NOT_UNDERSTOOD',
    });
  });
});
