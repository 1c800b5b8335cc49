import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkNhsNumber } from '../../../electron/contract/nhs-number.ts';
import { patientsAt } from '../../../sandbox/apis/pds/patients.ts';
import { patientNumbers } from '../../../sandbox/apis/pds/story-patients.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { signInToPlatform } from './client-of-sandbox.ts';
import { getFromPds, outcomeOf } from './pds-client.ts';

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

const retrieve = (nhsNumber: string) => getFromPds(sandbox, accessToken, `/Patient/${nhsNumber}`);

describe('GET /Patient/{nhsNumber}', () => {
  it('gives an ordinary patient with everything, and the version as ETag', async () => {
    const { status, headers, body } = await retrieve(patientNumbers.main);
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe('W/"5"');
    expect(headers.get('content-type')).toBe('application/fhir+json');
    expect(body).toMatchObject({
      resourceType: 'Patient',
      id: patientNumbers.main,
      identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: patientNumbers.main }],
      meta: { versionId: '5', security: [{ code: 'U', display: 'unrestricted' }] },
      name: [
        { use: 'usual', prefix: ['Mrs'], given: ['Rosa'], family: 'WHITFIELD' },
        { use: 'maiden', family: 'MARCHETTI', period: { end: '1984-06-01' } },
      ],
      gender: 'female',
      birthDate: '1958-03-14',
      address: [{ use: 'home', line: ['14 Larkspur Close', 'Leeds'], postalCode: 'LS7 4QT' }],
      telecom: [{ system: 'phone' }, { system: 'phone', use: 'mobile' }, { system: 'email' }],
      generalPractitioner: [{ type: 'Organization', identifier: { value: 'A83008' } }],
    });
    expect(body).not.toHaveProperty('deceasedDateTime');
  });

  it('gives a restricted patient without any location or contact', async () => {
    const { status, body } = await retrieve(patientNumbers.restricted);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      meta: { security: [{ code: 'R', display: 'restricted' }] },
      name: [{ family: 'Smythe' }],
    });
    for (const hidden of ['address', 'telecom', 'generalPractitioner', 'extension']) {
      expect(body).not.toHaveProperty(hidden);
    }
  });

  it.each([
    ['formally', patientNumbers.deceasedFormal, '2010-10-22T00:00:00+00:00', '2'],
    ['informally', patientNumbers.deceasedInformal, '2026-08-03', '1'],
    ['in a year only', patientNumbers.deceasedYearOnly, '2003', '2'],
  ])('tells of a death notified %s', async (_how, nhsNumber, date, notification) => {
    const { body } = await retrieve(nhsNumber);
    expect(body).toMatchObject({
      deceasedDateTime: date,
      extension: [
        {
          url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus',
          extension: [
            {
              url: 'deathNotificationStatus',
              valueCodeableConcept: { coding: [{ code: notification }] },
            },
            { url: 'systemEffectiveDate', valueDateTime: date },
          ],
        },
      ],
    });
  });

  it('answers a superseded number with the record that took its place', async () => {
    const { status, body } = await retrieve(patientNumbers.supersededOld);
    expect(status).toBe(200);
    expect(body.id).toBe(patientNumbers.supersededNew);
  });

  it('gives a minimal record without name, birth date or gender', async () => {
    const { body } = await retrieve(patientNumbers.minimal);
    expect(Object.keys(body).sort()).toEqual(['id', 'identifier', 'meta', 'resourceType']);
  });

  it('gives a temporary address its period, and no fixed abode its postcode', async () => {
    expect((await retrieve(patientNumbers.temporaryAddress)).body).toMatchObject({
      address: [
        { use: 'home' },
        { use: 'temp', period: { start: '2026-09-15', end: '2027-06-30' } },
      ],
    });
    expect((await retrieve(patientNumbers.noFixedAbode)).body).toMatchObject({
      address: [{ postalCode: 'ZZ99 3VZ' }],
    });
  });

  it.each([
    ['an invalidated number', patientNumbers.invalidated, 404, 'INVALIDATED_RESOURCE', 'error'],
    ['a number nobody has', '9111231130', 404, 'RESOURCE_NOT_FOUND', 'information'],
    ['a search-only patient', patientNumbers.searchOnly, 404, 'RESOURCE_NOT_FOUND', 'information'],
    ['a wrong check digit', '9000000000', 400, 'INVALID_RESOURCE_ID', 'error'],
    ['something else', 'abc', 400, 'INVALID_RESOURCE_ID', 'error'],
  ])('refuses %s', async (_what, nhsNumber, status, code, severity) => {
    expect(outcomeOf(await retrieve(nhsNumber))).toMatchObject({ status, code, severity });
  });

  it('knows no other path and no other method', async () => {
    expect(outcomeOf(await getFromPds(sandbox, accessToken, '/HelloWorld'))).toMatchObject({
      status: 400,
      code: 'UNSUPPORTED_REQUEST',
      diagnostics: "Unsupported path - '/HelloWorld'",
    });
  });
});

describe('the synthetic patients', () => {
  const now = Date.UTC(2026, 10, 23, 12);
  const patients = patientsAt(now);
  const ageInDays = (nhsNumber: string) =>
    (now - Date.parse(patients.get(nhsNumber)?.birthDate ?? '')) / 86_400_000;

  it('have valid NHS numbers of test ranges, each once', () => {
    expect(patients.size).toBe(Object.keys(patientNumbers).length + 60);
    for (const nhsNumber of patients.keys()) {
      expect(checkNhsNumber(nhsNumber)).toEqual({ kind: 'valid', nhsNumber });
      expect(nhsNumber).toMatch(/^(999|900000)/);
    }
    for (const nhsNumber of Object.values(patientNumbers)) {
      expect(patients.has(nhsNumber)).toBe(true);
    }
  });

  it('include children of every age band', () => {
    expect(ageInDays(patientNumbers.babyOfDays)).toBeLessThan(28);
    expect(ageInDays(patientNumbers.babyOfWeeks)).toBeGreaterThan(28);
    expect(ageInDays(patientNumbers.babyOfWeeks)).toBeLessThan(365);
    expect(ageInDays(patientNumbers.infant)).toBeGreaterThan(366);
    expect(ageInDays(patientNumbers.infant)).toBeLessThan(730);
    expect(ageInDays(patientNumbers.toddler)).toBeLessThan(4 * 365);
    expect(Math.floor(ageInDays(patientNumbers.seventeen) / 365.25)).toBe(17);
  });

  it('include twins with one family name and one birth date', () => {
    const [one, two] = [patientNumbers.twinOne, patientNumbers.twinTwo].map((number) =>
      patients.get(number),
    );
    expect(one?.birthDate).toBe(two?.birthDate);
    expect(one?.names[0]?.family).toBe(two?.names[0]?.family);
    expect(one?.names[0]?.given).not.toEqual(two?.names[0]?.given);
  });
});
