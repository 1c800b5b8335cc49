import { randomUUID } from 'node:crypto';
import type { Sandbox } from '../../../sandbox/sandbox.ts';

export interface PdsAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: PdsBody;
}

interface PdsIssue {
  readonly severity: string;
  readonly code: string;
  readonly details: { readonly coding: readonly { readonly code: string }[] };
  readonly diagnostics?: string;
}

/** Every field that one of PDS's answers may carry. */
export interface PdsBody {
  readonly resourceType?: string;
  readonly id?: string;
  readonly total?: number;
  readonly issue?: readonly PdsIssue[];
  readonly entry?: readonly {
    readonly fullUrl: string;
    readonly search: { readonly score: number };
    readonly resource: Readonly<Record<string, unknown>> & { readonly id: string };
  }[];
  readonly [field: string]: unknown;
}

/** Headers a good PDS request of Ben Carter's has, each replaceable; null leaves one out. */
export type HeaderChanges = Readonly<Record<string, string | null>>;

/** Ben Carter's only role profile. */
export const nurseRole = '656014452401';

/** Sends a GET under PDS's path. */
export async function getFromPds(
  sandbox: Sandbox,
  accessToken: string,
  path: string,
  changes: HeaderChanges = {},
): Promise<PdsAnswer> {
  const headers = new Headers({
    authorization: `Bearer ${accessToken}`,
    'x-request-id': randomUUID(),
    'nhsd-session-urid': nurseRole,
  });
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  const url = `${sandbox.apiOrigin}/personal-demographics/FHIR/R4${path}`;
  const response = await fetch(url, { headers });
  const body: PdsBody = await response.json();
  return { status: response.status, headers: response.headers, body };
}

/** The error code and sentence of an OperationOutcome. */
export function outcomeOf({ status, body }: PdsAnswer) {
  const [issue] = body.issue ?? [];
  return {
    status,
    code: issue?.details.coding[0]?.code,
    severity: issue?.severity,
    diagnostics: issue?.diagnostics,
  };
}

/** Ids of a search result, in the order given. */
export function idsOf({ body }: PdsAnswer): string[] {
  return (body.entry ?? []).map(({ resource }) => resource.id);
}
