import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { clientForm, postToken, rawIdToken } from './client-of-sandbox.ts';
import { openPasskeyPage, signInOverHttp } from './software-authenticator.ts';

const secret = 'a-client-secret';
const redirectUri = 'http://127.0.0.1:18765/callback';
const amara = { person: 'Dr Amara Okafor', synced: true } as const;

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({
    profile: 'api-platform',
    clientAuthentication: 'client_secret_post',
    clientSecret: secret,
  });
});

afterEach(() => sandbox.faults.clear());

afterAll(() => sandbox.stop());

function authorizeUrl(changes: Readonly<Record<string, string | null>> = {}, at = sandbox): URL {
  const url = new URL(`${at.apiOrigin}/oauth2/authorize`);
  const parameters = {
    client_id: clientForm.client_id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'nhs-cis2',
    state: 'the-state',
    acr_values: 'AAL2_OR_AAL3_ANY',
    ...changes,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== null) url.searchParams.set(name, value);
  }
  return url;
}

const codeForm = (callback: URL, changes: Readonly<Record<string, string>> = {}) => ({
  ...clientForm,
  client_secret: secret,
  grant_type: 'authorization_code',
  code: callback.searchParams.get('code') ?? '',
  redirect_uri: redirectUri,
  ...changes,
});

const userinfo = (token: unknown) =>
  fetch(`${sandbox.apiOrigin}/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${String(token)}` },
  });

describe('the combined pattern', () => {
  it('is in the policy, with the ports of the registered callbacks', () => {
    expect(sandbox.policy).toMatchObject({
      profile: 'api-platform',
      redirectHost: '127.0.0.1',
      redirectPorts: [18765],
    });
  });

  it('goes to CIS2 as another client and comes back with code and state', async () => {
    const response = await fetch(authorizeUrl(), { redirect: 'manual' });
    const location = new URL(response.headers.get('location') ?? '');
    expect(`${location.origin}${location.pathname}`).toBe(`${sandbox.issuer}/authorize`);
    expect(Object.fromEntries(location.searchParams)).toMatchObject({
      client_id: expect.not.stringContaining('caredesk'),
      redirect_uri: `${sandbox.apiOrigin}/oauth2/callback`,
      max_age: '300',
      acr_values: 'AAL2_OR_AAL3_ANY',
      state: expect.not.stringContaining('the-state'),
    });
    const callback = await signInOverHttp(authorizeUrl(), amara);
    expect(`${callback.origin}${callback.pathname}`).toBe(redirectUri);
    expect([...callback.searchParams.keys()].sort()).toEqual(['code', 'state']);
    expect(callback.searchParams.get('state')).toBe('the-state');
  });

  it('gives tokens with numbers as strings and no id token', async () => {
    const callback = await signInOverHttp(authorizeUrl(), amara);
    const { status, body } = await postToken(sandbox, codeForm(callback));
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^[\w-]{20,}$/),
      expires_in: '599',
      refresh_token: expect.stringMatching(/^[\w-]{20,}$/),
      refresh_token_expires_in: '43199',
      refresh_count: '0',
      token_type: 'Bearer',
    });
    const refreshed = await postToken(sandbox, {
      ...clientForm,
      client_secret: secret,
      grant_type: 'refresh_token',
      refresh_token: String(body['refresh_token']),
    });
    expect(refreshed.body).toMatchObject({ refresh_count: '1' });
    expect((await userinfo(refreshed.body['access_token'])).status).toBe(200);
  });

  it('says who the person is at its userinfo', async () => {
    const callback = await signInOverHttp(authorizeUrl(), amara);
    const { body } = await postToken(sandbox, codeForm(callback));
    const response = await userinfo(body['access_token']);
    expect(await response.json()).toMatchObject({
      sub: '656005750104',
      name: 'Amara Okafor',
      idassurancelevel: '3',
      authentication_assurance_level: '2',
      id_assurance_level: '3',
      nhsid_nrbac_roles: [{ org_code: 'A83008' }, { org_code: 'RX9' }, { org_code: 'RX9' }],
      nhsid_user_orgs: [{ org_code: 'A83008' }, { org_code: 'RX9' }],
    });
  });

  it.each(['opaque', ''])('refuses userinfo to the token “%s”', async (token) => {
    const response = await userinfo(token);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('invalid_token');
  });

  it('demands AAL3 when no acr_values are sent', async () => {
    const browser = await openPasskeyPage(authorizeUrl({ acr_values: null }));
    expect(browser.html).toContain('AAL3');
    const callback = await signInOverHttp(authorizeUrl({ acr_values: null }), {
      ...amara,
      synced: false,
    });
    const { body } = await postToken(sandbox, codeForm(callback));
    expect(await (await userinfo(body['access_token'])).json()).toMatchObject({
      authentication_assurance_level: '3',
    });
  });

  it('hands a cancelled sign-in on', async () => {
    const browser = await openPasskeyPage(authorizeUrl());
    const callback = await browser.cancel();
    expect(Object.fromEntries(callback.searchParams)).toMatchObject({
      error: 'access_denied',
      state: 'the-state',
    });
    expect(callback.searchParams.has('code')).toBe(false);
  });
});

describe('refusals of the authorization endpoint', () => {
  it.each([
    ['no redirect_uri', { redirect_uri: null }, 400, 'redirect_uri is missing'],
    [
      'another port',
      { redirect_uri: 'http://127.0.0.1:18766/callback' },
      400,
      'redirect_uri is invalid',
    ],
    ['a trailing slash', { redirect_uri: `${redirectUri}/` }, 400, 'redirect_uri is invalid'],
    ['no client_id', { client_id: null }, 401, 'client_id is missing'],
    ['an unknown client', { client_id: 'someone' }, 401, 'client_id is invalid'],
  ])('answers %s itself', async (_what, changes, status, description) => {
    const response = await fetch(authorizeUrl(changes), { redirect: 'manual' });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({
      error: 'invalid_request',
      error_description: description,
    });
  });

  it.each([
    ['no state', { state: null }, 'invalid_request', 'state is missing'],
    ['no response_type', { response_type: null }, 'invalid_request', 'response_type is missing'],
    [
      'another response_type',
      { response_type: 'token' },
      'unsupported_response_type',
      'response_type is invalid',
    ],
    ['another scope', { scope: 'openid' }, 'invalid_scope', 'scope is invalid'],
  ])('redirects %s back', async (_what, changes, error, description) => {
    const response = await fetch(authorizeUrl(changes), { redirect: 'manual' });
    expect(response.status).toBe(302);
    const location = new URL(response.headers.get('location') ?? '');
    expect(`${location.origin}${location.pathname}`).toBe(redirectUri);
    expect(location.searchParams.get('error')).toBe(error);
    expect(location.searchParams.get('error_description')).toBe(description);
  });

  it('accepts the second registered callback, and those of the option only', async () => {
    const second = 'http://localhost:18765/callback';
    const callback = await signInOverHttp(authorizeUrl({ redirect_uri: second }), amara);
    expect(callback.hostname).toBe('localhost');
    const mine = 'http://127.0.0.1:19001/callback';
    const other = await startSandbox({ profile: 'api-platform', redirectUris: [mine] });
    const get = (url: URL) => fetch(url, { redirect: 'manual' });
    expect((await get(authorizeUrl({ redirect_uri: mine }, other))).status).toBe(302);
    expect((await get(authorizeUrl({}, other))).status).toBe(400);
    expect(other.policy).toMatchObject({ redirectPorts: [19001] });
    await other.stop();
  });

  it('takes no callback it did not ask for', async () => {
    const response = await fetch(`${sandbox.apiOrigin}/oauth2/callback?code=x&state=y`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error_description: 'Invalid state parameter.' });
  });
});

describe('refusals of the token endpoint', () => {
  it.each([
    ['no code', { code: '' }, 400, 'invalid_request', 'authorization_code is missing'],
    [
      'a code it did not issue',
      { code: 'x' },
      400,
      'invalid_grant',
      'authorization_code is invalid',
    ],
    ['no redirect_uri', { redirect_uri: '' }, 400, 'invalid_request', 'redirect_uri is missing'],
    [
      'another redirect_uri',
      { redirect_uri: 'http://localhost:18765/callback' },
      400,
      'invalid_request',
      'redirect_uri is invalid',
    ],
    ['no secret', { client_secret: '' }, 401, 'invalid_request', 'client_secret is missing'],
    [
      'a wrong secret',
      { client_secret: 'x' },
      401,
      'invalid_client',
      'client_id or client_secret is invalid',
    ],
  ])('refuses %s', async (_what, changes, status, error, description) => {
    const callback = await signInOverHttp(authorizeUrl(), amara);
    expect(await postToken(sandbox, codeForm(callback, changes))).toMatchObject({
      status,
      body: { error, error_description: description },
    });
  });

  it('redeems a code once', async () => {
    const callback = await signInOverHttp(authorizeUrl(), amara);
    expect((await postToken(sandbox, codeForm(callback))).status).toBe(200);
    expect(await postToken(sandbox, codeForm(callback))).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });
});

describe('faults of the combined pattern', () => {
  it.each([
    ['wrong-state', (callback: URL) => callback.searchParams.get('state') !== 'the-state'],
    ['access-denied', (callback: URL) => callback.searchParams.get('error') === 'access_denied'],
    ['code-twice', (callback: URL) => callback.searchParams.getAll('code').length === 2],
  ] as const)('%s', async (fault, isSpoilt) => {
    sandbox.faults.set(fault);
    expect(isSpoilt(await signInOverHttp(authorizeUrl(), amara))).toBe(true);
  });

  it('code-replayed: the code is already gone', async () => {
    sandbox.faults.set('code-replayed');
    const callback = await signInOverHttp(authorizeUrl(), amara);
    expect((await postToken(sandbox, codeForm(callback))).body).toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('userinfo-401 and userinfo-down refuse a good token', async () => {
    const callback = await signInOverHttp(authorizeUrl(), amara);
    const { body } = await postToken(sandbox, codeForm(callback));
    sandbox.faults.set('userinfo-401');
    expect((await userinfo(body['access_token'])).status).toBe(401);
    sandbox.faults.clear();
    sandbox.faults.set('userinfo-down');
    await expect(userinfo(body['access_token'])).rejects.toThrow('fetch failed');
  });
});

it('needs no secret behind the relay, and gives no userinfo for a token exchange', async () => {
  const behindRelay = await startSandbox();
  const callback = await signInOverHttp(authorizeUrl({}, behindRelay), amara);
  const { client_secret: _, ...form } = codeForm(callback);
  expect((await postToken(behindRelay, form)).status).toBe(200);
  const { idToken } = await rawIdToken(behindRelay, amara);
  const exchanged = await postToken(behindRelay, {
    ...clientForm,
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    subject_token: idToken,
  });
  const response = await fetch(`${behindRelay.apiOrigin}/oauth2/userinfo`, {
    headers: { authorization: `Bearer ${String(exchanged.body['access_token'])}` },
  });
  expect(response.status).toBe(401);
  await behindRelay.stop();
});
