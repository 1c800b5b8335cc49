import { describe, expect, test } from 'vitest';
import { AnswerNotUnderstood } from '../../../../renderer/patient/fhir-fields.ts';
import { readPatient } from '../../../../renderer/patient/fhir-patient.ts';

const minimal = { resourceType: 'Patient', id: '9000000033' };
const deathNotification = (code: string) => ({
  url: 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-DeathNotificationStatus',
  extension: [
    {
      url: 'deathNotificationStatus',
      valueCodeableConcept: { coding: [{ code }] },
    },
  ],
});

test('reads everything that is shown', () => {
  expect(
    readPatient({
      ...minimal,
      id: '9000000009',
      meta: { security: [{ code: 'U' }] },
      name: [
        {
          use: 'usual',
          family: 'Smith',
          given: ['Jane'],
          prefix: ['Mrs'],
          period: { start: '2020-01-01' },
        },
      ],
      gender: 'female',
      birthDate: '2010-10-22',
      address: [{ use: 'home', line: ['1 Trevelyan Square', '', 'Leeds'], postalCode: 'LS1 6AE' }],
      telecom: [{ system: 'phone', use: 'home', value: '01632960587' }, { system: 'phone' }],
      generalPractitioner: [{ identifier: { value: 'Y12345', period: { start: '2020-01-01' } } }],
    }),
  ).toEqual({
    nhsNumber: '9000000009',
    names: [
      {
        use: 'usual',
        family: 'Smith',
        given: ['Jane'],
        prefix: ['Mrs'],
        suffix: [],
        period: { start: '2020-01-01', end: null },
      },
    ],
    gender: 'female',
    birthDate: '2010-10-22',
    death: null,
    addresses: [
      {
        use: 'home',
        lines: ['1 Trevelyan Square', 'Leeds'],
        postalCode: 'LS1 6AE',
        period: { start: null, end: null },
      },
    ],
    contacts: [
      { system: 'phone', use: 'home', value: '01632960587', period: { start: null, end: null } },
    ],
    generalPractice: { odsCode: 'Y12345', period: { start: '2020-01-01', end: null } },
    restricted: false,
  });
});

test('a patient with nothing but a number has nothing else', () => {
  const patient = readPatient(minimal);
  expect(patient).toMatchObject({ names: [], gender: null, birthDate: null, death: null });
  expect(patient).toMatchObject({ addresses: [], contacts: [], generalPractice: null });
});

describe('restricted', () => {
  test.each([
    ['R', true],
    ['V', true],
    ['REDACTED', true],
    ['U', false],
  ])('%s: %s', (code, restricted) => {
    expect(readPatient({ ...minimal, meta: { security: [{ code }] } }).restricted).toBe(restricted);
  });
});

describe('deceased', () => {
  test.each([
    ['1', 'informal'],
    ['2', 'formal'],
  ])('notification %s is %s', (code, notification) => {
    const deceasedDateTime = '2010-10-22T00:00:00+00:00';
    expect(
      readPatient({ ...minimal, deceasedDateTime, extension: [deathNotification(code)] }).death,
    ).toEqual({ date: deceasedDateTime, notification });
  });

  test('a notification without a date is a death all the same', () => {
    expect(readPatient({ ...minimal, extension: [deathNotification('2')] }).death).toEqual({
      date: null,
      notification: 'formal',
    });
  });

  test('a removed notification is no death', () => {
    expect(readPatient({ ...minimal, extension: [deathNotification('U')] }).death).toBeNull();
  });
});

describe('a record of the wrong shape is refused whole', () => {
  test.each([
    ['no object', null],
    ['a list', [minimal]],
    ['another resource', { ...minimal, resourceType: 'Bundle' }],
    ['no id', { resourceType: 'Patient' }],
    ['an id that is no NHS number', { ...minimal, id: '9000000000' }],
    ['names that are no list', { ...minimal, name: { family: 'Smith' } }],
    ['a family name that is no text', { ...minimal, name: [{ family: ['Smith'] }] }],
    ['given names that are no list', { ...minimal, name: [{ given: 'Jane' }] }],
    ['an unknown gender', { ...minimal, gender: 'F' }],
    ['a birth date that is no text', { ...minimal, birthDate: 20101022 }],
    ['a null address', { ...minimal, address: [null] }],
  ])('%s', (_name, resource) => {
    expect(() => readPatient(resource)).toThrow(AnswerNotUnderstood);
  });

  test('without saying what was in it', () => {
    expect(() => readPatient({ ...minimal, gender: 'SECRET' })).toThrow(
      /^unexpected shape at gender$/,
    );
  });
});
