import { decodeJwt } from 'jose';
import * as client from 'openid-client';
import { afterAll, describe, expect, it } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../sandbox/sandbox.ts';
import { assertionForm, clientAssertion, clientKeyPair } from './client-keys.ts';
import {
  authorizationRequest,
  clientForm,
  discover,
  exchangeForm,
  postToken,
  rawIdToken,
  redeem,
} from './client-of-sandbox.ts';
import { signInOverHttp } from './software-authenticator.ts';

const started: Sandbox[] = [];

async function start(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  started.push(sandbox);
  return sandbox;
}

afterAll(() => Promise.all(started.map((each) => each.stop())));

const ben = { person: 'Ben Carter', synced: true } as const;
const now = () => Date.now() / 1000;

describe.each([600, -600])('a clock %d seconds ahead', (clockSkewSeconds) => {
  it('shows in the Date header of both servers', async () => {
    const sandbox = await start({ clockSkewSeconds });
    const addresses = [
      `${sandbox.issuer}/.well-known/openid-configuration`,
      `${sandbox.apiOrigin}/oauth2/token`,
    ];
    for (const address of addresses) {
      const date = Date.parse((await fetch(address)).headers.get('date') ?? '') / 1000;
      expect(Math.abs(date - now() - clockSkewSeconds)).toBeLessThan(10);
    }
  });

  it('is in every time of the id token, which the platform takes', async () => {
    const sandbox = await start({ clockSkewSeconds });
    const { idToken } = await rawIdToken(sandbox, ben);
    const { iat, exp, auth_time: authTime } = decodeJwt<{ auth_time: number }>(idToken);
    for (const time of [iat, authTime]) {
      expect(Math.abs(Number(time) - now() - clockSkewSeconds)).toBeLessThan(10);
    }
    expect(Number(exp) - Number(iat)).toBe(3600);
    expect((await postToken(sandbox, exchangeForm(idToken))).status).toBe(200);
  });

  it('judges client assertions', async () => {
    const key = await clientKeyPair('RS512');
    const sandbox = await start({
      clockSkewSeconds,
      clientAuthentication: 'private_key_jwt',
      clientJwks: { keys: [key.publicJwk] },
    });
    const errorAt = async (seconds: number): Promise<unknown> => {
      const { client_id } = clientForm;
      const assertion = await clientAssertion(key, client_id, `${sandbox.issuer}/access_token`, {
        claims: { iat: Math.floor(now()) + seconds, exp: Math.floor(now()) + seconds + 240 },
      });
      const response = await fetch(`${sandbox.issuer}/access_token`, {
        method: 'POST',
        body: new URLSearchParams({
          ...clientForm,
          ...assertionForm(assertion),
          grant_type: 'authorization_code',
          code: 'none',
          redirect_uri: 'http://127.0.0.1:1/callback',
          code_verifier: 'a'.repeat(43),
        }),
      });
      const body: { readonly error: unknown } = await response.json();
      return body.error;
    };
    expect(await errorAt(0)).toBe('invalid_client');
    expect(await errorAt(clockSkewSeconds)).toBe('invalid_grant');
  });
});

it('is what a client has to learn: ten minutes behind, max_age fails without it', async () => {
  const sandbox = await start({ clockSkewSeconds: -600 });
  const configuration = await discover(sandbox);
  const request = await authorizationRequest(configuration);
  const callback = await signInOverHttp(request.url, ben);
  await expect(redeem(configuration, callback, request)).rejects.toMatchObject({
    code: 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  });

  const learnt = new client.Configuration(configuration.serverMetadata(), clientForm.client_id, {
    id_token_signed_response_alg: 'RS256',
    [client.clockSkew]: -600,
  });
  client.allowInsecureRequests(learnt);
  client.enableNonRepudiationChecks(learnt);
  const again = await authorizationRequest(learnt);
  const tokens = await redeem(learnt, await signInOverHttp(again.url, ben), again);
  expect(tokens.claims()).toMatchObject({ sub: '656005750107' });
});
