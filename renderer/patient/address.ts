import { clinicalDate } from './clinical-date.ts';
import type { PatientAddress } from './patient-model.ts';
import { hasEnded } from './patient-name.ts';

/** Postcode of a patient with no fixed abode (PDS). */
const noFixedAbode = 'ZZ99 3VZ';

/** The lines of an address to show, postcode last; “No fixed abode” for its special postcode. */
export function addressLines(address: PatientAddress): readonly string[] {
  if (address.postalCode !== null && compact(address.postalCode) === compact(noFixedAbode)) {
    return ['No fixed abode'];
  }
  return address.postalCode === null ? address.lines : [...address.lines, address.postalCode];
}

const labels: ReadonlyMap<string, string> = new Map([
  ['home', 'Home address'],
  ['temp', 'Temporary address'],
  ['billing', 'Billing address'],
  ['work', 'Work address'],
  ['old', 'Previous address'],
]);

/** What kind of address it is. Which of several counts is for the clinician to decide. */
export function addressLabel(address: PatientAddress): string {
  return labels.get(address.use ?? '') ?? 'Address';
}

/** Until when an address holds, or when it ended: “(until 22-Oct-2026)”; null when open-ended. */
export function addressTerm(address: PatientAddress, now: Date): string | null {
  const end = address.period.end === null ? null : clinicalDate(address.period.end);
  if (end === null) return null;
  return `(${hasEnded(address.period, now) ? 'ended' : 'until'} ${end})`;
}

/** The address a list shows: home, else the first. */
export function listAddress(addresses: readonly PatientAddress[]): PatientAddress | null {
  return addresses.find(({ use }) => use === 'home') ?? addresses[0] ?? null;
}

function compact(postcode: string): string {
  return postcode.replace(/\s/g, '').toUpperCase();
}
