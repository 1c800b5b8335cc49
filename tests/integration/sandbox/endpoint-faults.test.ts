import * as client from 'openid-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FaultName, type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import {
  authorizationRequest,
  clientForm,
  discover,
  exchangeForm,
  postToken,
  rawIdToken,
  redeem,
  signIn,
} from './client-of-sandbox.ts';
import { signInOverHttp } from './software-authenticator.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterEach(() => sandbox.faults.clear());

afterAll(() => sandbox.stop());

const ben = { person: 'Ben Carter', synced: true } as const;

async function callbackWith(fault: FaultName) {
  const request = await authorizationRequest(await discover(sandbox));
  sandbox.faults.set(fault);
  return { request, callback: await signInOverHttp(request.url, ben) };
}

describe('faults of discovery and keys', () => {
  it('discovery-wrong-issuer names another issuer, the rest unchanged', async () => {
    sandbox.faults.set('discovery-wrong-issuer');
    const response = await fetch(`${sandbox.issuer}/.well-known/openid-configuration`);
    const metadata = await response.json();
    expect(metadata.issuer).not.toBe(sandbox.issuer);
    expect(metadata.token_endpoint).toBe(`${sandbox.issuer}/access_token`);
    await expect(discover(sandbox)).rejects.toMatchObject({
      code: 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
    });
  });

  it('discovery-http-endpoint would send the code to another host in clear text', async () => {
    sandbox.faults.set('discovery-http-endpoint');
    const response = await fetch(`${sandbox.issuer}/.well-known/openid-configuration`);
    const metadata = await response.json();
    expect(metadata.issuer).toBe(sandbox.issuer);
    expect(metadata.token_endpoint).toMatch(/^http:\/\/(?!localhost)/);
  });

  it('jwks-html answers with a page', async () => {
    sandbox.faults.set('jwks-html');
    const response = await fetch(`${sandbox.issuer}/connect/jwk_uri`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
  });

  it('jwks-unparseable-key puts broken keys before the good one', async () => {
    const good = await (await fetch(`${sandbox.issuer}/connect/jwk_uri`)).json();
    sandbox.faults.set('jwks-unparseable-key');
    const { keys } = await (await fetch(`${sandbox.issuer}/connect/jwk_uri`)).json();
    expect(keys.length).toBeGreaterThan(good.keys.length);
    expect(keys.at(-1)).toEqual(good.keys[0]);
  });
});

describe('faults of the callback', () => {
  it('missing-iss-param leaves out what discovery announces', async () => {
    const { request, callback } = await callbackWith('missing-iss-param');
    expect(callback.searchParams.has('iss')).toBe(false);
    expect(callback.searchParams.get('state')).toBe(request.state);
    expect(callback.searchParams.get('code')).not.toBeNull();
  });

  it('code-twice carries the good code and another', async () => {
    const { callback } = await callbackWith('code-twice');
    const codes = callback.searchParams.getAll('code');
    expect(codes).toHaveLength(2);
    expect(new Set(codes).size).toBe(2);
  });
});

describe('faults of the token endpoints', () => {
  const addresses = () => [`${sandbox.issuer}/access_token`, `${sandbox.apiOrigin}/oauth2/token`];

  it('token-html answers with a page', async () => {
    sandbox.faults.set('token-html');
    for (const address of addresses()) {
      const response = await fetch(address, { method: 'POST' });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('text/html');
    }
  });

  it('token-302 redirects to another site', async () => {
    sandbox.faults.set('token-302');
    for (const address of addresses()) {
      const response = await fetch(address, { method: 'POST', redirect: 'manual' });
      expect(response.status).toBe(302);
      expect(new URL(response.headers.get('location') ?? '').hostname).toBe('sign-in.example');
    }
  });
});

describe('faults of userinfo', () => {
  it('userinfo-down drops the connection', async () => {
    const { configuration, tokens } = await signIn(sandbox, ben);
    sandbox.faults.set('userinfo-down');
    await expect(
      client.fetchUserInfo(configuration, tokens.access_token, client.skipSubjectCheck),
    ).rejects.toThrow('fetch failed');
  });

  it('userinfo-401 refuses a good token', async () => {
    const { configuration, tokens } = await signIn(sandbox, ben);
    sandbox.faults.set('userinfo-401');
    await expect(
      client.fetchUserInfo(configuration, tokens.access_token, client.skipSubjectCheck),
    ).rejects.toMatchObject({ code: 'OAUTH_WWW_AUTHENTICATE_CHALLENGE', status: 401 });
  });
});

describe('faults of refresh', () => {
  async function refreshForm() {
    const { idToken } = await rawIdToken(sandbox, ben);
    const { body } = await postToken(sandbox, exchangeForm(idToken));
    const refreshToken = String(body['refresh_token']);
    return { ...clientForm, grant_type: 'refresh_token', refresh_token: refreshToken };
  }

  it('refresh-without-new-token keeps the old one good', async () => {
    const form = await refreshForm();
    sandbox.faults.set('refresh-without-new-token');
    const first = await postToken(sandbox, form);
    expect(first.status).toBe(200);
    expect(first.body).toHaveProperty('access_token');
    expect(first.body).not.toHaveProperty('refresh_token');
    sandbox.faults.clear();
    expect((await postToken(sandbox, form)).status).toBe(200);
    expect((await postToken(sandbox, form)).status).toBe(401);
  });

  it('refresh-empty-body-401 says nothing but 401', async () => {
    const form = await refreshForm();
    sandbox.faults.set('refresh-empty-body-401');
    const response = await fetch(`${sandbox.apiOrigin}/oauth2/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    expect(response.status).toBe(401);
    expect(await response.text()).toBe('');
    sandbox.faults.clear();
    expect((await postToken(sandbox, form)).status).toBe(200);
  });
});

it('redeems as before once every fault is cleared', async () => {
  const configuration = await discover(sandbox);
  const request = await authorizationRequest(configuration);
  const callback = await signInOverHttp(request.url, ben);
  const tokens = await redeem(configuration, callback, request);
  expect(tokens.claims()).toMatchObject({ acr: 'AAL2_ANY' });
});
