/** Extensions of a Patient that CareDesk reads, by the name each is published under. */
export type ExtensionName =
  | 'Extension-UKCore-DeathNotificationStatus'
  | 'Extension-PDS-RemovalFromRegistration'
  | 'patient-birthTime';

/**
 * Whether a value is the address of an extension. PDS has published its extensions under several
 * bases (`fhir.hl7.org.uk`, `fhir.nhs.uk`, `fhir.nhs.uk/R4`), so the name decides, not the base.
 */
export function isExtensionUrl(url: unknown, name: ExtensionName): boolean {
  return typeof url === 'string' && url.endsWith(`/StructureDefinition/${name}`);
}
