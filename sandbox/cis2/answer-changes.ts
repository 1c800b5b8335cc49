import { decodeJwt, type JWTPayload } from 'jose';
import type { Provider } from 'oidc-provider';
import type { FaultName, FaultSwitch } from '../faults.ts';
import type { IssuedSecrets } from '../issued-secrets.ts';
import { spoilRedirect } from '../redirect-faults.ts';
import { createIdTokenFaults, type IdTokenFaults } from './id-token-faults.ts';
import type { KeyRing } from './key-ring.ts';

type ProviderContext = Parameters<Parameters<Provider['use']>[0]>[0];

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Koa's types promise a string; without a redirect it gives undefined.
function isCallback(location: unknown): location is string {
  return typeof location === 'string' && /^http:\/\/(127\.0\.0\.1|\[::1\])[:/]/.test(location);
}

/** The times of an id token as a provider with another clock would write them. */
function shiftTimes(claims: JWTPayload, seconds: number): Record<string, unknown> {
  const times = ['iat', 'exp', 'nbf', 'auth_time'];
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      times.includes(name) && typeof value === 'number' ? value + seconds : value,
    ]),
  );
}

async function spoilCallback(
  provider: Provider,
  location: string,
  active: readonly FaultName[],
): Promise<string> {
  const code = new URL(location).searchParams.get('code');
  if (active.includes('code-replayed') && code !== null) {
    const stored = await provider.AuthorizationCode.find(code);
    await stored?.consume();
  }
  return spoilRedirect(location, active);
}

function spoilDiscovery(
  metadata: Record<string, unknown>,
  active: readonly FaultName[],
): Record<string, unknown> {
  return {
    ...metadata,
    ...(active.includes('discovery-wrong-issuer') && { issuer: 'https://issuer.example/realm' }),
    ...(active.includes('discovery-http-endpoint') && {
      token_endpoint: 'http://care-identity.example/access_token',
    }),
  };
}

/** Keys a reader cannot use: without its numbers, of no known type, and not even a key. */
const unparseableKeys = [
  { kty: 'RSA', kid: 'without-numbers', alg: 'RS256', use: 'sig' },
  { kty: 'RSA', kid: 'broken-numbers', alg: 'RS256', use: 'sig', n: '!', e: 'AQAB' },
  { kty: 'LATTICE', kid: 'of-no-known-type', use: 'sig' },
];

function keySet(ring: KeyRing, tokens: IdTokenFaults, active: readonly FaultName[]) {
  const { keys } = ring.published();
  return {
    keys: [
      ...(active.includes('jwks-unparseable-key') ? unparseableKeys : []),
      ...keys,
      ...(active.includes('alg-es256') ? [tokens.ellipticKey] : []),
    ],
  };
}

export interface AnswerChanges {
  readonly ring: KeyRing;
  readonly faults: FaultSwitch;
  readonly secrets: IssuedSecrets;
  /** Seconds the provider's clock is ahead of the real one. */
  readonly clockSkewSeconds: number;
}

/**
 * Changes what oidc-provider answers: keys after a rotation, the times of another clock, and what
 * the fault switch spoils.
 */
export function installAnswerChanges(provider: Provider, changes: AnswerChanges): void {
  const { ring, faults, secrets, clockSkewSeconds } = changes;
  const tokens = createIdTokenFaults(ring);

  async function issuedIdToken(idToken: string, active: readonly FaultName[]): Promise<string> {
    // Signing twice would cost time that whoever measures a sign-in would see.
    if (active.length === 0 && clockSkewSeconds === 0 && ring.current() === ring.first) {
      return idToken;
    }
    const now = Math.floor(Date.now() / 1000) + clockSkewSeconds;
    const claims = shiftTimes(decodeJwt(idToken), clockSkewSeconds);
    const changed = await tokens.sign(claims, active, now);
    secrets.note('id-token', changed);
    return changed;
  }

  async function change(ctx: ProviderContext): Promise<void> {
    const active = faults.active();
    const location: unknown = ctx.response.get('location');
    if (ctx.path.startsWith('/authorize') && isCallback(location)) {
      ctx.response.set('location', await spoilCallback(provider, location, active));
    }
    const body: unknown = ctx.body;
    if (!isRecord(body)) return;
    if (ctx.path === '/connect/jwk_uri') ctx.body = keySet(ring, tokens, active);
    if (ctx.path === '/.well-known/openid-configuration') ctx.body = spoilDiscovery(body, active);
    if (ctx.path === '/access_token' && typeof body['id_token'] === 'string') {
      ctx.body = { ...body, id_token: await issuedIdToken(body['id_token'], active) };
    }
    if (ctx.path === '/userinfo' && active.includes('wrong-sub') && 'sub' in body) {
      ctx.body = { ...body, sub: '656005759999' };
    }
  }

  provider.use(async (ctx, next) => {
    await next();
    await change(ctx);
  });
}
