import type { FhirObject } from './fhir-fields.ts';

const system = 'https://fhir.nhs.uk/CodeSystem/PDS-RemovalReasonExitCode';

/** The reasons PDS publishes (PDS FHIR API, `RemovalReasonExitCode`). */
const reasons: ReadonlyMap<unknown, string> = new Map([
  ['DEA', 'Death'],
  ['EMB', 'Embarkation'],
  ['SCT', 'Transferred to Scotland'],
  ['NIT', 'Transferred to Northern Ireland'],
  ['TRA', 'Temporary resident not returned'],
  ['ORR', 'Other reason'],
]);

/** Why a patient was taken off a practice's list, in words: a code CareDesk knows, else PDS's own. */
export function removalReason(codings: readonly FhirObject[]): string {
  const coding = codings.find((each) => each['system'] === system) ?? codings[0];
  const { code, display } = coding ?? {};
  const known = reasons.get(code);
  if (known !== undefined) return known;
  if (typeof display === 'string' && display.trim() !== '') return display.trim();
  return typeof code === 'string' && code !== '' ? `Reason code ${code}` : 'Reason not known';
}
