import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mainStoryPatient, patientNumbers } from '../../../sandbox/apis/pds/story-patients.ts';
import { prescriptionsPath } from '../../../sandbox/apis/prescriptions/prescriptions.ts';
import { prescriptionId } from '../../../sandbox/apis/prescriptions/story-prescriptions.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { exchangeForm, postToken, rawIdToken, signInToPlatform } from './client-of-sandbox.ts';

let sandbox: Sandbox;
let strong: string;
let weak: string;

beforeAll(async () => {
  sandbox = await startSandbox();
  const ben = { person: 'Ben Carter' };
  ({ accessToken: strong } = await signInToPlatform(sandbox, { ...ben, synced: false }));
  ({ accessToken: weak } = await signInToPlatform(sandbox, { ...ben, synced: true }));
});

afterAll(() => sandbox.stop());

interface Body {
  readonly resourceType: string;
  readonly total?: number;
  readonly issue?: readonly { readonly diagnostics: string; readonly details: unknown }[];
  readonly entry?: readonly {
    readonly fullUrl: string;
    readonly search: unknown;
    readonly resource: Readonly<Record<string, unknown>>;
  }[];
}

async function get(
  query: string,
  changes: Readonly<Record<string, string | null>> = {},
): Promise<{ readonly response: Response; readonly body: Body }> {
  const headers = new Headers({
    authorization: `Bearer ${strong}`,
    'x-request-id': randomUUID(),
    'nhsd-session-urid': '656014452401',
    'nhsd-organization-uuid': 'RX9',
    'nhsd-session-jobrole': 'S8000:G8000:R8001',
  });
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  const url = `${sandbox.apiOrigin}${prescriptionsPath}/RequestGroup${query}`;
  const response = await fetch(url, { headers });
  return { response, body: await response.json() };
}

const ofMain = `?nhsNumber=${mainStoryPatient.nhsNumber}`;

describe('the Clinical Prescription Tracker', () => {
  it('finds the patient and two prescriptions', async () => {
    const { response, body } = await get(ofMain);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/fhir+json');
    expect(body).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 2 });
    const [patient, ...groups] = body.entry ?? [];
    expect(patient).toMatchObject({
      search: { mode: 'include' },
      resource: {
        resourceType: 'Patient',
        identifier: [{ value: mainStoryPatient.nhsNumber }],
        name: [{ prefix: ['MRS'], given: ['ROSA'], family: 'WHITFIELD' }],
      },
    });
    expect(groups).toHaveLength(2);
    for (const { search, resource } of groups) {
      expect(search).toEqual({ mode: 'match' });
      expect(resource).toMatchObject({
        resourceType: 'RequestGroup',
        subject: { reference: patient?.fullUrl },
        intent: 'order',
        identifier: [
          { value: expect.stringMatching(/^[A-F0-9]{6}-[A-Z0-9]{6}-[A-F0-9]{5}[A-Z0-9+]$/) },
        ],
      });
    }
    expect(JSON.stringify(groups)).toContain('"code":"0001"');
  });

  it('finds one by its prescription id, and none for another patient', async () => {
    const all = await get(ofMain);
    const group = all.body.entry?.at(-1)?.resource['identifier'];
    const [{ value }] = group as [{ value: string }];
    const one = await get(`?prescriptionId=${encodeURIComponent(value)}`);
    expect(one.body.total).toBe(1);
    const none = await get(`?nhsNumber=${patientNumbers.ordinaryMan}`);
    expect(none.body).toMatchObject({ total: 0, entry: [] });
  });

  it('repeats the request’s ids', async () => {
    const id = randomUUID();
    const { response } = await get(ofMain, { 'x-request-id': id, 'x-correlation-id': 'abc' });
    expect(response.headers.get('x-request-id')).toBe(id);
    expect(response.headers.get('x-correlation-id')).toBe('abc');
  });

  it('is in the request log under its own name', async () => {
    await get(ofMain);
    expect(sandbox.requests.at(-1)).toMatchObject({
      server: 'prescriptions',
      path: `${prescriptionsPath}/RequestGroup`,
      status: 200,
    });
  });

  it('refuses a token of an AAL2 sign-in with 403', async () => {
    const { response, body } = await get(ofMain, { authorization: `Bearer ${weak}` });
    expect(response.status).toBe(403);
    expect(JSON.stringify(body)).toContain('FORBIDDEN');
    expect(body).not.toHaveProperty('entry');
  });

  it.each([
    ['no token', null],
    ['an unknown token', 'Bearer unknown'],
  ])('refuses %s with 401', async (_what, authorization) => {
    const { response, body } = await get(ofMain, { authorization });
    expect(response.status).toBe(401);
    expect(JSON.stringify(body)).toContain('UNAUTHORIZED');
  });

  it('lists every missing header at once', async () => {
    const { response, body } = await get(ofMain, {
      'x-request-id': null,
      'nhsd-session-urid': null,
      'nhsd-organization-uuid': null,
      'nhsd-session-jobrole': null,
    });
    expect(response.status).toBe(400);
    expect(body.issue?.map(({ diagnostics }) => diagnostics)).toEqual([
      'Missing required header, x-request-id.',
      'Missing required header, nhsd-organization-uuid.',
      'Missing required header, nhsd-session-urid.',
      'Missing required header, nhsd-session-jobrole.',
    ]);
  });

  it.each([
    ['no search', '', {}, 'Missing required query string parameter'],
    ['two searches', `${ofMain}&prescriptionId=x`, {}, 'not both'],
    ['a wrong NHS number', '?nhsNumber=9990100137', {}, 'NHS Number'],
    ['a request id that is no UUID', ofMain, { 'x-request-id': '1' }, 'x-request-id'],
    ['a role of someone else', ofMain, { 'nhsd-session-urid': '656014452101' }, 'urid'],
  ])('refuses %s with 400', async (_what, query, changes, words) => {
    const { response, body } = await get(query, changes);
    expect(response.status).toBe(400);
    expect(body.issue?.[0]?.diagnostics).toContain(words);
  });
});

// Ids of NHS examples.
it.each(['CF5D04-A83008-7374CW', '335C70-A83008-84058A', '24F5DA-A83008-7EFE6Z'])(
  'gives %s its check character',
  (id) => expect(prescriptionId(id.slice(0, -1))).toBe(id),
);

it('with platformRequires AAL3 only an AAL3 sign-in is exchanged', async () => {
  const strict = await startSandbox({ platformRequires: 'AAL3' });
  expect(strict.policy).toMatchObject({ assurance: 'AAL2_OR_AAL3' });
  const exchange = async (synced: boolean) => {
    const { idToken } = await rawIdToken(strict, { person: 'Ben Carter', synced });
    return postToken(strict, exchangeForm(idToken));
  };
  expect(await exchange(true)).toMatchObject({
    status: 401,
    body: { error: 'unauthorized_client' },
  });
  expect((await exchange(false)).status).toBe(200);
  await strict.stop();
});
