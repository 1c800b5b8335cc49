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
const noBirthDate = "Missing value - 'birth_date/birth_date_range_start/birth_date_range_end'";

/** Where the sandbox differed from the published specification and its scenarios, row by row. */
describe('as the specification has it', () => {
  it.each(['gender=female', 'email=a@example.com&phone=01632960587', 'given=Rosa', 'family=Smith'])(
    '%s alone: the birth date is what is missing',
    async (query) => {
      expect(outcomeOf(await search(query))).toEqual({
        status: 400,
        code: 'MISSING_VALUE',
        severity: 'error',
        diagnostics: noBirthDate,
      });
    },
  );

  it('names every unknown parameter, once', async () => {
    const query = 'model=focus&family=Smith&year=2003&year=2004&manufacturer=Ford';
    expect(outcomeOf(await search(query))).toMatchObject({
      code: 'ADDITIONAL_PROPERTIES',
      diagnostics:
        "Invalid request with error - Additional properties are not allowed ('model', 'year', 'manufacturer' were unexpected)",
    });
  });

  it.each(['656014452999', 'abc'])(
    'refuses the role %s with a reference to the guidance',
    async (role) => {
      const answer = await getFromPds(sandbox, accessToken, `/Patient/${patientNumbers.main}`, {
        'nhsd-session-urid': role,
      });
      expect(outcomeOf(answer)).toMatchObject({
        code: 'INVALID_VALUE',
        diagnostics: expect.stringMatching(
          new RegExp(
            `^Invalid value - '${role}' in header 'NHSD-Session-URID'\\. Refer to the guidance`,
          ),
        ),
      });
    },
  );

  it.each(['9000000000', '123', 'abc', '%E0%A4'])(
    'says no more of the NHS number %s than that it is invalid',
    async (nhsNumber) => {
      expect(outcomeOf(await getFromPds(sandbox, accessToken, `/Patient/${nhsNumber}`))).toEqual({
        status: 400,
        code: 'INVALID_RESOURCE_ID',
        severity: 'error',
        diagnostics: undefined,
      });
    },
  );

  it('finds a patient by nickname and by temporary name, and returns them', async () => {
    const byNickname = await search('family=ASHDOWN&given=Rob&birthdate=1996-05-19');
    expect(idsOf(byNickname)).toEqual([patientNumbers.renamed]);
    expect(byNickname.body.entry?.[0]?.resource['name']).toMatchObject([
      { use: 'usual' },
      { use: 'nickname', given: ['Rob'] },
    ]);
    const byTemporary = await search('family=LOWE&birthdate=1968-02-09');
    expect(idsOf(byTemporary)).toEqual([patientNumbers.compoundName]);
    // A former name still needs to be asked for.
    const former = 'family=ASHDOWN&given=Roberta&birthdate=1996-05-19';
    expect(idsOf(await search(former))).toEqual([]);
    expect(idsOf(await search(`${former}&_history=true`))).toEqual([patientNumbers.renamed]);
  });

  it.each([
    ['given=Wy*', []],
    ['given=Gar*', [patientNumbers.ordinaryMan]],
    ['given=Wyn', [patientNumbers.ordinaryMan]],
    ['given=Gareth&given=Wyn', [patientNumbers.ordinaryMan]],
    ['given=Gar*&given=Wyn', [patientNumbers.ordinaryMan]],
    ['given=Gareth&given=Wy*', []],
  ])('%s: a wildcard is for the first given name', async (given, found) => {
    expect(idsOf(await search(`family=PRITCHARD&birthdate=1971-11-30&${given}`))).toEqual(found);
  });

  it('knows a compound given name as one value', async () => {
    const base = 'family=FAIRBANK&birthdate=1968-02-09';
    expect(idsOf(await search(`${base}&given=John%20Paul`))).toEqual([patientNumbers.compoundName]);
    expect(idsOf(await search(`${base}&given=John%20Paul&given=James`))).toHaveLength(1);
    expect(idsOf(await search(`${base}&given=John*`))).toHaveLength(1);
    expect(idsOf(await search(`${base}&given=John&given=Paul`))).toEqual([]);
  });

  it.each(['LS2 9JT', 'ls29jt', 'LS2*', 'YO22 4JT'])(
    'finds a patient by the postcode %s, of the home or of a temporary address',
    async (postcode) => {
      const query = `family=LOCKWOOD&birthdate=2005-09-13&address-postalcode=${encodeURIComponent(postcode)}`;
      const answer = await search(query);
      expect(idsOf(answer)).toEqual([patientNumbers.temporaryAddress]);
      expect(answer.body.entry?.[0]?.resource['address']).toMatchObject([{ use: 'home' }]);
    },
  );

  it.each(['email=Rosa.Whitfield@EXAMPLE.com', 'general-practitioner=a83008'])(
    'compares without regard to case: %s',
    async (detail) => {
      const answer = await search(`family=WHITFIELD&birthdate=1958-03-14&${detail}`);
      expect(idsOf(answer)).toEqual([patientNumbers.main]);
    },
  );

  it('only scores a wrong practice or death date in a fuzzy search', async () => {
    const base = 'family=WHITFIELD&given=Rosa&birthdate=1958-03-14&_fuzzy-match=true';
    const scoreOf = async (more: string) => {
      clockAhead += 1000;
      return (await search(base + more)).body.entry?.[0]?.search.score;
    };
    const right = (await scoreOf('&general-practitioner=A83008')) ?? 0;
    const wrongPractice = (await scoreOf('&general-practitioner=B82041')) ?? 0;
    const wrongDeath = (await scoreOf('&death-date=2020-01-01')) ?? 0;
    const both = (await scoreOf('&general-practitioner=B82041&death-date=2020-01-01')) ?? 0;
    expect(right).toBe(1);
    expect(wrongPractice).toBeLessThan(right);
    expect(wrongDeath).toBeLessThan(right);
    expect(both).toBeLessThan(wrongDeath);
    expect(both).toBeGreaterThan(0);
  });

  it('finds exchanged names in a fuzzy search only, with a lower score', async () => {
    const query = 'family=ROSA&given=WHITFIELD&birthdate=1958-03-14';
    expect(idsOf(await search(query))).toEqual([]);
    const answer = await search(`${query}&_fuzzy-match=true`);
    expect(idsOf(answer)).toEqual([patientNumbers.main]);
    expect(answer.body.entry?.[0]?.search.score).toBeLessThan(1);
  });

  it('finds a restricted patient by e-mail and phone, without the restricted parts', async () => {
    const base = 'family=Smythe&given=Janet&gender=female&birthdate=eq2005-06-16';
    const answer = await search(`${base}&email=janet.smythe@example.com&phone=01632960587`);
    expect(idsOf(answer)).toEqual([patientNumbers.restricted]);
    const text = JSON.stringify(answer.body);
    for (const hidden of [
      'telecom',
      'address',
      'generalPractitioner',
      'contact',
      'Refuge',
      'LS1',
    ]) {
      expect(text).not.toContain(hidden);
    }
    expect(idsOf(await search(`${base}&phone=01134960112`))).toEqual([]);
    expect(idsOf(await search(`${base}&address-postalcode=LS1%202AB`))).toEqual([]);
  });

  it.each(['L*', '*S1', 'l*6ae'])('refuses the postcode %s', async (postcode) => {
    const query = `family=Smith&birthdate=2010-10-22&address-postalcode=${postcode}`;
    expect(outcomeOf(await search(query))).toMatchObject({
      code: 'INVALID_VALUE',
      diagnostics: `Invalid value - '${postcode}' in field 'address-postalcode'`,
    });
  });
});
