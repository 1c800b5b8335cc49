import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { loadavg } from 'node:os';
import * as client from 'openid-client';
import { createGateway } from '../../../electron/gateway/gateway.ts';
import { type Service, servicesOf } from '../../../electron/gateway/services.ts';
import { systemClock } from '../../../electron/ground/clock.ts';
import { refreshTokens } from '../../../electron/identity/platform-tokens.ts';
import { createTokenKeeper } from '../../../electron/identity/token-keeper.ts';
import { policySchema } from '../../../electron/policy/policy-schema.ts';
import { median, percentile } from '../statistics.ts';
import { type IssuedTokens, type LocalPlatform, startLocalPlatform } from './local-platform.ts';

const calls = 1_000;
const rounds = 9;
/** Rounds that fill caches and open connections, not counted. */
const warmingUp = 2;

/** Reads one patient; gives the id in the answer, or its status when there is none. */
type ReadPatient = (nhsNumber: string) => Promise<string>;

interface Case {
  readonly title: string;
  /** How the tokens have come to their end, if they have. */
  readonly expiry: 'none' | 'by the clock' | 'by a 401';
  open(platform: LocalPlatform, tokens: IssuedTokens, expiry: Case['expiry']): ReadPatient;
}

const cases: readonly Case[] = [
  { title: 'bare fetch, valid token', expiry: 'none', open: bareFetch },
  { title: 'gateway, valid token', expiry: 'none', open: throughGateway },
  { title: 'gateway, expired by the clock', expiry: 'by the clock', open: throughGateway },
  { title: 'gateway, refused with 401', expiry: 'by a 401', open: throughGateway },
];

function bareFetch({ origin }: LocalPlatform, { accessToken }: IssuedTokens): ReadPatient {
  return async (nhsNumber) => {
    const headers = { authorization: `Bearer ${accessToken}`, 'x-request-id': randomUUID() };
    return idOf(await fetch(`${origin}/pds/Patient/${nhsNumber}`, { headers }));
  };
}

/** The gateway with PDS as CareDesk sets it up, but for the quota, and a keeper of its own. */
function throughGateway(
  { origin }: LocalPlatform,
  issued: IssuedTokens,
  expiry: Case['expiry'],
): ReadPatient {
  const now = Date.now();
  const { signal } = new AbortController();
  // Every call listens for the end of the session, a thousand of them at once.
  setMaxListeners(calls, signal);
  const configuration = new client.Configuration(
    { issuer: origin, token_endpoint: `${origin}/token` },
    'caredesk-bench',
    {},
    client.None(),
  );
  client.allowInsecureRequests(configuration);
  const tokens = createTokenKeeper({
    tokens: {
      ...issued,
      subject: '656005750107',
      accessTokenExpiresAt: expiry === 'by the clock' ? now - 1_000 : now + 599_000,
      sessionEndsAt: now + 3_600_000,
    },
    now: Date.now,
    refresh: (held) => refreshTokens(configuration, held, Date.now),
    onRotated: async () => undefined,
  });
  const credentials = {
    tokens,
    roleId: '555254240100',
    odsCode: 'RBA',
    activities: new Set<string>(),
    level: 3,
    signal,
  } as const;
  const services = servicesWithoutQuota(origin);
  const gateway = createGateway({
    clock: systemClock,
    fetch: (url, init) => fetch(url, { ...init, redirect: 'error' }),
    newRequestId: randomUUID,
    credentials: () => credentials,
    stepUp: () => Promise.reject(new Error('no step-up here')),
    onSessionEnded: () => undefined,
    services: async () => services,
  });
  return async (nhsNumber) =>
    idOf(await gateway.answer(new Request(`http://caredesk/api/pds/Patient/${nhsNumber}`)));
}

function servicesWithoutQuota(origin: string): ReadonlyMap<string, Service> {
  const policy = policySchema.parse({
    environment: 'sandbox',
    issuer: origin,
    clientId: 'caredesk-bench',
    apiOrigin: origin,
    services: { pds: { path: '/pds', level: 'AAL2_OR_AAL3' } },
  });
  return new Map(
    [...servicesOf(policy)].map(([name, service]) => [
      name,
      { ...service, callsPerSecond: 10_000 },
    ]),
  );
}

async function idOf(response: Response): Promise<string> {
  const body: unknown = await response.json();
  const isPatient =
    response.ok && typeof body === 'object' && body !== null && 'id' in body && body.id;
  return typeof isPatient === 'string' ? isPatient : `status ${response.status}`;
}

interface Burst {
  /** Milliseconds a call, of all made at once. */
  readonly perCall: number;
  readonly refreshes: number;
  readonly refused: number;
  /** Calls that did not give the patient asked for. */
  readonly lost: number;
}

async function burst(platform: LocalPlatform, of: Case): Promise<Burst> {
  const tokens = platform.issue();
  const read = of.open(platform, tokens, of.expiry);
  if (of.expiry !== 'none') platform.expireAccessToken();
  const numbers = Array.from({ length: calls }, (_, index) => String(9_000_000_000 + index));
  const started = performance.now();
  const answers = await Promise.all(numbers.map((number) => read(number)));
  const perCall = (performance.now() - started) / calls;
  const { refreshes, replays, refused, answered } = platform.counts();
  const lost = answers.filter((answer, index) => answer !== numbers[index]).length;
  const wanted = of.expiry === 'none' ? 0 : 1;
  if (refreshes !== wanted || replays !== 0 || lost !== 0 || answered !== calls) {
    throw new Error(
      `${of.title}: ${refreshes} refreshes, ${replays} replays, ${lost} calls lost, ${answered} answered`,
    );
  }
  return { perCall, refreshes, refused, lost };
}

/**
 * 1,000 API calls at once, beside as many bare fetches of the same server in the same process.
 * @throws Error when an expired token takes anything but one refresh, or a call is lost
 */
export async function run(): Promise<void> {
  const load = () => (loadavg()[0] ?? Number.NaN).toFixed(2);
  console.log(`\nAPI calls: ${calls} at once, local server, no quota; load before: ${load()}`);
  const platform = await startLocalPlatform();
  const bursts = new Map<Case, Burst[]>(cases.map((of) => [of, []]));
  try {
    for (let round = 0; round < warmingUp + rounds; round++) {
      const first = round % cases.length;
      for (const of of [...cases.slice(first), ...cases.slice(0, first)]) {
        const result = await burst(platform, of);
        if (round >= warmingUp) bursts.get(of)?.push(result);
      }
    }
  } finally {
    await platform.stop();
  }
  const perCall = (of: Case) => (bursts.get(of) ?? []).map((result) => result.perCall);
  const bare = cases[0] === undefined ? Number.NaN : median(perCall(cases[0]));
  console.log(
    `  ms a call, N = ${rounds}               median     p95  × bare  refreshes  401s  lost`,
  );
  for (const of of cases) {
    const [last] = (bursts.get(of) ?? []).slice(-1);
    const cells = [
      of.title.padEnd(34),
      median(perCall(of)).toFixed(3).padStart(6),
      percentile(perCall(of), 0.95).toFixed(3).padStart(6),
      (median(perCall(of)) / bare).toFixed(2).padStart(6),
      String(last?.refreshes ?? '–').padStart(9),
      String(last?.refused ?? '–').padStart(4),
      String(last?.lost ?? '–').padStart(4),
    ];
    console.log(`  ${cells.join('  ')}`);
  }
  console.log(
    `  every round: exactly one refresh at an expired token, none lost; load after: ${load()}`,
  );
}
