import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { clientForm, exchangeForm, postToken, signIn } from './client-of-sandbox.ts';

let sandbox: Sandbox;
let idToken: string;
let clockAhead = 0;

beforeAll(async () => {
  sandbox = await startSandbox({ now: () => Date.now() + clockAhead });
  const { tokens } = await signIn(sandbox, { person: 'Ben Carter', synced: true });
  idToken = tokens.id_token ?? '';
});

beforeEach(() => {
  clockAhead = 0;
});

afterEach(() => sandbox.faults.clear());

afterAll(() => sandbox.stop());

const refreshForm = (refreshToken: unknown) => ({
  ...clientForm,
  grant_type: 'refresh_token',
  refresh_token: String(refreshToken),
});

const hour = 3_600_000;

async function foreignIdToken(
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { privateKey } = await generateKeyPair('RS256');
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'unknown', ...header })
    .sign(privateKey);
}

describe('token exchange', () => {
  it('answers with numbers as strings', async () => {
    const { status, body } = await postToken(sandbox, exchangeForm(idToken));
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^[\w-]{20,}$/),
      expires_in: '599',
      refresh_token: expect.stringMatching(/^[\w-]{20,}$/),
      refresh_token_expires_in: '43199',
      refresh_count: '0',
      token_type: 'Bearer',
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    });
  });

  it('carries the date of the injected clock', async () => {
    clockAhead = 24 * hour;
    const response = await fetch(`${sandbox.apiOrigin}/oauth2/token`, { method: 'POST' });
    const date = Date.parse(response.headers.get('date') ?? '');
    expect(Math.abs(date - Date.now() - clockAhead)).toBeLessThan(10_000);
  });

  const form = (changes: Readonly<Record<string, string | null>>) => {
    const changed = Object.entries({ ...exchangeForm(idToken), ...changes });
    return Object.fromEntries(
      changed.flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
    );
  };

  it.each([
    ['no grant type', { grant_type: null }, 400, 'invalid_request', 'grant_type is missing'],
    [
      'another grant type',
      { grant_type: 'password' },
      400,
      'unsupported_grant_type',
      'grant_type is invalid',
    ],
    ['no client id', { client_id: null }, 401, 'invalid_request', 'client_id is missing'],
    [
      'an unknown client',
      { client_id: 'someone.else' },
      401,
      'invalid_client',
      'client_id or client_secret is invalid',
    ],
    [
      'no subject token type',
      { subject_token_type: null },
      400,
      'invalid_request',
      "missing or invalid subject_token_type - must be 'urn:ietf:params:oauth:token-type:id_token'",
    ],
    ['no subject token', { subject_token: null }, 400, 'invalid_request', 'Missing subject_token'],
    [
      'a subject token that is no JWT',
      { subject_token: 'opaque' },
      400,
      'invalid_request',
      'Malformed JWT in subject_token',
    ],
  ])('refuses %s', async (_what, changes, status, error, description) => {
    const answer = await postToken(sandbox, form(changes));
    expect(answer).toEqual({
      status,
      body: {
        error,
        error_description: description,
        message_id: expect.stringMatching(/.+/),
      },
    });
  });

  it('refuses an id token signed by another key', async () => {
    const forged = await foreignIdToken({ iss: sandbox.issuer, sub: '656005750107' });
    const { status, body } = await postToken(sandbox, exchangeForm(forged));
    expect(status).toBe(401);
    expect(body).toMatchObject({ error: 'invalid_request' });
  });

  it('refuses a changed id token with the right kid', async () => {
    const [header, payload = '', signature] = idToken.split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const raised = { ...claims, authentication_assurance_level: '3' };
    const changed = Buffer.from(JSON.stringify(raised)).toString('base64url');
    const tampered = [header, changed, signature].join('.');
    const { status, body } = await postToken(sandbox, exchangeForm(tampered));
    expect(status).toBe(401);
    expect(body).toMatchObject({
      error: 'public_key error',
      error_description: 'JWT signature verification failed',
    });
  });

  it('refuses an id token that has expired', async () => {
    clockAhead = 2 * hour;
    const { status, body } = await postToken(sandbox, exchangeForm(idToken));
    expect(status).toBe(400);
    expect(body).toMatchObject({ error_description: 'JWT has expired' });
  });

  it('answers 405 and 415 for another method and media type', async () => {
    const url = `${sandbox.apiOrigin}/oauth2/token`;
    expect((await fetch(url)).status).toBe(405);
    const json = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(exchangeForm(idToken)),
    });
    expect(json.status).toBe(415);
    expect(await json.json()).toMatchObject({
      error_description: 'Content-Type header must be application/x-www-form-urlencoded',
    });
  });

  it('refuses with unauthorized_client when the fault says so', async () => {
    sandbox.faults.set('exchange-refused');
    const { status, body } = await postToken(sandbox, exchangeForm(idToken));
    expect(status).toBe(401);
    expect(body).toMatchObject({ error: 'unauthorized_client' });
  });

  it('drops the connection when the platform is down', async () => {
    sandbox.faults.set('platform-down');
    await expect(postToken(sandbox, exchangeForm(idToken))).rejects.toThrow('fetch failed');
    expect(sandbox.requests.at(-1)).toMatchObject({ server: 'platform', status: 0 });
  });
});

describe('refresh', () => {
  it('rotates: a new pair every time, and the old refresh token is refused', async () => {
    const first = await postToken(sandbox, exchangeForm(idToken));
    clockAhead = 60_000;
    const second = await postToken(sandbox, refreshForm(first.body['refresh_token']));
    expect(second.status).toBe(200);
    expect(second.body).toMatchObject({ expires_in: '599', refresh_count: '1' });
    expect(second.body['refresh_token']).not.toBe(first.body['refresh_token']);
    expect(Number(second.body['refresh_token_expires_in'])).toBeGreaterThan(43_130);
    expect(Number(second.body['refresh_token_expires_in'])).toBeLessThan(43_140);

    const reused = await postToken(sandbox, refreshForm(first.body['refresh_token']));
    expect(reused.status).toBe(401);
    expect(reused.body).toMatchObject({
      error: 'invalid_grant',
      error_description: 'refresh_token is invalid',
    });
    const third = await postToken(sandbox, refreshForm(second.body['refresh_token']));
    expect(third.body).toMatchObject({ refresh_count: '2' });
  });

  it('ends 12 hours after the first issue, however often it was refreshed', async () => {
    const first = await postToken(sandbox, exchangeForm(idToken));
    clockAhead = 11 * hour;
    const second = await postToken(sandbox, refreshForm(first.body['refresh_token']));
    expect(second.status).toBe(200);
    clockAhead = 12 * hour;
    const late = await postToken(sandbox, refreshForm(second.body['refresh_token']));
    expect(late.status).toBe(401);
    expect(late.body).toMatchObject({
      error: 'invalid_grant',
      error_description: 'refresh token refresh period has expired',
    });
  });

  it('refuses a missing refresh token and, by fault, every one', async () => {
    const missing = await postToken(sandbox, { ...clientForm, grant_type: 'refresh_token' });
    expect(missing).toMatchObject({
      status: 400,
      body: { error_description: 'refresh_token is missing' },
    });
    const first = await postToken(sandbox, exchangeForm(idToken));
    sandbox.faults.set('refresh-refused');
    const refused = await postToken(sandbox, refreshForm(first.body['refresh_token']));
    expect(refused).toMatchObject({ status: 401, body: { error: 'invalid_grant' } });
  });
});

describe('the request log', () => {
  it('keeps names of headers, never tokens, codes, queries or bodies', async () => {
    const { body } = await postToken(sandbox, exchangeForm(idToken));
    await fetch(`${sandbox.apiOrigin}/personal-demographics/FHIR/R4/Patient?family=Smith`, {
      headers: { authorization: `Bearer ${body['access_token']}`, 'x-request-id': 'quoted' },
    });
    const last = sandbox.requests.at(-1);
    expect(last).toMatchObject({
      server: 'pds',
      method: 'GET',
      path: '/personal-demographics/FHIR/R4/Patient',
      status: 400,
      headers: { authorization: 'present', 'x-request-id': 'quoted' },
    });
    const log = JSON.stringify(sandbox.requests);
    expect(log).not.toContain(String(body['access_token']));
    expect(log).not.toContain(idToken);
    expect(log).not.toContain('code=');
    expect(log).not.toContain('Smith');
  });
});
