import { crowdPatients } from './crowd-patients.ts';
import type { PatientRecord } from './patient-record.ts';
import { storyPatients } from './story-patients.ts';
import { termPatients } from './term-patients.ts';
import { unusualPatients } from './unusual-patients.ts';
import { youngPatients } from './young-patients.ts';

/** Every synthetic patient, by NHS number; children are born relative to `now` (epoch ms). */
export function patientsAt(now: number): ReadonlyMap<string, PatientRecord> {
  const all = [
    ...storyPatients,
    ...unusualPatients,
    ...termPatients,
    ...youngPatients(now),
    ...crowdPatients,
  ];
  return new Map(all.map((record) => [record.nhsNumber, record]));
}
