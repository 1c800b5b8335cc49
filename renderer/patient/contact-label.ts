import type { PatientContact } from './patient-model.ts';

const systems: ReadonlyMap<string, string> = new Map([
  ['phone', 'Phone'],
  ['email', 'Email'],
  ['fax', 'Fax'],
  ['sms', 'Text'],
]);
const uses: ReadonlyMap<string, string> = new Map([
  ['home', 'home'],
  ['work', 'work'],
  ['mobile', 'mobile'],
  ['temp', 'temporary'],
  ['old', 'previous'],
]);

/** What kind of contact detail it is: “Phone (mobile)”. */
export function contactLabel(contact: PatientContact): string {
  const system = systems.get(contact.system ?? '') ?? 'Other contact';
  const use = uses.get(contact.use ?? '');
  return use === undefined ? system : `${system} (${use})`;
}
