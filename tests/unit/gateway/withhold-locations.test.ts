import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withholdLocations as withholdFrom } from '../../../electron/gateway/withhold-locations.ts';

const system = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
const ukCore = 'https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore';
const place = 'WHEREABOUTS';

const withholdLocations = (body: unknown, search = 'family=Smythe') =>
  withholdFrom(body, new URLSearchParams(search));

/** A patient with everything PDS and FHIR know, each place marked. */
function patient(security: unknown): Record<string, unknown> {
  return {
    resourceType: 'Patient',
    id: '9000000025',
    meta: { versionId: '4', source: place, tag: [{ display: place }], security },
    text: { status: 'generated', div: `<div>${place}</div>` },
    contained: [
      { resourceType: 'RelatedPerson', address: [{ line: [place] }] },
      { resourceType: 'Organization', name: place },
    ],
    identifier: [{ value: '9000000025', assigner: { display: place } }],
    name: [
      {
        id: 'a',
        use: 'usual',
        family: 'Smythe',
        given: ['Janet', null],
        _given: [null, { extension: [{ url: 'x', valueString: place }] }],
        prefix: ['Mrs'],
        period: { start: '2020-01-01', extension: [{ url: 'x', valueString: place }] },
        extension: [{ url: 'x', valueString: place }],
      },
    ],
    telecom: [{ system: 'phone', value: place }],
    gender: 'female',
    birthDate: '2005-06-16',
    _birthDate: {
      extension: [
        {
          url: 'http://hl7.org/fhir/StructureDefinition/patient-birthTime',
          valueDateTime: '2005-06-16T10:00:00+01:00',
          extension: [{ url: 'x', valueString: place }],
        },
        { url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace', valueAddress: place },
      ],
    },
    deceasedDateTime: '2026-01-02',
    address: [{ use: 'home', line: [place], postalCode: place }],
    contact: [{ telecom: [{ value: place }], address: { line: [place] } }],
    communication: [{ language: { text: place } }],
    generalPractitioner: [{ identifier: { value: place } }],
    managingOrganization: { identifier: { value: place } },
    link: [{ other: { display: place } }],
    photo: [{ url: place }],
    extension: [
      {
        url: `${ukCore}-DeathNotificationStatus`,
        extension: [
          {
            url: 'deathNotificationStatus',
            valueCodeableConcept: { coding: [{ code: '2', display: place }], text: place },
          },
          { url: 'systemEffectiveDate', valueDateTime: place },
        ],
      },
      { url: `${ukCore}-NominatedPharmacy`, valueReference: { identifier: { value: place } } },
      {
        url: 'https://fhir.nhs.uk/StructureDefinition/Extension-PDS-RemovalFromRegistration',
        extension: [
          {
            url: 'removalFromRegistrationCode',
            valueCodeableConcept: { coding: [{ display: place }] },
          },
        ],
      },
      { url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace', valueAddress: place },
    ],
    [place]: place,
  };
}

const identity = {
  resourceType: 'Patient',
  id: '9000000025',
  name: [
    {
      use: 'usual',
      family: 'Smythe',
      given: ['Janet', null],
      prefix: ['Mrs'],
      period: { start: '2020-01-01' },
    },
  ],
  gender: 'female',
  birthDate: '2005-06-16',
  _birthDate: {
    extension: [
      {
        url: 'https://fhir.hl7.org.uk/StructureDefinition/patient-birthTime',
        valueDateTime: '2005-06-16T10:00:00+01:00',
      },
    ],
  },
  deceasedDateTime: '2026-01-02',
  extension: [
    {
      url: `${ukCore}-DeathNotificationStatus`,
      extension: [
        {
          url: 'deathNotificationStatus',
          valueCodeableConcept: { coding: [{ code: '2' }] },
        },
      ],
    },
  ],
};

const withheld: readonly [string, unknown][] = [
  ['restricted', [{ system, code: 'R' }]],
  ['very restricted', [{ system, code: 'V' }]],
  ['one label of two', [{ code: 'U' }, { code: 'R' }]],
  ['an unknown code', [{ system, code: 'N' }]],
  ['an unknown system', [{ system: 'https://example.org', code: 'U' }]],
  ['an empty list', []],
  ['no list', { system, code: 'U' }],
  ['nothing', undefined],
];

test.each(withheld)(
  'of a patient labelled with %s only the identity passes',
  (_label, security) => {
    const passed = withholdLocations(patient(security));
    expect(passed).toMatchObject(identity);
    expect(Object.keys(Object(passed)).sort()).toEqual([...Object.keys(identity), 'meta'].sort());
    expect(JSON.stringify(passed)).not.toContain(place);
  },
);

test('an unrestricted patient passes whole, without what is contained and not labelled', () => {
  const whole = patient([{ system, code: 'U' }]);
  expect(withholdLocations(whole)).toEqual({
    ...whole,
    contained: [{ resourceType: 'RelatedPerson' }, { resourceType: 'Organization' }],
  });
});

test('in a list each patient is judged alone', () => {
  const open = { ...patient([{ code: 'U' }]), contained: [] };
  const passed = withholdLocations({
    resourceType: 'Bundle',
    type: 'searchset',
    total: 3,
    link: [{ url: place }],
    meta: { security: [{ code: 'U' }] },
    entry: [
      { fullUrl: place, search: { score: 0.9, mode: 'match' }, resource: patient(undefined) },
      { search: { score: 0.8 }, resource: open },
      { search: { mode: 'outcome' }, resource: outcome(place) },
      17,
      { resource: place },
      { resource: { resourceType: 'RelatedPerson', address: [{ line: [place] }] } },
    ],
  });
  const { entry, ...rest } = Object(passed);
  expect(rest).toEqual({ resourceType: 'Bundle', type: 'searchset', total: 3 });
  expect(entry[0]).toMatchObject({ search: { score: 0.9, mode: 'match' }, resource: identity });
  expect(entry[1]).toEqual({ search: { score: 0.8 }, resource: open });
  expect(entry.slice(2)).toEqual([
    { search: { mode: 'outcome' }, resource: { resourceType: 'OperationOutcome', issue: [{}] } },
    '?',
    { resource: {} },
    { resource: { resourceType: 'RelatedPerson' } },
  ]);
  expect(JSON.stringify([entry[0], ...entry.slice(2)])).not.toContain(place);
});

describe('a search for more than who somebody is', () => {
  const body = {
    resourceType: 'Bundle',
    total: 3,
    entry: [
      { resource: patient([{ code: 'R' }]) },
      { resource: patient([{ code: 'U' }]) },
      { resource: patient(undefined) },
    ],
  };

  test.each([
    'address-postalcode=LS1*',
    'family=S&address-postcode=LS1',
    'general-practitioner=Y1',
    'family=S&phone=01632960587',
    'family=S&email=jane%40example.org',
    'family=S&%61ddress-postalcode=LS1',
    'family=S&Address-PostalCode=LS1',
    'family=S&_has:x=Y1',
  ])('%s does not tell who of the restricted is there', (search) => {
    const passed = Object(withholdLocations(body, search));
    expect(passed.total).toBe(1);
    expect(passed.entry).toHaveLength(1);
    expect(passed.entry[0].resource.meta.security).toEqual([{ code: 'U' }]);
  });

  test.each<[string, (resource: unknown) => unknown]>([
    ['as the answer itself', (resource) => resource],
    ['in a bundle of its own', (resource) => ({ resourceType: 'Bundle', entry: [{ resource }] })],
    [
      'in a bundle in the bundle',
      (resource) => ({
        resourceType: 'Bundle',
        entry: [{ resource: { resourceType: 'Bundle', entry: [{ resource }] } }],
      }),
    ],
    [
      'in a record that may be shown',
      (resource) => ({
        resourceType: 'Bundle',
        entry: [{ resource: { ...patient([{ code: 'U' }]), id: '1', contained: [resource] } }],
      }),
    ],
    [
      'among parameters',
      (resource) => ({
        resourceType: 'Parameters',
        meta: { security: [{ code: 'U' }] },
        parameter: [{ resource }],
      }),
    ],
    [
      'as one that is not in a list',
      (resource) => ({
        resourceType: 'List',
        meta: { security: [{ code: 'U' }] },
        subject: resource,
      }),
    ],
  ])('a search by place does not tell of the restricted %s', (_, placed) => {
    for (const security of [
      [{ code: 'R' }],
      [{ code: 'V' }],
      [],
      undefined,
      null,
      [{ code: 'N' }],
    ]) {
      const restricted = { ...patient(security), id: '9990100136' };
      const passed = JSON.stringify(
        withholdLocations(placed(restricted), 'family=Smythe&address-postalcode=LS1'),
      );
      expect(passed ?? '').not.toContain('9990100136');
    }
  });

  test.each([
    'family=Smythe&birthdate=eq2005-06-16',
    'family=Smythe&given=Janet&given=Ann&gender=female&birthdate=eq2005-06-16&_history=true',
    'family=Smythe&given=Janet&birthdate=eq2005-06-16&_fuzzy-match=true&_max-results=1',
  ])('%s leaves nobody out', (search) => {
    const passed = Object(withholdLocations(body, search));
    expect(passed.total).toBe(3);
    expect(passed.entry).toHaveLength(3);
  });
});

function outcome(diagnostics: string) {
  return { resourceType: 'OperationOutcome', text: { div: place }, issue: [{ diagnostics }] };
}

test('a refusal keeps its code and what it says of the request', () => {
  const issue = {
    severity: 'error',
    code: 'value',
    details: {
      coding: [
        {
          system: 'https://fhir.nhs.uk/R4/CodeSystem/Spine-ErrorOrWarningCode',
          code: 'INVALID_VALUE',
        },
      ],
    },
    diagnostics: "Invalid value - 'x' in field 'birthdate'",
  };
  expect(
    withholdLocations({
      resourceType: 'OperationOutcome',
      contained: [patient([])],
      issue: [issue],
    }),
  ).toEqual({ resourceType: 'OperationOutcome', issue: [issue] });
});

test.each([[null], ['text'], [17], [[patient([])]], [{}], [{ resourceType: 7 }]])(
  'what is no resource does not pass: %j',
  (body) => {
    expect(withholdLocations(body)).toBeUndefined();
  },
);

describe('wherever a patient stands, and whatever is put in place of a field', () => {
  /** One field somewhere in the patient becomes something else that holds the place. */
  const bent = fc
    .tuple(
      fc.constantFrom(...Object.keys(patient([]))),
      fc.constantFrom<unknown>({ line: [place] }, [{ line: [place] }], [[place]], {
        resourceType: 'Patient',
        meta: { security: [{ code: 'U' }] },
        address: place,
      }),
    )
    .filter(([field]) => field !== 'resourceType' && field !== 'meta')
    .map(([field, value]) => ({ ...patient([{ code: 'R' }]), [field]: value }));

  test('its place does not pass', () => {
    fc.assert(
      fc.property(bent, (resource) => {
        const bundle = { resourceType: 'Bundle', entry: [{ resource }] };
        const parameters = { resourceType: 'Parameters', parameter: [{ resource }] };
        const inOpen = {
          resourceType: 'Patient',
          meta: { security: [{ code: 'U' }] },
          contained: [resource],
        };
        for (const body of [resource, bundle, parameters, inOpen]) {
          expect(JSON.stringify(withholdLocations(body)) ?? '').not.toContain(place);
        }
      }),
    );
  });
});
