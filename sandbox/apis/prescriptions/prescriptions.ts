import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { checkNhsNumber } from '../../../electron/contract/nhs-number.ts';
import { type Answer, header } from '../../http/exchange.ts';
import { personByUid } from '../../people.ts';
import type { PlatformSession, TokenStore } from '../../platform/token-store.ts';
import type { PatientRecord } from '../pds/patient-record.ts';
import { mirroredHeaders } from '../pds/request-headers.ts';
import { PrescriptionError, refusalAnswer } from './prescription-outcome.ts';
import { type Prescription, prescriptions } from './story-prescriptions.ts';

/** Path of the Clinical Prescription Tracker on the API platform. */
export const prescriptionsPath = '/clinical-prescription-tracker';

const dayLength = 86_400_000;

export interface PrescriptionsOptions {
  readonly tokens: TokenStore;
  readonly patients: ReadonlyMap<string, PatientRecord>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

function sessionOf(tokens: TokenStore, request: IncomingMessage): PlatformSession {
  const [, token = ''] = /^Bearer (\S+)$/i.exec(header(request, 'authorization') ?? '') ?? [];
  if (token === '') throw new PrescriptionError('UNAUTHORIZED', 'Missing access token');
  const check = tokens.check(token);
  switch (check.kind) {
    case 'valid':
      break;
    case 'expired':
      throw new PrescriptionError('UNAUTHORIZED', 'Access Token expired');
    case 'unknown':
      throw new PrescriptionError('UNAUTHORIZED', 'Invalid Access Token');
  }
  // Its only product is for AAL3 (urn:nhsd:apim:user-nhs-cis2:aal3:clinical-prescription-tracker).
  if (check.session.level < 3) {
    throw new PrescriptionError('FORBIDDEN', 'The sign-in is not of assurance level AAL3');
  }
  return check.session;
}

const requiredHeaders = [
  'x-request-id',
  'nhsd-organization-uuid',
  'nhsd-session-urid',
  'nhsd-session-jobrole',
] as const;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What is wrong with the headers: every one that is missing, then what cannot be right. */
function headerProblems(request: IncomingMessage, { uid }: PlatformSession): string[] {
  const problems = requiredHeaders
    .filter((name) => (header(request, name) ?? '') === '')
    .map((name) => `Missing required header, ${name}.`);
  if (problems.length > 0) return problems;
  if (!uuid.test(header(request, 'x-request-id') ?? '')) {
    problems.push('Invalid header, x-request-id must be a UUID.');
  }
  const roleId = header(request, 'nhsd-session-urid');
  const roles = personByUid(uid)?.roles ?? [];
  if (!roles.some((role) => role.person_roleid === roleId)) {
    problems.push('Invalid header, nhsd-session-urid is not a role of the user.');
  }
  return problems;
}

function queryProblems(parameters: URLSearchParams): string[] {
  const nhsNumber = parameters.get('nhsNumber') ?? '';
  const prescriptionId = parameters.get('prescriptionId') ?? '';
  if (nhsNumber === '' && prescriptionId === '') {
    return [
      'Missing required query string parameter; either prescriptionId or nhsNumber must be included.',
    ];
  }
  if (nhsNumber !== '' && prescriptionId !== '') {
    return [
      'Invalid query string parameters; only prescriptionId or nhsNumber must be provided, not both.',
    ];
  }
  if (
    nhsNumber !== '' &&
    (!/^\d{10}$/.test(nhsNumber) || checkNhsNumber(nhsNumber).kind !== 'valid')
  ) {
    return ['nhsNumber does not match NHS Number format.'];
  }
  return [];
}

/** The same id for the same thing in every answer. */
function urn(about: string): string {
  const hex = createHash('sha256').update(about).digest('hex');
  const variant = `a${hex.slice(17, 20)}`;
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}-${hex.slice(20, 32)}`;
}

function requestGroup({ id, status, daysAgo }: Prescription, subject: string, now: number) {
  const [code, display] = status;
  const written = new Date(now - daysAgo * dayLength).toISOString().slice(0, 10);
  const structure = 'https://fhir.nhs.uk/StructureDefinition';
  return {
    resourceType: 'RequestGroup',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/prescription-order-number', value: id }],
    subject: { reference: subject },
    status: code === '0006' ? 'completed' : 'active',
    intent: 'order',
    authoredOn: `${written}T00:00:00.000Z`,
    extension: [
      {
        url: `${structure}/Extension-EPS-PrescriptionStatusHistory`,
        extension: [
          {
            url: 'status',
            valueCoding: {
              system: 'https://fhir.nhs.uk/CodeSystem/EPS-task-business-status',
              code,
              display,
            },
          },
        ],
      },
      {
        url: `${structure}/Extension-PendingCancellation`,
        extension: [
          { url: 'prescriptionPendingCancellation', valueBoolean: false },
          { url: 'lineItemPendingCancellation', valueBoolean: false },
        ],
      },
    ],
  };
}

function patientResource(nhsNumber: string, record: PatientRecord | undefined) {
  const usual = record?.names?.[0];
  return {
    resourceType: 'Patient',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: nhsNumber }],
    ...(usual !== undefined && {
      name: [
        {
          ...(usual.prefix !== undefined && { prefix: [usual.prefix.toUpperCase()] }),
          given: usual.given.map((given) => given.toUpperCase()),
          family: usual.family.toUpperCase(),
        },
      ],
    }),
  };
}

function search({ patients, now }: PrescriptionsOptions, parameters: URLSearchParams): Answer {
  const nhsNumber = parameters.get('nhsNumber');
  const id = parameters.get('prescriptionId');
  const found = prescriptions.filter((each) => each.nhsNumber === nhsNumber || each.id === id);
  const [first] = found;
  const subject = urn(`patient ${first?.nhsNumber ?? ''}`);
  const entry = found.map((each) => ({
    fullUrl: urn(`prescription ${each.id}`),
    search: { mode: 'match' },
    resource: requestGroup(each, subject, now()),
  }));
  const patient = first && {
    fullUrl: subject,
    search: { mode: 'include' },
    resource: patientResource(first.nhsNumber, patients.get(first.nhsNumber)),
  };
  return {
    status: 200,
    headers: { 'content-type': 'application/fhir+json' },
    body: {
      resourceType: 'Bundle',
      type: 'searchset',
      total: found.length,
      entry: patient === undefined ? [] : [patient, ...entry],
    },
  };
}

function answer(options: PrescriptionsOptions, request: IncomingMessage, url: URL): Answer {
  const session = sessionOf(options.tokens, request);
  if (request.method !== 'GET' || url.pathname !== `${prescriptionsPath}/RequestGroup`) {
    throw new PrescriptionError('NOT_FOUND', 'There is nothing here.');
  }
  const problems = [...queryProblems(url.searchParams), ...headerProblems(request, session)];
  if (problems.length > 0) throw new PrescriptionError('BAD_REQUEST', ...problems);
  return search(options, url.searchParams);
}

/**
 * Answers requests under `prescriptionsPath` as the Clinical Prescription Tracker's search does:
 * AAL3 only, its headers, its errors (specification “Clinical Prescription Tracker API”).
 */
export function createPrescriptions(
  options: PrescriptionsOptions,
): (request: IncomingMessage, url: URL) => Answer {
  return (request, url) => {
    let given: Answer;
    try {
      given = answer(options, request, url);
    } catch (error) {
      if (!(error instanceof PrescriptionError)) throw error;
      given = refusalAnswer(error, options.now());
    }
    return { ...given, headers: { ...given.headers, ...mirroredHeaders(request) } };
  };
}
