import { checkNhsNumber } from '../../../electron/contract/nhs-number.ts';
import type { PatientRecord } from './patient-record.ts';

const families = ['SMALLWOOD', 'SMART', 'SMEDLEY', 'SMETHURST', 'SMITHSON', 'SMYTHSON'];
const givenNames = ['Alan', 'Brenda', 'Colin', 'Doreen', 'Eric', 'Freda', 'George', 'Hilda'];

/** The NHS numbers of the 999 test range that follow `first`, a nine-digit start. */
function nhsNumbersFrom(first: number, count: number): string[] {
  const numbers: string[] = [];
  for (let stem = first; numbers.length < count; stem++) {
    for (let check = 0; check < 10; check++) {
      const candidate = `${stem}${check}`;
      if (checkNhsNumber(candidate).kind === 'valid') numbers.push(candidate);
    }
  }
  return numbers;
}

/** 60 people whose family names start with “SM”, born in 1950 to 1959: more than a search shows. */
export const crowdPatients: readonly PatientRecord[] = nhsNumbersFrom(999_050_000, 60).map(
  (nhsNumber, index) => {
    const given = givenNames[index % givenNames.length] ?? 'Alan';
    const female = index % 2 === 1;
    const month = String((index % 12) + 1).padStart(2, '0');
    return {
      nhsNumber,
      status: { kind: 'current' },
      names: [
        {
          use: 'usual',
          prefix: female ? 'Mrs' : 'Mr',
          given: [given],
          family: families[index % families.length] ?? 'SMART',
          start: '1980-01-01',
        },
      ],
      gender: female ? 'female' : 'male',
      birthDate: `${1950 + (index % 10)}-${month}-15`,
      addresses: [
        {
          use: 'home',
          lines: [`${index + 1} Crowd Street`, 'Leeds'],
          postcode: `LS12 ${(index % 9) + 1}AB`,
          start: '2000-01-01',
        },
      ],
      generalPractice: 'A83008',
    };
  },
);
