import { patientNumbers } from './patient-numbers.ts';
import type { PatientRecord } from './patient-record.ts';

const day = 86_400_000;

function isoDate(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The same day of the year, `years` before `time`. */
function yearsBefore(time: number, years: number): number {
  const date = new Date(time);
  date.setUTCFullYear(date.getUTCFullYear() - years);
  return date.getTime();
}

function child(
  nhsNumber: string,
  given: string,
  family: string,
  gender: 'male' | 'female',
  birthDate: string,
): PatientRecord {
  return {
    nhsNumber,
    status: { kind: 'current' },
    version: 1,
    names: [{ use: 'usual', given: [given], family, start: birthDate }],
    gender,
    birthDate,
    addresses: [
      {
        use: 'home',
        lines: ['22 Foundry Terrace', 'Leeds'],
        postcode: 'LS11 5QX',
        start: birthDate,
      },
    ],
    generalPractice: 'A83008',
  };
}

/** Children of every age band of the patient banner, born relative to `now` (epoch ms). */
export function youngPatients(now: number): readonly PatientRecord[] {
  return [
    child(patientNumbers.babyOfDays, 'Baby', 'KAPOOR', 'female', isoDate(now - 5 * day)),
    child(patientNumbers.babyOfWeeks, 'Noah', 'ELLERBY', 'male', isoDate(now - 45 * day)),
    child(patientNumbers.infant, 'Zofia', 'NOWAK', 'female', isoDate(now - 430 * day)),
    child(patientNumbers.toddler, 'Tobi', 'BANKOLE', 'male', isoDate(yearsBefore(now, 3) - day)),
    child(
      patientNumbers.seventeen,
      'Keira',
      'MAWSON',
      'female',
      isoDate(yearsBefore(now, 17) - 100 * day),
    ),
  ];
}
