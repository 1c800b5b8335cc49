/**
 * What a record says about telling where its patient is.
 *
 * `not-known` is what it says when it says nothing that can be understood. Whoever cannot tell that
 * a record is unrestricted treats it as restricted: a missing label is no permission.
 */
export type Confidentiality = 'unrestricted' | 'restricted' | 'not-known';

/** v3-Confidentiality under its present address, FHIR's former one, and the one PDS began with. */
const systems: ReadonlySet<unknown> = new Set([
  'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
  'http://hl7.org/fhir/v3/Confidentiality',
  'https://www.hl7.org/fhir/valueset-security-labels.html',
]);

/** The codes PDS gives (PDS FHIR API, `Patient.meta.security`). REDACTED is never to be returned. */
const codes: ReadonlyMap<unknown, Confidentiality> = new Map([
  ['U', 'unrestricted'],
  ['R', 'restricted'],
  ['V', 'restricted'],
  ['REDACTED', 'restricted'],
]);

/**
 * The confidentiality of a FHIR resource, by `meta.security`. Never throws. Of several labels the
 * strictest decides. A label need not name its system (PDS does not demand it), but one it names
 * must be known.
 */
export function confidentialityOf(resource: unknown): Confidentiality {
  const labels = field(field(resource, 'meta'), 'security');
  if (!Array.isArray(labels) || labels.length === 0) return 'not-known';
  const said = labels.map(confidentialityOfLabel);
  if (said.includes('restricted')) return 'restricted';
  return said.includes('not-known') ? 'not-known' : 'unrestricted';
}

function confidentialityOfLabel(label: unknown): Confidentiality {
  const system = field(label, 'system');
  if (system !== undefined && !systems.has(system)) return 'not-known';
  return codes.get(field(label, 'code')) ?? 'not-known';
}

function field(from: unknown, name: string): unknown {
  const isObject = typeof from === 'object' && from !== null && Object.hasOwn(from, name);
  return isObject ? Reflect.get(from, name) : undefined;
}
