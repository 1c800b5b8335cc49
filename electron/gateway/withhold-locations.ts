import { confidentialityOf } from '../contract/confidentiality.ts';
import { type ExtensionName, isExtensionUrl } from '../contract/fhir-extension.ts';
import {
  type Allowed,
  type AllowedExtension,
  code,
  date,
  digits,
  extensions,
  isObject,
  listOf,
  objectOf,
  quantity,
  systemAddress,
  text,
  truth,
} from './fhir-allow-list.ts';

/**
 * An answer of the Personal Demographics Service as the page may have it: of a patient who is not
 * said to be unrestricted, only who they are, never where.
 *
 * PDS leaves the location out of restricted records itself (PDS FHIR API, “Restricted patients”).
 * CareDesk does not depend on it, because what reaches the page can be shown, copied and printed.
 * An allow-list decides, so that a field nobody has thought of stays out.
 *
 * A search by place or by telephone that finds a patient tells it as well, so in the answer to a
 * search for more than who somebody is such patients are left out, as PDS leaves them out of those
 * by place (PDS FHIR API, “Search for a patient”).
 *
 * @param body the parsed answer
 * @param search what was asked
 * @returns undefined for what is no FHIR resource: nothing of it may pass
 */
export function withholdLocations(body: unknown, search: URLSearchParams): unknown {
  if (!isObject(body)) return undefined;
  // What was refused speaks of the request, not of a record.
  if (body['resourceType'] === 'OperationOutcome') return refusal(body);
  if (asksForIdentity(search)) return passedResource(body);
  return isWithheldPatient(body) ? undefined : passedResource(withoutWithheld(body));
}

/** What a search may ask of who somebody is, and how it is made. What is not known is not among it. */
const identityParameters: ReadonlySet<string> = new Set([
  'family',
  'given',
  'gender',
  'birthdate',
  'death-date',
  '_fuzzy-match',
  '_exact-match',
  '_history',
  '_max-results',
]);

function asksForIdentity(search: URLSearchParams): boolean {
  return [...search.keys()].every((name) => identityParameters.has(name));
}

/**
 * The value without the patients of whom only the identity may pass, wherever they stand in it; the
 * total of a bundle tells nothing of them.
 */
function withoutWithheld(value: unknown): unknown {
  if (Array.isArray(value))
    return value.filter((item) => !holdsWithheld(item)).map(withoutWithheld);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, part]) => !isWithheldPatient(part));
  const { entry, total } = value;
  const left = Array.isArray(entry) ? entry.filter(holdsWithheld).length : 0;
  return {
    ...Object.fromEntries(kept.map(([name, part]) => [name, withoutWithheld(part)])),
    ...(typeof total === 'number' && { total: total - left }),
  };
}

function holdsWithheld(item: unknown): boolean {
  return isWithheldPatient(item) || (isObject(item) && isWithheldPatient(item['resource']));
}

function isWithheldPatient(value: unknown): boolean {
  return isObject(value) && value['resourceType'] === 'Patient' && !isUnrestricted(value);
}

function passedResource(resource: unknown): unknown {
  if (!isObject(resource) || typeof resource['resourceType'] !== 'string') return undefined;
  switch (resource['resourceType']) {
    case 'Bundle':
      return bundle(resource);
    case 'OperationOutcome':
      return outcome(resource);
    case 'Patient':
      return isUnrestricted(resource) ? withJudgedParts(resource) : identityOnly(resource);
    default:
      return isUnrestricted(resource) ? withJudgedParts(resource) : nameless(resource);
  }
}

function isUnrestricted(resource: unknown): boolean {
  return confidentialityOf(resource) === 'unrestricted';
}

/** Whole, except for resources inside: each is judged by its own label. */
function withJudgedParts(resource: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(
    Object.entries(resource).map(([name, value]) => [name, judgedPart(value)]),
  );
}

function judgedPart(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(judgedPart);
  if (!isObject(value)) return value;
  return 'resourceType' in value ? (passedResource(value) ?? {}) : withJudgedParts(value);
}

const period = objectOf({ start: date, end: date });

const concept = objectOf({ coding: listOf(objectOf({ code: digitsOrCode })) });

function digitsOrCode(value: unknown): unknown {
  return digits(value) === value ? value : code(value);
}

function extension(name: ExtensionName, allowed: Allowed): AllowedExtension {
  const url = `https://fhir.hl7.org.uk/StructureDefinition/${name}`;
  return { url, is: (given) => isExtensionUrl(given, name), allowed };
}

const deathNotification = objectOf({
  extension: extensions({
    url: 'deathNotificationStatus',
    is: (url) => url === 'deathNotificationStatus',
    allowed: objectOf({ valueCodeableConcept: concept }),
  }),
});

const resourceType = code;

/** Who the patient is: what the banner needs, and whether they live. */
const identityOnly = objectOf({
  resourceType,
  id: digits,
  meta: objectOf({
    versionId: digits,
    security: listOf(objectOf({ system: systemAddress, code })),
  }),
  name: listOf(
    objectOf({
      use: code,
      text,
      family: text,
      given: listOf(text),
      prefix: listOf(text),
      suffix: listOf(text),
      period,
    }),
  ),
  gender: code,
  birthDate: date,
  _birthDate: objectOf({
    extension: extensions(extension('patient-birthTime', objectOf({ valueDateTime: date }))),
  }),
  deceasedBoolean: truth,
  deceasedDateTime: date,
  extension: extensions(extension('Extension-UKCore-DeathNotificationStatus', deathNotification)),
});

/** Whatever else describes a person or a place of a patient not known to be unrestricted. */
const nameless = objectOf({ resourceType });

const bundle = objectOf({
  resourceType,
  type: code,
  total: quantity,
  entry: listOf(
    objectOf({
      search: objectOf({ mode: code, score: quantity }),
      resource: (value) => passedResource(value) ?? {},
    }),
  ),
});

const issueFields = {
  severity: code,
  code,
  details: objectOf({ coding: listOf(objectOf({ system: systemAddress, code })) }),
};

const outcome = objectOf({ resourceType, issue: listOf(objectOf(issueFields)) });

const refusal = objectOf({
  resourceType,
  issue: listOf(objectOf({ ...issueFields, diagnostics: text })),
});
