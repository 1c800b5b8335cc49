import * as client from 'openid-client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { redeemAnswer } from '../../../electron/identity/authorization-answer.ts';
import type { AnswerChecks } from '../../../electron/identity/authorization-request.ts';
import { type ProviderProfile, profileOf } from '../../../electron/identity/provider-profile.ts';
import { warmUpCodeGrant } from '../../../electron/identity/warm-up-code-grant.ts';
import { policySchema } from '../../../electron/policy/policy-schema.ts';

const issuer = 'https://provider.example';
const checks: AnswerChecks = { state: 'state', nonce: 'nonce', verifier: 'v'.repeat(43) };

function profileFor(kind: 'cis2' | 'oidc' | 'api-platform'): ProviderProfile {
  return profileOf(
    policySchema.parse({
      environment: 'int',
      profile: kind,
      issuer,
      clientId: 'caredesk-test',
      apiOrigin: issuer,
    }),
  );
}

const notOver = () => false;
const verify = vi.spyOn(crypto.subtle, 'verify');
const network = vi.fn(() => Promise.reject(new Error('no network here')));

beforeEach(() => {
  verify.mockClear();
  network.mockClear();
  vi.stubGlobal('fetch', network);
});
afterEach(() => vi.unstubAllGlobals());

describe('the warm-up', () => {
  test.each(['cis2', 'oidc'] as const)(
    'goes as far as the signature of a %s provider, which is wrong',
    async (kind) => {
      await warmUpCodeGrant(profileFor(kind), Date.now, notOver);
      expect(verify).toHaveBeenCalledTimes(1);
      await expect(verify.mock.results[0]?.value).resolves.toBe(false);
    },
  );

  test('goes on to userinfo, with and without an id token', async () => {
    for (const kind of ['cis2', 'oidc', 'api-platform'] as const) {
      const steps = vi.fn(notOver);
      await warmUpCodeGrant(profileFor(kind), Date.now, steps);
      // Asked at the start and at every request. The api-platform's answer passes, so that
      // userinfo is asked for on its way, too.
      expect(steps).toHaveBeenCalledTimes(kind === 'api-platform' ? 4 : 3);
    }
  });

  test('asks nothing of the network', async () => {
    for (const kind of ['cis2', 'oidc', 'api-platform'] as const) {
      await warmUpCodeGrant(profileFor(kind), Date.now, notOver);
    }
    expect(network).not.toHaveBeenCalled();
  });

  test('lets what waits go first, and stops once the true answer is there', async () => {
    let isAnswered = false;
    setImmediate(() => {
      isAnswered = true;
    });
    await warmUpCodeGrant(profileFor('oidc'), Date.now, () => isAnswered);
    expect(verify).not.toHaveBeenCalled();
  });

  test.each([
    ['a profile no library takes', { ...profileFor('oidc'), clientId: '' }, Date.now, notOver],
    ['a clock that is none', profileFor('oidc'), () => Number.NaN, notOver],
    ['a clock that fails', profileFor('oidc'), failing, notOver],
    ['a caller that fails', profileFor('oidc'), Date.now, failing],
  ])('never throws: %s', async (_title, profile, now, isOver) => {
    await expect(warmUpCodeGrant(profile, now, isOver)).resolves.toBeUndefined();
  });
});

describe('the true answer after a warm-up', () => {
  test('is redeemed with the true configuration, which is as it was', async () => {
    const keys = await crypto.subtle.generateKey(rsa, true, ['sign', 'verify']);
    const asked: string[] = [];
    const configuration = await trueConfiguration(keys.publicKey, asked, () =>
      idToken(keys.privateKey, 'true'),
    );
    const before = picture(configuration);
    await warmUpCodeGrant(profileFor('oidc'), Date.now, notOver);
    expect(picture(configuration)).toEqual(before);
    expect(asked).toEqual([]);
    const { claims } = await redeem(configuration);
    expect(claims['sub']).toBe('person');
    expect(asked).toEqual(['/token', '/userinfo']);
  });

  test('is refused when the key of the warm-up is said to have signed it', async () => {
    const keys = await crypto.subtle.generateKey(rsa, true, ['sign', 'verify']);
    const configuration = await trueConfiguration(keys.publicKey, [], () =>
      idToken(keys.privateKey, 'nobody'),
    );
    await warmUpCodeGrant(profileFor('oidc'), Date.now, notOver);
    await expect(redeem(configuration)).rejects.toMatchObject({ code: 'SIGN_IN_TOKEN_INVALID' });
  });

  test('is refused when its signature is wrong', async () => {
    const [known, stranger] = await Promise.all([
      crypto.subtle.generateKey(rsa, true, ['sign', 'verify']),
      crypto.subtle.generateKey(rsa, true, ['sign', 'verify']),
    ]);
    const configuration = await trueConfiguration(known.publicKey, [], () =>
      idToken(stranger.privateKey, 'true'),
    );
    await warmUpCodeGrant(profileFor('oidc'), Date.now, notOver);
    await expect(redeem(configuration)).rejects.toMatchObject({ code: 'SIGN_IN_TOKEN_INVALID' });
  });
});

const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

function failing(): never {
  throw new Error('out of order');
}

function redeem(configuration: client.Configuration) {
  const answer = new URL(
    `http://127.0.0.1:1234/callback?code=code&state=state&iss=${encodeURIComponent(issuer)}`,
  );
  const { signal } = new AbortController();
  return redeemAnswer(profileFor('oidc'), configuration, answer, checks, signal);
}

/** A configuration as `createProvider` makes them, with keys fetched ahead. */
async function trueConfiguration(
  publicKey: CryptoKey,
  asked: string[],
  signedToken: () => Promise<string>,
): Promise<client.Configuration> {
  const configuration = new client.Configuration(
    {
      issuer,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/keys`,
    },
    'caredesk-test',
    { id_token_signed_response_alg: 'RS256' },
    client.None(),
  );
  client.enableNonRepudiationChecks(configuration);
  const { kty, n, e } = await crypto.subtle.exportKey('jwk', publicKey);
  const jwks = { keys: [{ kty: kty ?? '', n: n ?? '', e: e ?? '', kid: 'true', alg: 'RS256' }] };
  client.setJwksCache(configuration, { jwks, uat: Math.floor(Date.now() / 1000) });
  configuration[client.customFetch] = async (url) => {
    const { pathname } = new URL(url);
    asked.push(pathname);
    return pathname === '/token'
      ? Response.json({
          access_token: 'access',
          token_type: 'Bearer',
          expires_in: 300,
          id_token: await signedToken(),
        })
      : Response.json({ sub: 'person' });
  };
  return configuration;
}

async function idToken(key: CryptoKey, kid: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, sub: 'person', aud: 'caredesk-test', nonce: 'nonce' };
  const signed = [
    { alg: 'RS256', kid },
    { ...claims, iat: now, exp: now + 300, auth_time: now },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = await crypto.subtle.sign(rsa.name, key, Buffer.from(signed));
  return `${signed}.${Buffer.from(signature).toString('base64url')}`;
}

/** Everything a configuration tells of itself. */
function picture(configuration: client.Configuration) {
  return structuredClone({
    server: { ...configuration.serverMetadata() },
    client: { ...configuration.clientMetadata() },
    keys: client.getJwksCache(configuration),
    timeout: configuration.timeout,
  });
}
