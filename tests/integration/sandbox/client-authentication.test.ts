import * as client from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SandboxOptionsError } from '../../../sandbox/options-error.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/sandbox.ts';
import {
  type AssertionChanges,
  assertionForm,
  type ClientKeyPair,
  clientAssertion,
  clientKeyPair,
} from './client-keys.ts';
import {
  authorizationRequest,
  clientForm,
  discover,
  exchangeForm,
  postToken,
  redeem,
} from './client-of-sandbox.ts';
import { signInOverHttp } from './software-authenticator.ts';

const ben = { person: 'Ben Carter', synced: true } as const;
const clientId = clientForm.client_id;
const secret = 'a secret: with % and + in it';

const started: Sandbox[] = [];

async function start(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  started.push(sandbox);
  return sandbox;
}

afterAll(() => Promise.all(started.map((each) => each.stop())));

/** An id token got with the client authentication given. */
async function idTokenOf(sandbox: Sandbox, authentication: client.ClientAuth): Promise<string> {
  const configuration = await discover(sandbox, authentication);
  const request = await authorizationRequest(configuration);
  const callback = await signInOverHttp(request.url, ben);
  const { id_token = '' } = await redeem(configuration, callback, request);
  return id_token;
}

function withKey(key: ClientKeyPair, sandbox: Sandbox): client.ClientAuth {
  return client.PrivateKeyJwt(
    { key: key.privateKey, kid: key.kid },
    {
      [client.modifyAssertion]: (_header, payload) => {
        payload['aud'] = `${sandbox.issuer}/access_token`;
      },
    },
  );
}

const unauthorized = { status: 401 };

describe.each(['client_secret_basic', 'client_secret_post'] as const)('%s', (method) => {
  const authentication =
    method === 'client_secret_basic' ? client.ClientSecretBasic : client.ClientSecretPost;
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await start({ clientAuthentication: method, clientSecret: secret });
  });

  it('is in the policy, the secret is not', () => {
    expect(sandbox.policy).toMatchObject({ clientAuthentication: method });
    expect(JSON.stringify(sandbox.policy)).not.toContain(secret);
  });

  it('is demanded by CIS2', async () => {
    expect(await idTokenOf(sandbox, authentication(secret))).toMatch(/\./);
    await expect(idTokenOf(sandbox, authentication('wrong'))).rejects.toMatchObject(unauthorized);
    await expect(idTokenOf(sandbox, client.None())).rejects.toMatchObject(unauthorized);
  });

  it('is demanded by the platform for exchange and refresh', async () => {
    const form = exchangeForm(await idTokenOf(sandbox, authentication(secret)));
    expect(await postToken(sandbox, form)).toMatchObject({
      status: 401,
      body: { error: 'invalid_request', error_description: 'client_secret is missing' },
    });
    expect(await postToken(sandbox, { ...form, client_secret: 'wrong' })).toMatchObject({
      status: 401,
      body: {
        error: 'invalid_client',
        error_description: 'client_id or client_secret is invalid',
      },
    });
    const exchanged = await postToken(sandbox, { ...form, client_secret: secret });
    expect(exchanged.status).toBe(200);
    const refresh = {
      ...clientForm,
      grant_type: 'refresh_token',
      refresh_token: String(exchanged.body['refresh_token']),
    };
    expect((await postToken(sandbox, refresh)).status).toBe(401);
    expect((await postToken(sandbox, { ...refresh, client_secret: secret })).status).toBe(200);
  });
});

it('takes client_secret_basic at the platform in the header too', async () => {
  const sandbox = await start({
    clientAuthentication: 'client_secret_basic',
    clientSecret: secret,
  });
  const idToken = await idTokenOf(sandbox, client.ClientSecretBasic(secret));
  const { client_id, ...form } = exchangeForm(idToken);
  const basic = (password: string) => {
    const encoded = [client_id ?? '', password].map((part) => encodeURIComponent(part)).join(':');
    return { authorization: `Basic ${Buffer.from(encoded).toString('base64')}` };
  };
  expect((await postToken(sandbox, form, basic('wrong'))).body).toMatchObject({
    error: 'invalid_client',
  });
  expect((await postToken(sandbox, form, basic(secret))).status).toBe(200);
});

it('does not start with private_key_jwt and no key', async () => {
  const starting = startSandbox({ clientAuthentication: 'private_key_jwt' });
  await expect(starting).rejects.toBeInstanceOf(SandboxOptionsError);
  await expect(starting).rejects.toMatchObject({ code: 'client-jwks-missing' });
});

describe('private_key_jwt', () => {
  let sandbox: Sandbox;
  let key: ClientKeyPair;
  let idToken: string;

  beforeAll(async () => {
    key = await clientKeyPair('RS512', false);
    sandbox = await start({
      clientAuthentication: 'private_key_jwt',
      clientJwks: { keys: [key.publicJwk] },
      clientSecret: secret,
    });
    idToken = await idTokenOf(sandbox, withKey(key, sandbox));
  });

  const now = () => Math.floor(Date.now() / 1000);

  describe('at CIS2', () => {
    const assertion = (changes: AssertionChanges = {}, by = key) =>
      clientAssertion(by, clientId, `${sandbox.issuer}/access_token`, changes);

    /** Posts a code that does not exist: good clients get as far as invalid_grant. */
    async function errorFor(fields: Readonly<Record<string, string>>): Promise<unknown> {
      const response = await fetch(`${sandbox.issuer}/access_token`, {
        method: 'POST',
        body: new URLSearchParams({
          client_id: clientId,
          grant_type: 'authorization_code',
          code: 'none',
          redirect_uri: 'http://127.0.0.1:1/callback',
          code_verifier: 'a'.repeat(43),
          ...fields,
        }),
      });
      const body: { readonly error: unknown } = await response.json();
      return body.error;
    }

    it('takes a good assertion, once', async () => {
      const fields = assertionForm(await assertion());
      expect(await errorFor(fields)).toBe('invalid_grant');
      expect(await errorFor(fields)).toBe('invalid_client');
    });

    it('refuses none at all, and a secret in its place', async () => {
      expect(await errorFor({})).toBe('invalid_client');
      expect(await errorFor({ client_secret: secret })).toBe('invalid_client');
    });

    it.each<[string, () => AssertionChanges]>([
      ['for more than five minutes', () => ({ claims: { exp: now() + 400 } })],
      ['that has expired', () => ({ claims: { exp: now() - 1 } })],
      ['without exp', () => ({ claims: { exp: undefined } })],
      ['without jti', () => ({ claims: { jti: undefined } })],
      ['for the issuer', () => ({ claims: { aud: sandbox.issuer } })],
      ['by another issuer', () => ({ claims: { iss: 'another' } })],
    ])('refuses an assertion %s', async (_what, changes) => {
      expect(await errorFor(assertionForm(await assertion(changes())))).toBe('invalid_client');
    });

    it('refuses an assertion by another key', async () => {
      const other = { ...(await clientKeyPair('RS512')), kid: key.kid };
      expect(await errorFor(assertionForm(await assertion({}, other)))).toBe('invalid_client');
    });
  });

  it.each(['RS256', 'PS256'] as const)('takes %s where that is registered', async (algorithm) => {
    const pair = await clientKeyPair(algorithm);
    const other = await start({
      clientAuthentication: 'private_key_jwt',
      clientJwks: { keys: [pair.publicJwk] },
    });
    const token = await idTokenOf(other, withKey(pair, other));
    const assertion = await clientAssertion(pair, clientId, `${other.apiOrigin}/oauth2/token`);
    const form = { ...exchangeForm(token), ...assertionForm(assertion) };
    expect((await postToken(other, form)).status).toBe(200);
  });

  describe('at the platform', () => {
    const assertion = (changes: AssertionChanges = {}, by = key) =>
      clientAssertion(by, clientId, `${sandbox.apiOrigin}/oauth2/token`, changes);

    const exchangeWith = (fields: Readonly<Record<string, string>>) =>
      postToken(sandbox, { ...exchangeForm(idToken), ...fields });

    it('exchanges with an assertion, which is good once', async () => {
      const fields = assertionForm(await assertion());
      expect((await exchangeWith(fields)).status).toBe(200);
      expect(await exchangeWith(fields)).toMatchObject({
        status: 400,
        body: {
          error: 'invalid_request',
          error_description: expect.stringContaining('Non-unique'),
        },
      });
    });

    it('does not exchange with the secret', async () => {
      expect(await exchangeWith({ client_secret: secret })).toMatchObject({
        status: 400,
        body: { error_description: expect.stringContaining('client_assertion_type') },
      });
    });

    const invalid = 'invalid_request';
    it.each<[string, () => AssertionChanges, number, string, string]>([
      ['without kid', () => ({ header: { kid: undefined } }), 400, invalid, "Missing 'kid'"],
      ['with an unknown kid', () => ({ header: { kid: 'x' } }), 401, invalid, 'no matching public'],
      ['with another typ', () => ({ header: { typ: 'at+jwt' } }), 400, invalid, "'typ'"],
      ['without jti', () => ({ claims: { jti: undefined } }), 400, invalid, "'jti'"],
      ['without exp', () => ({ claims: { exp: undefined } }), 400, invalid, "Missing 'exp'"],
      ['with a broken exp', () => ({ claims: { exp: now() + 1.5 } }), 400, invalid, 'integer'],
      ['that has expired', () => ({ claims: { exp: now() - 1 } }), 400, invalid, 'has expired'],
      ['that is too long', () => ({ claims: { exp: now() + 400 } }), 400, invalid, '5 minutes'],
      ['for another address', () => ({ claims: { aud: 'x' } }), 401, invalid, "'aud'"],
      [
        'for a list of addresses',
        () => ({ claims: { aud: [`${sandbox.apiOrigin}/oauth2/token`] } }),
        401,
        invalid,
        "'aud'",
      ],
      ['with another sub', () => ({ claims: { sub: 'x' } }), 400, invalid, 'non-matching iss/sub'],
      ['of a stranger', () => ({ claims: { iss: 'x', sub: 'x' } }), 401, invalid, 'iss/sub'],
    ])('refuses an assertion %s', async (_what, changes, status, error, words) => {
      expect(await exchangeWith(assertionForm(await assertion(changes())))).toMatchObject({
        status,
        body: { error, error_description: expect.stringContaining(words) },
      });
    });

    it('refuses RS256 where RS512 is registered, another key, and what is no JWT', async () => {
      const rs256 = { ...(await clientKeyPair('RS256')), kid: key.kid };
      expect(await exchangeWith(assertionForm(await assertion({}, rs256)))).toMatchObject({
        status: 400,
        body: { error_description: expect.stringContaining("'alg'") },
      });
      const other = { ...(await clientKeyPair('RS512')), kid: key.kid };
      expect(await exchangeWith(assertionForm(await assertion({}, other)))).toMatchObject({
        status: 401,
        body: {
          error: 'public_key error',
          error_description: 'JWT signature verification failed',
        },
      });
      expect(await exchangeWith(assertionForm('opaque'))).toMatchObject({
        status: 400,
        body: { error_description: 'Malformed JWT in client_assertion' },
      });
    });

    it('refreshes with the secret or with an assertion, not without', async () => {
      const exchanged = await exchangeWith(assertionForm(await assertion()));
      const form = (token: unknown) => ({
        ...clientForm,
        grant_type: 'refresh_token',
        refresh_token: String(token),
      });
      const first = form(exchanged.body['refresh_token']);
      expect(await postToken(sandbox, first)).toMatchObject({
        status: 401,
        body: { error_description: 'client_secret is missing' },
      });
      const second = await postToken(sandbox, { ...first, client_secret: secret });
      expect(second.status).toBe(200);
      const third = await postToken(sandbox, {
        ...form(second.body['refresh_token']),
        ...assertionForm(await assertion()),
      });
      expect(third.status).toBe(200);
    });
  });
});
