import type { PatientGender } from './patient-model.ts';

const words: Record<PatientGender, string> = {
  female: 'Female',
  male: 'Male',
  other: 'Other',
  unknown: 'Not known',
};

/** A gender in words; “Not known” when the record has none. */
export function genderWords(gender: PatientGender | null): string {
  return words[gender ?? 'unknown'];
}
