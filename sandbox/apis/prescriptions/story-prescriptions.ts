import { patientNumbers } from '../pds/patient-numbers.ts';

/** A prescription as the tracker's search shows it. */
export interface Prescription {
  /** Prescription order number, its check character included. */
  readonly id: string;
  readonly nhsNumber: string;
  /** Days before today on which it was written. */
  readonly daysAgo: number;
  /** `EPS-task-business-status`, with the words of the NHS's own tracker. */
  readonly status: readonly [code: string, display: string];
}

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ+';

/** A prescription id from its 17 characters without the check character (ISO 7064, MOD 37-2). */
export function prescriptionId(stem: string): string {
  let sum = 0;
  for (const character of stem.replaceAll('-', '')) {
    sum = ((sum + alphabet.indexOf(character)) * 2) % 37;
  }
  return `${stem}${alphabet.charAt((38 - sum) % 37)}`;
}

/** Synthetic prescriptions: two for the main story's patient. */
export const prescriptions: readonly Prescription[] = [
  {
    id: prescriptionId('9A1C04-A83008-7D36B'),
    nhsNumber: patientNumbers.main,
    daysAgo: 3,
    status: ['0001', 'Available to download'],
  },
  {
    id: prescriptionId('2F70E8-A83008-40C1A'),
    nhsNumber: patientNumbers.main,
    daysAgo: 34,
    status: ['0006', 'All items dispensed'],
  },
];
