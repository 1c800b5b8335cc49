import { patientNumbers } from './patient-numbers.ts';
import { current, email, home, mobile, practice, usual } from './patient-parts.ts';
import type { PatientRecord } from './patient-record.ts';

export { patientNumbers } from './patient-numbers.ts';

/** The ordinary patient of the main story: alive, with everything on the record. */
export const mainStoryPatient = {
  nhsNumber: patientNumbers.main,
  status: current,
  version: 5,
  names: [
    { use: 'usual', prefix: 'Mrs', given: ['Rosa'], family: 'WHITFIELD', start: '1984-06-02' },
    {
      use: 'maiden',
      prefix: 'Miss',
      given: ['Rosa'],
      family: 'MARCHETTI',
      start: '1958-03-14',
      end: '1984-06-01',
    },
  ],
  gender: 'female',
  birthDate: '1958-03-14',
  addresses: [home('14 Larkspur Close', 'Leeds', 'LS7 4QT')],
  contacts: [
    { system: 'phone', use: 'home', value: '01134960112', start: '2012-02-01' },
    mobile('07700900112'),
    email('rosa.whitfield@example.com'),
  ],
  generalPractice: practice,
  nominatedPharmacy: 'FV519',
} as const satisfies PatientRecord;

/** The main story's patient, and one for every state a record can be in. */
export const storyPatients: readonly PatientRecord[] = [
  mainStoryPatient,
  {
    nhsNumber: patientNumbers.ordinaryMan,
    status: current,
    names: usual('Mr', ['Gareth', 'Wyn'], 'PRITCHARD'),
    gender: 'male',
    birthDate: '1971-11-30',
    addresses: [home('2 Chapel Row', 'Wakefield', 'WF1 9AB')],
    contacts: [mobile('07700900203')],
    generalPractice: practice,
  },
  {
    nhsNumber: patientNumbers.interpreter,
    status: current,
    names: usual('Ms', ['Nasrin'], 'AHMADI'),
    gender: 'female',
    birthDate: '1989-07-08',
    addresses: [home('Flat 3, 40 Mill Street', 'Bradford', 'BD1 5QL')],
    contacts: [mobile('07700900304'), email('nasrin.ahmadi@example.com')],
    generalPractice: 'B82041',
    communication: { code: 'fa', display: 'Persian (Farsi)' },
  },
  {
    nhsNumber: patientNumbers.renamed,
    status: current,
    version: 7,
    names: [
      { use: 'usual', prefix: 'Mx', given: ['Robin'], family: 'ASHDOWN', start: '2021-09-01' },
      {
        use: 'old',
        prefix: 'Miss',
        given: ['Roberta'],
        family: 'ASHDOWN',
        start: '1996-05-19',
        end: '2021-08-31',
      },
      { use: 'nickname', given: ['Rob'], family: 'ASHDOWN', start: '2010-01-01' },
    ],
    gender: 'female',
    birthDate: '1996-05-19',
    addresses: [home('9 Tannery Lane', 'Leeds', 'LS9 8AA')],
    generalPractice: practice,
  },
  {
    nhsNumber: patientNumbers.deceasedFormal,
    status: current,
    names: usual('Mrs', ['Jane', 'Marie', 'Anne'], 'Smith', '2020-01-01'),
    gender: 'female',
    birthDate: '2010-10-22',
    deceased: { date: '2010-10-22T00:00:00+00:00', notification: '2' },
    addresses: [
      {
        use: 'home',
        lines: ['1 Trevelyan Square', 'Boar Lane', 'City Centre', 'Leeds', 'West Yorkshire'],
        postcode: 'LS1 6AE',
        start: '2020-01-01',
      },
      {
        use: 'temp',
        lines: ['Student Accommodation', '1 Canal Street', 'Leeds'],
        postcode: 'LS1 6AD',
        start: '2020-01-01',
        end: '2020-12-31',
      },
    ],
    contacts: [
      { system: 'phone', use: 'home', value: '01632960587', start: '2020-01-01' },
      email('jane.smith@example.com'),
    ],
    generalPractice: 'Y12345',
  },
  {
    nhsNumber: patientNumbers.deceasedInformal,
    status: current,
    names: usual('Mr', ['Walter'], 'HOLROYD'),
    gender: 'male',
    birthDate: '1939-02-27',
    deceased: { date: '2026-08-03', notification: '1' },
    addresses: [home('55 Kirk Lane', 'Leeds', 'LS19 7LT')],
    generalPractice: practice,
  },
  {
    nhsNumber: patientNumbers.deceasedYearOnly,
    status: current,
    names: usual('Mr', ['Edgar'], 'TUNSTALL'),
    gender: 'male',
    birthDate: '1921-12-05',
    deceased: { date: '2003', notification: '2' },
  },
  {
    nhsNumber: patientNumbers.searchOnly,
    status: { kind: 'search-only' },
    names: usual('Mrs', ['Jayne', 'Marie', 'Anne'], 'Smyth', '2020-01-01'),
    gender: 'female',
    birthDate: '2010-10-22',
    addresses: [home('1 Trevelyan Square', 'Leeds', 'LS1 6AE')],
    generalPractice: 'Y12345',
  },
  {
    nhsNumber: patientNumbers.restricted,
    status: current,
    restricted: true,
    names: usual('Mrs', ['Janet'], 'Smythe', '2020-01-01'),
    gender: 'female',
    birthDate: '2005-06-16',
    // Held by PDS, given to nobody.
    addresses: [home('Refuge', 'Leeds', 'LS1 2AB')],
    contacts: [
      mobile('07700900999'),
      { system: 'phone', use: 'home', value: '01632960587', start: '2020-01-01' },
      email('janet.smythe@example.com'),
    ],
    generalPractice: practice,
  },
  {
    nhsNumber: patientNumbers.restrictedMan,
    status: current,
    restricted: true,
    names: usual('Mr', ['Callum'], 'FERNLEY'),
    gender: 'male',
    birthDate: '1983-04-21',
    addresses: [home('Undisclosed', 'Leeds', 'LS7 4QT')],
    generalPractice: practice,
  },
  { nhsNumber: patientNumbers.minimal, status: current, names: [] },
  {
    nhsNumber: patientNumbers.supersededOld,
    status: { kind: 'superseded', by: patientNumbers.supersededNew },
    names: [],
  },
  {
    nhsNumber: patientNumbers.supersededNew,
    status: current,
    version: 12,
    names: usual('Miss', ['Yvonne'], 'CUFFLEY'),
    gender: 'female',
    birthDate: '1966-01-07',
    addresses: [home('31 Orchard Way', 'Huddersfield', 'HD1 4RT')],
    contacts: [mobile('07700900511')],
    generalPractice: practice,
  },
  { nhsNumber: patientNumbers.invalidated, status: { kind: 'invalidated' }, names: [] },
];
