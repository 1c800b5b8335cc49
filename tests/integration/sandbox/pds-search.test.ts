import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { patientNumbers } from '../../../sandbox/apis/pds/story-patients.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { signInToPlatform } from './client-of-sandbox.ts';
import { getFromPds, idsOf, outcomeOf } from './pds-client.ts';

let sandbox: Sandbox;
let accessToken: string;
let clockAhead = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ now: () => Date.now() + clockAhead });
  ({ accessToken } = await signInToPlatform(sandbox, { person: 'Ben Carter', synced: true }));
});

beforeEach(() => {
  clockAhead += 1000;
});

afterAll(() => sandbox.stop());

const search = (query: string) => getFromPds(sandbox, accessToken, `/Patient?${query}`);

describe('a search that finds', () => {
  it('gives one match by family name and birth date, whatever the case', async () => {
    const answer = await search('family=whitfield&birthdate=eq1958-03-14');
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      resourceType: 'Bundle',
      type: 'searchset',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/),
      total: 1,
    });
    expect(answer.body.entry?.[0]).toMatchObject({
      fullUrl: `${sandbox.apiOrigin}/personal-demographics/FHIR/R4/Patient/${patientNumbers.main}`,
      search: { score: 1 },
      resource: { id: patientNumbers.main },
    });
  });

  it('gives a reduced record: no former name, no other address, no preference', async () => {
    const main = await search('family=WHITFIELD&birthdate=1958-03-14');
    const patient = main.body.entry?.[0]?.resource;
    expect(patient?.['name']).toMatchObject([{ use: 'usual', family: 'WHITFIELD' }]);
    expect(patient).not.toHaveProperty('extension');
    const student = await search('family=LOCKWOOD&birthdate=2005-09-13');
    expect(student.body.entry?.[0]?.resource['address']).toMatchObject([{ use: 'home' }]);
  });

  it('leaves entry out when nobody matches', async () => {
    const { status, body } = await search('family=Spiderman&birthdate=1962-07-31');
    expect(status).toBe(200);
    expect(body.total).toBe(0);
    expect(body).not.toHaveProperty('entry');
  });

  it('matches wildcards with a lower score', async () => {
    const answer = await search('family=Sm*&gender=female&birthdate=eq2010-10-22');
    expect(idsOf(answer)).toEqual([patientNumbers.deceasedFormal, patientNumbers.searchOnly]);
    expect(answer.body.entry?.[0]?.search.score).toBe(0.8343);
  });

  it('gives both twins, and one of them by given name', async () => {
    const both = await search('family=THACKRAY&birthdate=2016-02-29');
    expect(idsOf(both)).toEqual([patientNumbers.twinOne, patientNumbers.twinTwo]);
    const one = await search('family=THACKRAY&birthdate=2016-02-29&given=Amelie');
    expect(idsOf(one)).toEqual([patientNumbers.twinTwo]);
  });

  it('takes a range of birth dates', async () => {
    const answer = await search('family=PRITCHARD&birthdate=ge1971-01-01&birthdate=le1971-12-31');
    expect(idsOf(answer)).toEqual([patientNumbers.ordinaryMan]);
    const before = await search('family=PRITCHARD&birthdate=le1971-11-29');
    expect(before.body.total).toBe(0);
  });

  it('narrows by gender, postcode with wildcard and practice', async () => {
    const base = 'family=WHITFIELD&birthdate=1958-03-14';
    for (const [more, total] of [
      ['gender=male', 0],
      ['address-postalcode=ls74qt', 1],
      ['address-postalcode=LS7*', 1],
      ['address-postalcode=LS8*', 0],
      ['general-practitioner=A83008', 1],
      ['general-practitioner=B82041', 0],
      ['email=rosa.whitfield@example.com', 1],
      ['phone=07700900000', 0],
    ] as const) {
      clockAhead += 1000;
      expect([more, (await search(`${base}&${more}`)).body.total]).toEqual([more, total]);
    }
  });

  it('finds names with apostrophe, hyphen and diacritics', async () => {
    const found = await Promise.all(
      [
        `family=${encodeURIComponent("O'Shaughnessy")}&birthdate=1990-03-17&given=Sinead`,
        'family=Adeyemi-Clarke&birthdate=1982-10-05&given=Jean-Paul',
        `family=${encodeURIComponent('Müller-Grøndahl')}&birthdate=1993-01-29`,
      ].map(search),
    );
    expect(found.flatMap(idsOf)).toEqual([
      patientNumbers.apostrophe,
      patientNumbers.hyphen,
      patientNumbers.diacritics,
    ]);
  });

  it('hides a restricted patient as soon as postcode or practice is searched', async () => {
    const base = 'family=FERNLEY&birthdate=1983-04-21';
    expect(idsOf(await search(base))).toEqual([patientNumbers.restrictedMan]);
    expect((await search(`${base}&address-postalcode=LS7*`)).body.total).toBe(0);
    expect((await search(`${base}&general-practitioner=A83008`)).body.total).toBe(0);
  });

  it('finds a former name only with _history, and the record that superseded another', async () => {
    const former = 'family=MARCHETTI&birthdate=1958-03-14';
    expect((await search(former)).body.total).toBe(0);
    expect(idsOf(await search(`${former}&_history=true`))).toEqual([patientNumbers.main]);
    const superseding = await search('family=CUFFLEY&birthdate=1966-01-07');
    expect(idsOf(superseding)).toEqual([patientNumbers.supersededNew]);
  });

  it('finds by death date', async () => {
    const base = 'family=HOLROYD&birthdate=1939-02-27';
    expect((await search(`${base}&death-date=ge2026-08-01`)).body.total).toBe(1);
    expect((await search(`${base}&death-date=2026-08-04`)).body.total).toBe(0);
  });
});

describe('too many matches', () => {
  it('answers 200 with an OperationOutcome above 50, and above _max-results', async () => {
    const crowd = 'family=Sm*&birthdate=ge1950-01-01&birthdate=le1959-12-31';
    expect(outcomeOf(await search(crowd))).toEqual({
      status: 200,
      code: 'TOO_MANY_MATCHES',
      severity: 'information',
      diagnostics: undefined,
    });
    const two = 'family=Sm*&gender=female&birthdate=eq2010-10-22';
    expect(outcomeOf(await search(`${two}&_max-results=1`)).code).toBe('TOO_MANY_MATCHES');
    expect((await search(`${two}&_max-results=2`)).body.total).toBe(2);
  });
});

describe('fuzzy and exact', () => {
  it('finds misspelt names in descending score', async () => {
    const query = 'family=THACKERAY&given=Amelie&birthdate=2016-02-29';
    expect((await search(query)).body.total).toBe(0);
    const answer = await search(`${query}&_fuzzy-match=true`);
    expect(idsOf(answer)).toEqual([patientNumbers.twinTwo, patientNumbers.twinOne]);
    const scores = (answer.body.entry ?? []).map(({ search: { score } }) => score);
    expect(scores[0]).toBeGreaterThan(scores[1] ?? 1);
    expect(scores[0]).toBeLessThan(1);
  });

  it('with _exact-match wants every given name', async () => {
    const query = 'family=PRITCHARD&birthdate=1971-11-30&_exact-match=true';
    expect((await search(`${query}&given=Gareth`)).body.total).toBe(0);
    expect((await search(`${query}&given=Gareth&given=Wyn`)).body.total).toBe(1);
  });

  it.each([
    ['family and birth date only', 'family=THACKERAY&birthdate=2016-02-29', 400],
    ['given, family and birth date', 'given=Amelia&family=THACKRAY&birthdate=2016-02-29', 200],
    [
      'family, birth date, gender and postcode',
      'family=THACKRAY&birthdate=2016-02-29&gender=female&address-postalcode=LS132JB',
      200,
    ],
    [
      'given, birth date, gender and postcode',
      'given=Amelia&birthdate=2016-02-29&gender=female&address-postalcode=LS132JB',
      200,
    ],
    ['given and family without birth date', 'given=Amelia&family=THACKRAY', 400],
  ])('fuzzy with %s', async (_what, query, status) => {
    expect((await search(`${query}&_fuzzy-match=true`)).status).toBe(status);
  });
});

describe('a search that PDS refuses', () => {
  const whitfield = 'family=WHITFIELD&birthdate=1958-03-14';

  it.each([
    ['nothing at all', '', 'UNSUPPORTED_SERVICE', undefined],
    [
      'an unknown parameter',
      `${whitfield}&year=1958`,
      'ADDITIONAL_PROPERTIES',
      "Invalid request with error - Additional properties are not allowed ('year' was unexpected)",
    ],
    [
      'a birth date alone',
      'birthdate=1958-03-14',
      'INVALID_SEARCH_DATA',
      "Invalid search data provided - 'No searches were performed as the search criteria did not meet the minimum requirements'",
    ],
    [
      'a family name alone',
      'family=WHITFIELD',
      'MISSING_VALUE',
      "Missing value - 'birth_date/birth_date_range_start/birth_date_range_end'",
    ],
    [
      'a birth date in another form',
      'family=WHITFIELD&birthdate=20101022',
      'INVALID_VALUE',
      "Invalid value - '20101022' in field 'birthdate'",
    ],
    [
      'a day that does not exist',
      'family=WHITFIELD&birthdate=2023-02-30',
      'INVALID_VALUE',
      "Invalid value - '2023-02-30' in field 'birthdate'",
    ],
    [
      'another comparator',
      'family=WHITFIELD&birthdate=gt1958-03-14',
      'INVALID_VALUE',
      "Invalid value - 'gt1958-03-14' in field 'birthdate'",
    ],
    [
      'an early wildcard',
      'family=W*&birthdate=1958-03-14',
      'INVALID_VALUE',
      "Invalid value - 'W*' in field 'family'",
    ],
    [
      'another gender',
      `${whitfield}&gender=f`,
      'INVALID_VALUE',
      "Invalid value - 'f' in field 'gender'",
    ],
    [
      'too long a name',
      `family=${'W'.repeat(36)}&birthdate=1958-03-14`,
      'INVALID_VALUE',
      `Invalid value - '${'W'.repeat(36)}' in field 'family'`,
    ],
    [
      'more than 50 results',
      `${whitfield}&_max-results=51`,
      'INVALID_VALUE',
      "Invalid value - '51' in field '_max-results'",
    ],
    [
      'no result',
      `${whitfield}&_max-results=0`,
      'INVALID_VALUE',
      "Invalid value - '0' in field '_max-results'",
    ],
  ])('%s', async (_what, query, code, diagnostics) => {
    const answer = outcomeOf(await search(query));
    expect(answer).toEqual({ status: 400, code, severity: 'error', diagnostics });
  });

  it.each([
    ['both postcode parameters', `${whitfield}&address-postalcode=LS7&address-postcode=LS7`],
    [
      'wildcards in a fuzzy search',
      `family=WHI*&given=Rosa&birthdate=1958-03-14&_fuzzy-match=true`,
    ],
    ['fuzzy and exact', `${whitfield}&given=Rosa&_fuzzy-match=true&_exact-match=true`],
  ])('%s', async (_what, query) => {
    expect(outcomeOf(await search(query))).toMatchObject({
      status: 400,
      code: 'INVALID_SEARCH_DATA',
    });
  });
});
