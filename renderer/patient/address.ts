import { isInUse } from './in-use.ts';
import type { PatientAddress } from './patient-model.ts';

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

/** Uses of an address where somebody lives, the best first. A billing or work address is none. */
const livedAt: readonly PatientAddress['use'][] = ['home', null, 'temp'];

/** The address a list shows: where the patient lives today, home first. Null when none is in use. */
export function listAddress(
  addresses: readonly PatientAddress[],
  now: Date,
): PatientAddress | null {
  const inUse = addresses.filter((address) => isInUse(address, now));
  for (const use of livedAt) {
    const found = inUse.find((address) => address.use === use);
    if (found !== undefined) return found;
  }
  return null;
}

function compact(postcode: string): string {
  return postcode.replace(/\s/g, '').toUpperCase();
}
