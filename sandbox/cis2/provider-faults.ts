import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import type { Provider } from 'oidc-provider';
import type { FaultName, FaultSwitch } from '../faults.ts';
import type { SigningKey } from './signing-key.ts';

type ProviderContext = Parameters<Parameters<Provider['use']>[0]>[0];

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Koa's types promise a string; without a redirect it gives undefined.
function isCallback(location: unknown): location is string {
  return typeof location === 'string' && location.startsWith('http://127.0.0.1');
}

/** The id token with a claim changed after signing: the signature no longer fits. */
function tamper(idToken: string): string {
  const [header, , signature] = idToken.split('.');
  const claims = {
    ...decodeJwt(idToken),
    amr: ['N3_SMARTCARD'],
    authentication_assurance_level: '3',
  };
  const payload = Buffer.from(JSON.stringify(claims)).toString('base64url');
  return [header, payload, signature].join('.');
}

async function spoilCallback(
  provider: Provider,
  location: string,
  active: readonly FaultName[],
): Promise<string> {
  const callback = new URL(location);
  const { searchParams } = callback;
  const code = searchParams.get('code');
  if (active.includes('wrong-state')) searchParams.set('state', randomUUID());
  if (active.includes('wrong-iss')) searchParams.set('iss', 'https://issuer.example/realm');
  if (active.includes('access-denied')) {
    searchParams.delete('code');
    searchParams.set('error', 'access_denied');
    searchParams.set('error_description', 'The resource owner denied the request');
  }
  if (active.includes('code-replayed') && code !== null) {
    const stored = await provider.AuthorizationCode.find(code);
    await stored?.consume();
  }
  return callback.href;
}

async function spoilIdToken(
  key: SigningKey,
  idToken: string,
  active: readonly FaultName[],
): Promise<string> {
  // Every other check still passes, so that only the named one can refuse the token.
  if (active.includes('wrong-nonce')) {
    return key.sign({ ...decodeJwt(idToken), nonce: randomUUID() });
  }
  if (active.includes('tampered-id-token')) return tamper(idToken);
  return idToken;
}

async function spoil(
  ctx: ProviderContext,
  provider: Provider,
  key: SigningKey,
  active: readonly FaultName[],
): Promise<void> {
  const location: unknown = ctx.response.get('location');
  if (isCallback(location)) {
    ctx.response.set('location', await spoilCallback(provider, location, active));
  }
  const body: unknown = ctx.body;
  if (!isRecord(body)) return;
  if (ctx.path === '/access_token' && typeof body['id_token'] === 'string') {
    ctx.body = { ...body, id_token: await spoilIdToken(key, body['id_token'], active) };
  }
  if (ctx.path === '/userinfo' && active.includes('wrong-sub') && 'sub' in body) {
    ctx.body = { ...body, sub: '656005759999' };
  }
}

/** Lets the fault switch change what the provider answers. */
export function installProviderFaults(
  provider: Provider,
  key: SigningKey,
  faults: FaultSwitch,
): void {
  provider.use(async (ctx, next) => {
    await next();
    const active = faults.active();
    if (active.length > 0) await spoil(ctx, provider, key, active);
  });
}
