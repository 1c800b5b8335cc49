import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnswerNotUnderstood } from '../../../../renderer/patient/fhir-fields.ts';
import { readPatient } from '../../../../renderer/patient/fhir-patient.ts';

const confidentiality = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const minimal = {
  resourceType: 'Patient',
  id: '9000000033',
  meta: { security: [{ system: confidentiality, code: 'U' }] },
};
const openEnded = { start: null, end: null };

const deathNotification = (code: unknown, base = 'https://fhir.hl7.org.uk') => ({
  url: `${base}/StructureDefinition/Extension-UKCore-DeathNotificationStatus`,
  extension: [
    { url: 'deathNotificationStatus', valueCodeableConcept: { coding: [{ code }] } },
    { url: 'systemEffectiveDate', valueDateTime: '2010-10-22T00:00:00+00:00' },
  ],
});

const removal = (coding: unknown, time: unknown) => ({
  url: 'https://fhir.nhs.uk/StructureDefinition/Extension-PDS-RemovalFromRegistration',
  extension: [
    { url: 'removalFromRegistrationCode', valueCodeableConcept: { coding } },
    { url: 'effectiveTime', ...Object(time) },
  ],
});

/** A record of the kind PDS gives, with everything on it. */
const full = {
  resourceType: 'Patient',
  id: '9000000009',
  identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9000000009' }],
  meta: { versionId: '2', security: [{ system: confidentiality, code: 'U' }] },
  name: [
    {
      id: '1',
      use: 'usual',
      family: 'Smith',
      given: ['Jane', 'Marie'],
      prefix: ['Mrs'],
      suffix: ['MBE'],
      period: { start: '2020-01-01', end: '2031-12-31' },
    },
    { id: '2', use: 'maiden', family: 'Jones', given: ['Jane'] },
  ],
  gender: 'female',
  birthDate: '2010-10-22',
  multipleBirthInteger: 1,
  address: [
    {
      id: '3',
      use: 'home',
      line: ['1 Trevelyan Square', '', 'Leeds'],
      postalCode: 'LS1 6AE',
      period: { start: '2020-01-01' },
    },
    { id: '4', use: 'temp', text: 'Student Accommodation', line: ['2 Canal Street'] },
  ],
  telecom: [
    { id: '5', system: 'phone', use: 'home', value: '01632960587' },
    { id: '6', system: 'email', use: 'home', value: 'jane@example.com' },
  ],
  generalPractitioner: [
    {
      id: '7',
      type: 'Organization',
      identifier: { value: 'Y12345', period: { start: '2020-01-01' } },
    },
  ],
  extension: [
    { url: 'https://example.org/unknown', valueMoney: { value: 1 } },
    removal([{ system: 'https://fhir.nhs.uk/CodeSystem/PDS-RemovalReasonExitCode', code: 'SCT' }], {
      valuePeriod: { start: '2020-01-01T00:00:00+00:00', end: '2021-12-31T00:00:00+00:00' },
    }),
  ],
};

test('reads everything that is shown', () => {
  expect(readPatient(full)).toEqual({
    nhsNumber: '9000000009',
    names: [
      {
        use: 'usual',
        text: null,
        family: 'Smith',
        given: ['Jane', 'Marie'],
        prefix: ['Mrs'],
        suffix: ['MBE'],
        period: { start: '2020-01-01', end: '2031-12-31' },
      },
      {
        use: 'maiden',
        text: null,
        family: 'Jones',
        given: ['Jane'],
        prefix: [],
        suffix: [],
        period: openEnded,
      },
    ],
    gender: 'female',
    birthDate: '2010-10-22',
    birthTime: null,
    death: null,
    whereabouts: {
      kind: 'shown',
      addresses: [
        {
          use: 'home',
          lines: ['1 Trevelyan Square', 'Leeds'],
          postalCode: 'LS1 6AE',
          period: { start: '2020-01-01', end: null },
        },
        { use: 'temp', lines: ['2 Canal Street'], postalCode: null, period: openEnded },
      ],
      contacts: [
        { system: 'phone', use: 'home', value: '01632960587', period: openEnded },
        { system: 'email', use: 'home', value: 'jane@example.com', period: openEnded },
      ],
      practices: [{ odsCode: 'Y12345', period: { start: '2020-01-01', end: null } }],
      removal: {
        reason: 'Transferred to Scotland',
        period: { start: '2020-01-01T00:00:00+00:00', end: '2021-12-31T00:00:00+00:00' },
      },
    },
    unread: [],
  });
});

test('a patient with nothing but a number has nothing else', () => {
  expect(readPatient(minimal)).toEqual({
    nhsNumber: '9000000033',
    names: [],
    gender: null,
    birthDate: null,
    birthTime: null,
    death: null,
    whereabouts: { kind: 'shown', addresses: [], contacts: [], practices: [], removal: null },
    unread: [],
  });
});

describe('a patient who is not said to be unrestricted', () => {
  test.each([
    ['R', 'restricted'],
    ['V', 'restricted'],
    ['REDACTED', 'restricted'],
    ['N', 'not-known'],
    [undefined, 'not-known'],
  ])('%s: keeps who they are and nothing of where', (code, kind) => {
    const { meta, ...rest } = full;
    const labelled = code === undefined ? rest : { ...rest, meta: { security: [{ code }] } };
    const patient = readPatient(labelled);
    expect(patient).toMatchObject({ nhsNumber: '9000000009', gender: 'female', unread: [] });
    expect(patient.names).toHaveLength(2);
    expect(patient.whereabouts).toEqual({ kind });
    expect(JSON.stringify(patient)).not.toMatch(/Leeds|Canal|01632|example\.com|Y12345|Scotland/);
  });
});

describe('deceased', () => {
  test.each([
    ['1', 'https://fhir.hl7.org.uk', 'informal'],
    ['2', 'https://fhir.hl7.org.uk', 'formal'],
    ['2', 'https://fhir.nhs.uk/R4', 'formal'],
  ])('notification %s under %s is %s', (code, base, notification) => {
    const deceasedDateTime = '2010-10-22T00:00:00+00:00';
    const extension = [null, { url: 5 }, deathNotification('U'), deathNotification(code, base)];
    expect(readPatient({ ...minimal, deceasedDateTime, extension }).death).toEqual({
      date: deceasedDateTime,
      notification,
    });
  });

  test('the code counts among others', () => {
    const notified = deathNotification('2');
    const coding = [{ system: 'https://example.org', code: 'dead' }, { code: '2' }];
    const extension = [
      {
        ...notified,
        extension: [{ url: 'deathNotificationStatus', valueCodeableConcept: { coding } }],
      },
    ];
    expect(readPatient({ ...minimal, extension }).death).toEqual({
      date: null,
      notification: 'formal',
    });
  });

  test('without more than yes or no', () => {
    expect(readPatient({ ...minimal, deceasedBoolean: true }).death).toEqual({
      date: null,
      notification: null,
    });
    expect(readPatient({ ...minimal, deceasedBoolean: false }).death).toBeNull();
    expect(readPatient({ ...minimal, deceasedBoolean: 'yes' })).toMatchObject({
      death: null,
      unread: ['death'],
    });
  });

  test('a removed notification is no death', () => {
    expect(readPatient({ ...minimal, extension: [deathNotification('U')] }).death).toBeNull();
  });

  test.each(['garbage', 20101022])(
    'a date that cannot be read (%j) is a death all the same',
    (date) => {
      const patient = readPatient({ ...minimal, deceasedDateTime: date });
      expect(patient.death).not.toBeNull();
      expect(patient.unread).toEqual(['death']);
    },
  );
});

describe('born', () => {
  const birthTime = (valueDateTime: unknown) => ({
    extension: [
      { url: 'https://example.org/unknown' },
      { url: 'http://hl7.org/fhir/StructureDefinition/patient-birthTime', valueDateTime },
    ],
  });

  test.each(['1958', '1958-03', '1958-03-14'])('%s is read as far as it is known', (birthDate) => {
    expect(readPatient({ ...minimal, birthDate })).toMatchObject({ birthDate, unread: [] });
  });

  test('at a time on that day in England', () => {
    const birthDate = '2026-06-16';
    const born = (time: unknown) =>
      readPatient({ ...minimal, birthDate, _birthDate: birthTime(time) }).birthTime;
    expect(born('2026-06-15T23:30:00Z')).toBe('2026-06-15T23:30:00Z');
    expect(born('2026-06-14T12:00:00Z')).toBeNull();
    expect(born('noon')).toBeNull();
  });

  test('a date that cannot be read is said', () => {
    expect(readPatient({ ...minimal, birthDate: '14/03/1958' }).unread).toEqual(['birth']);
  });
});

describe('empty places', () => {
  test('in lists of texts, with what is said of them beside', () => {
    const name = [
      {
        use: 'usual',
        family: 'Nullis',
        _family: { extension: [] },
        given: [null, 'Anna', null],
        _given: [{ extension: [{ url: 'https://example.org' }] }, null, null],
        prefix: [null],
        suffix: null,
        period: null,
      },
    ];
    const address = [{ line: [null, '6 Readable Road', null], _line: [null], postalCode: null }];
    const patient = readPatient({ ...minimal, name, address, telecom: null });
    expect(patient.names).toMatchObject([
      { family: 'Nullis', given: ['Anna'], prefix: [], suffix: [], period: openEnded },
    ]);
    expect(patient.whereabouts).toMatchObject({ addresses: [{ lines: ['6 Readable Road'] }] });
    expect(patient.unread).toEqual([]);
  });

  test('a name that is there beside its field only', () => {
    const name = [{ use: 'usual', _family: { extension: [{ url: 'masked' }] } }];
    expect(readPatient({ ...minimal, name })).toMatchObject({
      names: [{ family: null }],
      unread: [],
    });
  });
});

describe('what FHIR has and PDS does not use', () => {
  test('a whole name and a whole address as one text', () => {
    const patient = readPatient({
      ...minimal,
      name: [{ text: 'Jane Smith' }],
      address: [{ text: '1 Square, Leeds' }, { line: ['2 Row'], city: 'Leeds', postalCode: 'LS1' }],
    });
    expect(patient.names[0]?.text).toBe('Jane Smith');
    expect(patient.whereabouts).toMatchObject({
      addresses: [{ lines: ['1 Square, Leeds'] }, { lines: ['2 Row', 'Leeds'], postalCode: 'LS1' }],
    });
  });
});

test('a practice that is only referred to', () => {
  const reference = 'https://directory.spineservices.nhs.uk/STU3/Organization/Y12345';
  expect(readPatient({ ...minimal, generalPractitioner: [{ reference }] })).toMatchObject({
    whereabouts: { practices: [{ odsCode: 'Y12345', period: openEnded }] },
    unread: [],
  });
});

describe('a removal from registration', () => {
  const read = (coding: unknown, time: unknown) => {
    const { whereabouts } = readPatient({ ...minimal, extension: [removal(coding, time)] });
    return whereabouts.kind === 'shown' ? whereabouts.removal : null;
  };

  test.each([
    [[{ code: 'NIT' }], 'Transferred to Northern Ireland'],
    [[{ code: 'XYZ', display: 'Moved away' }], 'Moved away'],
    [[{ code: 'XYZ' }], 'Reason code XYZ'],
    [
      [
        { system: 'https://example.org', code: 'other', display: 'Other' },
        { system: 'https://fhir.nhs.uk/CodeSystem/PDS-RemovalReasonExitCode', code: 'EMB' },
      ],
      'Embarkation',
    ],
    [[], 'Reason not known'],
    [null, 'Reason not known'],
  ])('for %j: %s', (coding, reason) => {
    expect(read(coding, { valuePeriod: { start: '2024' } })).toEqual({
      reason,
      period: { start: '2024', end: null },
    });
  });

  test('at a time, or at none that is known', () => {
    expect(read([{ code: 'SCT' }], { valueDateTime: '2024-03-31' })?.period.start).toBe(
      '2024-03-31',
    );
    expect(read([{ code: 'SCT' }], {})?.period).toEqual(openEnded);
  });
});

describe('what cannot be read is said, and costs nothing else', () => {
  test.each([
    ['name', { name: [17, ...full.name] }],
    ['name', { name: [null, ...full.name] }],
    ['address', { address: ['1 Square', ...full.address] }],
    ['contact', { telecom: [{ value: 1632 }, ...full.telecom] }],
    ['practice', { generalPractitioner: [{ identifier: {} }, ...full.generalPractitioner] }],
    ['removal', { extension: [{ ...removal([], {}), extension: 'SCT' }] }],
    ['other', { extension: {} }],
  ])('%s', (part, bent) => {
    const patient = readPatient({ ...full, ...bent });
    expect(patient.unread).toEqual([part]);
    expect(patient.names).toHaveLength(2);
    expect(patient.whereabouts).toMatchObject({
      kind: 'shown',
      addresses: [{}, {}],
      contacts: [{}, {}],
      practices: [{}],
    });
  });

  test.each([
    ['names that are no list', { name: { family: 'Smith' } }, 'name'],
    ['an unknown gender', { gender: 'F' }, 'gender'],
    ['a birth date that is no text', { birthDate: 20101022 }, 'birth'],
    ['addresses that are no list', { address: 'Leeds' }, 'address'],
  ])('%s', (_case, bent, part) => {
    expect(readPatient({ ...full, ...bent }).unread).toEqual([part]);
  });

  test('half of a name is shown', () => {
    const name = [{ use: 'usual', family: 'Smith', given: ['Jane', 7] }];
    expect(readPatient({ ...full, name })).toMatchObject({
      names: [{ family: 'Smith', given: ['Jane'] }],
      unread: ['name'],
    });
  });

  test('a period that cannot be read is not taken for one without limits', () => {
    for (const period of ['2020', { end: 2020 }, { end: 'soon' }]) {
      const [name] = readPatient({ ...full, name: [{ use: 'usual', family: 'S', period }] }).names;
      expect(name?.period).not.toEqual(openEnded);
    }
  });

  /** Any value in place of any field or item, however deep. */
  const bent = fc
    .tuple(fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }), fc.jsonValue())
    .map(([path, value]) => ({ path, changed: changedAt(full, path, value) }));

  test('whatever is changed: nothing is thrown, and every other part is as it was', () => {
    const whole = readPatient(full);
    const parts = (patient: typeof whole) => ({
      name: patient.names,
      gender: patient.gender,
      birthDate: patient.birthDate,
      ...(patient.whereabouts.kind === 'shown' && {
        address: patient.whereabouts.addresses,
        telecom: patient.whereabouts.contacts,
        generalPractitioner: patient.whereabouts.practices,
      }),
    });
    fc.assert(
      fc.property(bent, ({ path, changed }) => {
        const field = Object.keys(full)[(path[0] ?? 0) % Object.keys(full).length] ?? '';
        if (['resourceType', 'id'].includes(field)) return;
        const { [field]: _own, ...others } = Object(parts(readPatient(changed)));
        if (field === 'meta') return;
        const { [field]: _whole, ...expected } = Object(parts(whole));
        expect(others).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test('one item of a list that is changed leaves the others', () => {
    const lists = ['name', 'address', 'telecom'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...lists), fc.jsonValue(), (list, value) => {
        const patient = readPatient({ ...full, [list]: [value, ...full[list]] });
        const { whereabouts } = patient;
        if (whereabouts.kind !== 'shown') throw new Error('withheld');
        const items = {
          name: patient.names.map(({ family }) => family),
          address: whereabouts.addresses.map(({ lines }) => lines[0]),
          telecom: whereabouts.contacts.map((contact) => contact.value),
        };
        const kept = {
          name: ['Smith', 'Jones'],
          address: ['1 Trevelyan Square', '2 Canal Street'],
          telecom: ['01632960587', 'jane@example.com'],
        };
        expect(items[list].slice(-2)).toEqual(kept[list]);
      }),
    );
  });
});

/** A copy in which the value at a path of positions is another. */
function changedAt(
  from: unknown,
  [position = 0, ...rest]: readonly number[],
  value: unknown,
): unknown {
  if (typeof from !== 'object' || from === null) return value;
  const keys = Object.keys(from);
  const key = keys[position % keys.length];
  if (key === undefined) return value;
  const inner = rest.length === 0 ? value : changedAt(Reflect.get(from, key), rest, value);
  return Array.isArray(from)
    ? from.map((item: unknown, index) => (String(index) === key ? inner : item))
    : { ...from, [key]: inner };
}

describe('a record is refused when it cannot be told whose it is', () => {
  test.each([
    ['no object', null],
    ['a list', [minimal]],
    ['another resource', { ...minimal, resourceType: 'Bundle' }],
    ['no id', { resourceType: 'Patient' }],
    ['an id that is no NHS number', { ...minimal, id: '9000000000' }],
    ['an id that is no text', { ...minimal, id: 9000000009 }],
  ])('%s', (_name, resource) => {
    expect(() => readPatient(resource)).toThrow(AnswerNotUnderstood);
  });

  test('without saying what was in it', () => {
    expect(() => readPatient({ ...minimal, id: 'SECRET' })).toThrow(/^unexpected shape at id$/);
  });
});
