import { decodeJwt } from 'jose';
import * as client from 'openid-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { faultNames } from '../../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { authorizationRequest, discover, redeem } from './client-of-sandbox.ts';
import { signInOverHttp } from './software-authenticator.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterEach(() => sandbox.faults.clear());

afterAll(() => sandbox.stop());

const person = { person: 'Ben Carter', synced: true } as const;

async function callbackWith(fault: Parameters<Sandbox['faults']['set']>[0]) {
  const configuration = await discover(sandbox);
  const request = await authorizationRequest(configuration);
  sandbox.faults.set(fault);
  const callback = await signInOverHttp(request.url, person);
  return { configuration, request, callback };
}

describe('faults of Care Identity', () => {
  it('provider-down drops the connection', async () => {
    sandbox.faults.set('provider-down');
    await expect(discover(sandbox)).rejects.toThrow('fetch failed');
  });

  it('discovery-html answers with a page', async () => {
    sandbox.faults.set('discovery-html');
    await expect(discover(sandbox)).rejects.toMatchObject({ code: 'OAUTH_RESPONSE_IS_NOT_JSON' });
  });

  it('provider-slow holds the answer until the fault is cleared', async () => {
    sandbox.faults.set('provider-slow');
    let answered = false;
    const discovering = discover(sandbox).then((configuration) => {
      answered = true;
      return configuration;
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(answered).toBe(false);
    sandbox.faults.clear('provider-slow');
    const configuration = await discovering;
    expect(configuration.serverMetadata().issuer).toBe(sandbox.issuer);
  });

  it('wrong-state changes the state and nothing else', async () => {
    const { configuration, request, callback } = await callbackWith('wrong-state');
    expect(callback.searchParams.get('state')).not.toBe(request.state);
    const state = callback.searchParams.get('state') ?? '';
    await redeem(configuration, callback, { ...request, state });
  });

  it('wrong-iss names another issuer', async () => {
    const { request, callback } = await callbackWith('wrong-iss');
    expect(callback.searchParams.get('iss')).not.toBe(sandbox.issuer);
    expect(callback.searchParams.get('state')).toBe(request.state);
  });

  it('access-denied brings an error and no code', async () => {
    const { request, callback } = await callbackWith('access-denied');
    expect(callback.searchParams.get('error')).toBe('access_denied');
    expect(callback.searchParams.get('state')).toBe(request.state);
    expect(callback.searchParams.has('code')).toBe(false);
  });

  it('code-replayed makes the first use of the code fail with invalid_grant', async () => {
    const { configuration, request, callback } = await callbackWith('code-replayed');
    await expect(redeem(configuration, callback, request)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
  });

  it('tampered-id-token fails the signature check', async () => {
    const { configuration, request, callback } = await callbackWith('tampered-id-token');
    await expect(redeem(configuration, callback, request)).rejects.toMatchObject({
      code: 'OAUTH_INVALID_RESPONSE',
      cause: { message: 'JWT signature verification failed' },
    });
  });

  it('wrong-nonce fails the nonce check only: the signature is good', async () => {
    const { configuration, request, callback } = await callbackWith('wrong-nonce');
    await expect(redeem(configuration, callback, request)).rejects.toMatchObject({
      code: 'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
      cause: { cause: { claim: 'nonce' } },
    });
  });

  it('wrong-sub makes userinfo name another person', async () => {
    const { configuration, request, callback } = await callbackWith('wrong-sub');
    const tokens = await redeem(configuration, callback, request);
    const { sub = '' } = decodeJwt(tokens.id_token ?? '');
    await expect(
      client.fetchUserInfo(configuration, tokens.access_token, sub),
    ).rejects.toMatchObject({ code: 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED' });
  });

  it('low-assurance says identity level 1 in a valid id token', async () => {
    const { configuration, request, callback } = await callbackWith('low-assurance');
    const tokens = await redeem(configuration, callback, request);
    expect(tokens.claims()).toMatchObject({ id_assurance_level: '1' });
  });
});

describe('the fault switch over HTTP', () => {
  const url = (name = '') => `${sandbox.apiOrigin}/_sandbox/faults${name && `/${name}`}`;

  it('lists, sets and clears', async () => {
    expect((await fetch(url('pds-503'), { method: 'PUT' })).status).toBe(204);
    expect(sandbox.faults.active()).toEqual(['pds-503']);
    const listed = await (await fetch(url())).json();
    expect(listed.active).toEqual(['pds-503']);
    expect(Object.keys(listed.known)).toEqual([...faultNames]);
    await fetch(url('provider-down'), { method: 'PUT' });
    expect((await fetch(url('pds-503'), { method: 'DELETE' })).status).toBe(204);
    expect(sandbox.faults.active()).toEqual(['provider-down']);
    expect((await fetch(url(), { method: 'DELETE' })).status).toBe(204);
    expect(sandbox.faults.active()).toEqual([]);
  });

  it('refuses unknown names and methods', async () => {
    expect((await fetch(url('nonsense'), { method: 'PUT' })).status).toBe(404);
    expect((await fetch(url('pds-503'), { method: 'POST' })).status).toBe(405);
  });

  it('is not part of the request log', async () => {
    const before = sandbox.requests.length;
    await fetch(url());
    expect(sandbox.requests.length).toBe(before);
  });
});
