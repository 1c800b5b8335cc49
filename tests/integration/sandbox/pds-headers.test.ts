import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mainStoryPatient } from '../../../sandbox/apis/pds/story-patients.ts';
import { type FaultName, type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { clientForm, postToken, signInToPlatform } from './client-of-sandbox.ts';
import { getFromPds, type HeaderChanges, outcomeOf } from './pds-client.ts';

let sandbox: Sandbox;
let nurse: { accessToken: string; refreshToken: string };
let doctor: { accessToken: string };
let clockAhead = 0;

const path = `/Patient/${mainStoryPatient.nhsNumber}`;
const doctorRole = '656014452102';

beforeAll(async () => {
  sandbox = await startSandbox({ now: () => Date.now() + clockAhead });
  nurse = await signInToPlatform(sandbox, { person: 'Ben Carter', synced: true });
  doctor = await signInToPlatform(sandbox, { person: 'Dr Amara Okafor', synced: true });
});

// Every test gets a second of its own, so that only the rate limit's own test meets the limit.
beforeEach(() => {
  clockAhead += 2000;
});

afterEach(() => sandbox.faults.clear());

afterAll(() => sandbox.stop());

const get = (changes: HeaderChanges = {}) => getFromPds(sandbox, nurse.accessToken, path, changes);
const getAsDoctor = (changes: HeaderChanges) =>
  getFromPds(sandbox, doctor.accessToken, path, changes);

describe('authorisation', () => {
  it.each([
    ['no header', null, 'Missing Authorization header'],
    ['another scheme', 'Basic abc', "Invalid token type 'Basic', must be 'Bearer'"],
    ['no token', 'Bearer', 'Missing access token'],
    ['an unknown token', 'Bearer unknown1', 'Invalid Access Token'],
  ])('refuses %s', async (_what, authorization, diagnostics) => {
    const answer = await get({ authorization });
    expect(outcomeOf(answer)).toEqual({
      status: 401,
      code: 'ACCESS_DENIED',
      severity: 'error',
      diagnostics,
    });
    expect(answer.headers.get('content-type')).toContain('application/json');
  });

  it('accepts a token for 599 seconds', async () => {
    const { accessToken } = await signInToPlatform(sandbox, { person: 'Ben Carter', synced: true });
    const started = clockAhead;
    clockAhead = started + 590_000;
    expect((await getFromPds(sandbox, accessToken, path)).status).toBe(200);
    clockAhead = started + 600_000;
    expect(outcomeOf(await getFromPds(sandbox, accessToken, path))).toMatchObject({
      status: 401,
      diagnostics: 'Access Token expired',
    });
    clockAhead = started;
  });

  it('the pds-401 fault revokes the token once; a refreshed one works', async () => {
    const tokens = await signInToPlatform(sandbox, { person: 'Ben Carter', synced: true });
    sandbox.faults.set('pds-401');
    expect((await getFromPds(sandbox, tokens.accessToken, path)).status).toBe(401);
    expect(sandbox.faults.active()).toEqual([]);
    expect((await getFromPds(sandbox, tokens.accessToken, path)).status).toBe(401);
    const { body } = await postToken(sandbox, {
      ...clientForm,
      grant_type: 'refresh_token',
      refresh_token: tokens.refreshToken,
    });
    expect((await getFromPds(sandbox, String(body['access_token']), path)).status).toBe(200);
  });
});

describe('X-Request-ID and X-Correlation-ID', () => {
  it('mirrors both', async () => {
    const requestId = randomUUID();
    const { headers } = await get({ 'x-request-id': requestId, 'x-correlation-id': 'harness-7' });
    expect(headers.get('x-request-id')).toBe(requestId);
    expect(headers.get('x-correlation-id')).toBe('harness-7');
  });

  it('demands X-Request-ID', async () => {
    expect(outcomeOf(await get({ 'x-request-id': null }))).toMatchObject({
      status: 400,
      code: 'MISSING_VALUE',
      diagnostics:
        'Invalid request with error - X-Request-ID header must be supplied to access this resource',
    });
  });

  it('demands a UUID', async () => {
    expect(outcomeOf(await get({ 'x-request-id': '1234' }))).toMatchObject({
      status: 400,
      code: 'INVALID_VALUE',
      diagnostics: "Invalid value - '1234' in header 'X-Request-ID'",
    });
  });
});

describe('NHSD-Session-URID', () => {
  it('may be left out by a user with one role', async () => {
    expect((await get({ 'nhsd-session-urid': null })).status).toBe(200);
  });

  it('is demanded of a user with several roles', async () => {
    const answer = outcomeOf(await getAsDoctor({ 'nhsd-session-urid': null }));
    expect(answer).toMatchObject({ status: 400, code: 'INVALID_VALUE' });
    expect(answer.diagnostics).toMatch(/^Invalid value - '' in header 'NHSD-Session-URID'\. Refer/);
  });

  it('accepts each role of the user and refuses others', async () => {
    expect((await getAsDoctor({ 'nhsd-session-urid': doctorRole })).status).toBe(200);
    for (const role of ['656014452401', 'abc']) {
      expect(outcomeOf(await getAsDoctor({ 'nhsd-session-urid': role }))).toMatchObject({
        status: 400,
        diagnostics: expect.stringContaining(`Invalid value - '${role}' in header`),
      });
    }
  });
});

describe('the rate limit', () => {
  it('lets five requests a second through, then answers 429 without Retry-After', async () => {
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) statuses.push((await get()).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    const sixth = await get();
    expect(outcomeOf(sixth)).toMatchObject({
      status: 429,
      code: 'TOO_MANY_REQUESTS',
      diagnostics: expect.stringContaining('has exceeded its quota'),
    });
    expect(sixth.headers.has('retry-after')).toBe(false);
    clockAhead += 1000;
    expect((await get()).status).toBe(200);
  });
});

describe('faults', () => {
  it.each<[FaultName, number, string]>([
    ['pds-400', 400, 'INVALID_VALUE'],
    ['pds-403', 403, 'INVALID_METHOD'],
    ['pds-403-role', 403, 'ACCESS_DENIED'],
    ['pds-404', 404, 'RESOURCE_NOT_FOUND'],
    ['pds-408', 408, 'UNABLE_TO_CALL_SERVICE'],
    ['pds-429', 429, 'TOO_MANY_REQUESTS'],
    ['pds-503', 503, 'SERVICE_UNAVAILABLE'],
  ])('%s answers %d %s until cleared', async (fault, status, code) => {
    const requestId = randomUUID();
    sandbox.faults.set(fault);
    expect(outcomeOf(await get())).toMatchObject({ status, code });
    const again = await get({ 'x-request-id': requestId });
    expect(again.status).toBe(status);
    expect(again.headers.get('x-request-id')).toBe(requestId);
    expect(again.headers.get('retry-after')).toBe(fault === 'pds-503' ? '5' : null);
    sandbox.faults.clear(fault);
    expect((await get()).status).toBe(200);
  });

  it('pds-429-once is spent after one request', async () => {
    sandbox.faults.set('pds-429-once');
    expect((await get()).status).toBe(429);
    expect((await get()).status).toBe(200);
  });

  it('pds-html answers 200 with a page', async () => {
    sandbox.faults.set('pds-html');
    const response = await fetch(`${sandbox.apiOrigin}/personal-demographics/FHIR/R4${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
  });

  it('pds-down drops the connection', async () => {
    sandbox.faults.set('pds-down');
    await expect(get()).rejects.toThrow('fetch failed');
  });

  it('pds-slow holds the answer until the fault is cleared', async () => {
    sandbox.faults.set('pds-slow');
    const slow = get().then(({ status }) => status);
    const first = await Promise.race([
      slow,
      new Promise((resolve) => setTimeout(resolve, 200, 'waiting')),
    ]);
    expect(first).toBe('waiting');
    sandbox.faults.clear('pds-slow');
    expect(await slow).toBe(200);
  });
});
