import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

/** What the platform has seen since it was last reset. */
export interface Counts {
  readonly refreshes: number;
  /** Refreshes with a refresh token that had been used before. */
  readonly replays: number;
  readonly answered: number;
  readonly refused: number;
}

/** Tokens as the platform issues them. */
export interface IssuedTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** A token endpoint that rotates refresh tokens, and PDS, without a quota. */
export interface LocalPlatform {
  readonly origin: string;
  /** Starts a session of its own, forgets the one before and counts anew. */
  issue(): IssuedTokens;
  /** From now on PDS answers the access token with 401, as when it has expired. */
  expireAccessToken(): void;
  counts(): Counts;
  stop(): Promise<void>;
}

/** Milliseconds a refresh takes: every call of a burst arrives while it is under way. */
const refreshTakes = 50;

const fresh = () => randomBytes(24).toString('base64url');

/** Starts the platform on the loopback, in this process. */
export async function startLocalPlatform(): Promise<LocalPlatform> {
  let accessToken: string | null = null;
  let refreshToken = '';
  let counts: Counts = { refreshes: 0, replays: 0, answered: 0, refused: 0 };

  async function refresh(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const given = new URLSearchParams(await text(request)).get('refresh_token');
    if (given !== refreshToken) {
      counts = { ...counts, replays: counts.replays + 1 };
      json(response, 400, { error: 'invalid_grant' });
      return;
    }
    counts = { ...counts, refreshes: counts.refreshes + 1 };
    refreshToken = fresh();
    accessToken = fresh();
    const body = { access_token: accessToken, refresh_token: refreshToken, expires_in: '599' };
    await pause(refreshTakes);
    json(response, 200, { ...body, token_type: 'Bearer', refresh_token_expires_in: '43199' });
  }

  function patient(request: IncomingMessage, response: ServerResponse, id: string): void {
    if (accessToken === null || request.headers.authorization !== `Bearer ${accessToken}`) {
      counts = { ...counts, refused: counts.refused + 1 };
      json(response, 401, { resourceType: 'OperationOutcome' });
      return;
    }
    counts = { ...counts, answered: counts.answered + 1 };
    json(response, 200, patientOf(id));
  }

  const server = createServer((request, response) => {
    const [, id] = /^\/pds\/Patient\/([0-9]{10})$/.exec(request.url ?? '') ?? [];
    if (id !== undefined) patient(request, response, id);
    else refresh(request, response).catch(() => response.writeHead(500).end());
  });
  // Longer than a round: on a busy machine an idle connection would be closed just as it is used.
  server.keepAliveTimeout = 65_000;
  const port = await new Promise<number>((resolve) => {
    server.listen({ host: '127.0.0.1', port: 0, backlog: 2_048 }, () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    });
  });

  return {
    origin: `http://127.0.0.1:${port}`,
    issue() {
      const issued = { accessToken: fresh(), refreshToken: fresh() };
      ({ accessToken, refreshToken } = issued);
      counts = { refreshes: 0, replays: 0, answered: 0, refused: 0 };
      return issued;
    },
    expireAccessToken() {
      accessToken = null;
    },
    counts: () => counts,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A synthetic patient of about 2 KB, the size PDS answers have. */
function patientOf(id: string): Readonly<Record<string, unknown>> {
  const address = { use: 'home', line: ['1 Trevelyan Square', 'Boar Lane'], postalCode: 'LS1 6AE' };
  return {
    resourceType: 'Patient',
    id,
    meta: { versionId: '2' },
    name: [{ use: 'usual', family: 'Smith', given: ['Jane', 'Marie'] }],
    birthDate: '2010-10-22',
    address: Array.from({ length: 16 }, () => address),
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  const headers = { 'content-type': 'application/fhir+json', 'cache-control': 'no-store' };
  response.writeHead(status, headers).end(JSON.stringify(body));
}
