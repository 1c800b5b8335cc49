import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  type JSONWebKeySet,
  type JWTPayload,
  jwtVerify,
} from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type FaultName, type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { authorizationRequest, discover, rawIdToken, redeem } from './client-of-sandbox.ts';
import { signInOverHttp } from './software-authenticator.ts';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterEach(() => sandbox.faults.clear());

afterAll(() => sandbox.stop());

const ben = { person: 'Ben Carter', synced: true } as const;
const clientId = 'caredesk.sandbox.apps.national';

async function publishedKeys(): Promise<JSONWebKeySet> {
  return (await fetch(`${sandbox.issuer}/connect/jwk_uri`)).json();
}

async function tokenWith(fault: FaultName) {
  const { idToken, request } = await rawIdToken(sandbox, ben, () => sandbox.faults.set(fault));
  const claims: JWTPayload & Record<string, unknown> = decodeJwt(idToken);
  return { idToken, request, claims, header: decodeProtectedHeader(idToken) };
}

/** Seconds from now. */
const fromNow = (time: unknown) => Number(time) - Date.now() / 1000;

describe('faults of what the id token says, its signature being good', () => {
  it.each<[FaultName, (claims: Record<string, unknown>) => void]>([
    ['missing-sub', (claims) => expect(claims).not.toHaveProperty('sub')],
    ['missing-iat', (claims) => expect(claims).not.toHaveProperty('iat')],
    ['missing-exp', (claims) => expect(claims).not.toHaveProperty('exp')],
    ['missing-nonce', (claims) => expect(claims).not.toHaveProperty('nonce')],
    ['missing-auth-time', (claims) => expect(claims).not.toHaveProperty('auth_time')],
    ['wrong-iss-claim', ({ iss }) => expect(iss).not.toBe(sandbox.issuer)],
    ['wrong-aud', ({ aud }) => expect(aud).not.toBe(clientId)],
    ['extra-aud', ({ aud }) => expect(aud).toEqual([clientId, expect.any(String)])],
    ['aud-array', ({ aud }) => expect(aud).toEqual([clientId])],
    ['expired-id-token', ({ exp }) => expect(fromNow(exp)).toBeLessThan(-3000)],
    ['future-nbf', ({ nbf }) => expect(fromNow(nbf)).toBeGreaterThan(3000)],
    ['stale-auth-time', ({ auth_time }) => expect(fromNow(auth_time)).toBeLessThan(-3000)],
    [
      'low-acr',
      (claims) =>
        expect(claims).toMatchObject({
          acr: 'AAL1_USERPASS',
          authentication_assurance_level: '1',
        }),
    ],
  ])('%s', async (fault, check) => {
    const { idToken, claims, request } = await tokenWith(fault);
    check(claims);
    const keys = createLocalJWKSet(await publishedKeys());
    // No time claim is to be in the way of the signature check.
    await jwtVerify(idToken, keys, { clockTolerance: Number.MAX_SAFE_INTEGER });
    const about = { nonce: request.nonce, sub: '656005750107', iss: sandbox.issuer, aud: clientId };
    const changed = Object.entries(about).filter(([name, value]) => claims[name] !== value);
    expect(changed.length).toBeLessThanOrEqual(1);
  });
});

describe('faults of the signature', () => {
  it('unknown-kid names a key that no key set has', async () => {
    const { header } = await tokenWith('unknown-kid');
    const { keys } = await publishedKeys();
    expect(header.alg).toBe('RS256');
    expect(keys.map(({ kid }) => kid)).not.toContain(header.kid);
  });

  it('kid-absent is signed with the published key all the same', async () => {
    const { idToken, header } = await tokenWith('kid-absent');
    expect(header).not.toHaveProperty('kid');
    await jwtVerify(idToken, createLocalJWKSet(await publishedKeys()));
  });

  it('alg-none is not signed', async () => {
    const { idToken, header } = await tokenWith('alg-none');
    expect(header.alg).toBe('none');
    expect(idToken.split('.')).toHaveLength(3);
    expect(idToken.endsWith('.')).toBe(true);
  });

  it('alg-hs256 is good for whoever takes the public key as a secret', async () => {
    const { idToken, header } = await tokenWith('alg-hs256');
    const { keys } = await publishedKeys();
    const jwk = keys.find(({ kid }) => kid === header.kid);
    const { createPublicKey } = await import('node:crypto');
    const publicKey = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    const secret = Buffer.from(publicKey.export({ format: 'pem', type: 'spki' }));
    await jwtVerify(idToken, secret, { algorithms: ['HS256'] });
  });

  it('alg-es256 is good for whoever does not insist on RS256', async () => {
    const { idToken, header } = await tokenWith('alg-es256');
    expect(header.alg).toBe('ES256');
    await jwtVerify(idToken, createLocalJWKSet(await publishedKeys()));
    sandbox.faults.clear();
    expect((await publishedKeys()).keys).toHaveLength(1);
  });

  it.each<[FaultName, string]>([
    ['unknown-kid', 'OAUTH_KEY_SELECTION_FAILED'],
    ['alg-none', 'OAUTH_INVALID_RESPONSE'],
    ['alg-hs256', 'OAUTH_INVALID_RESPONSE'],
    ['alg-es256', 'OAUTH_INVALID_RESPONSE'],
    ['expired-id-token', 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED'],
    ['future-nbf', 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED'],
    ['stale-auth-time', 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED'],
    ['wrong-iss-claim', 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'],
    ['wrong-aud', 'OAUTH_JWT_CLAIM_COMPARISON_FAILED'],
    ['missing-sub', 'OAUTH_INVALID_RESPONSE'],
  ])('a careful client refuses %s', async (fault, code) => {
    const configuration = await discover(sandbox);
    const request = await authorizationRequest(configuration);
    const callback = await signInOverHttp(request.url, ben);
    sandbox.faults.set(fault);
    await expect(redeem(configuration, callback, request)).rejects.toMatchObject({ code });
  });

  it.each<FaultName>(['kid-absent', 'aud-array', 'jwks-unparseable-key'])(
    'a careful client accepts %s',
    async (fault) => {
      const configuration = await discover(sandbox);
      const request = await authorizationRequest(configuration);
      const callback = await signInOverHttp(request.url, ben);
      sandbox.faults.set(fault);
      const tokens = await redeem(configuration, callback, request);
      expect(tokens.claims()).toMatchObject({ sub: '656005750107' });
    },
  );
});
