import { createHash, createPublicKey, type KeyObject, randomBytes, verify } from 'node:crypto';
import type { Attempt, Candidate, Checks, Terms } from '../candidate.ts';
import { demand } from '../refusal.ts';
import { isObject, requireSamePerson } from '../userinfo.ts';

type Json = Readonly<Record<string, unknown>>;

/** What a careful developer writes with Node alone; `shipped` is the same without signatures. */
export function open(terms: Terms, checks: Checks): Candidate {
  let metadata: Promise<Json> | null = null;
  let keys: Promise<ReadonlyMap<string, KeyObject>> | null = null;
  const discovered = () => {
    metadata ??= fetchJson(`${terms.issuer}/.well-known/openid-configuration`);
    return metadata;
  };
  const signingKeys = () => {
    keys ??= discovered().then(({ jwks_uri }) => fetchKeys(String(jwks_uri)));
    return keys;
  };

  async function checkSignature(idToken: string): Promise<void> {
    const [header = '', payload = '', signature = ''] = idToken.split('.');
    const { alg, kid } = decoded(header);
    demand(alg === 'RS256', 'alg');
    const key = (await signingKeys()).get(String(kid));
    if (key === undefined) throw new Error('kid');
    const signed = Buffer.from(`${header}.${payload}`);
    demand(verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url')), 'signature');
  }

  function checkClaims(claims: Json, nonce: string): void {
    const now = Date.now() / 1000;
    demand(claims['iss'] === terms.issuer, 'iss claim');
    demand(claims['aud'] === terms.clientId, 'aud');
    demand(claims['nonce'] === nonce, 'nonce');
    demand(typeof claims['exp'] === 'number' && claims['exp'] > now, 'exp');
    const authTime = claims['auth_time'];
    demand(typeof authTime === 'number' && authTime >= now - terms.maxAge, 'auth_time');
  }

  function tokensFor(
    endpoint: string,
    code: string,
    redirectUri: string,
    verifier: string,
  ): Promise<Json> {
    return fetchJson(endpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: terms.clientId,
        redirect_uri: redirectUri,
        code,
        code_verifier: verifier,
      }),
    });
  }

  /** Redeems an answer nobody gave: tokens from a data: address, signed by nobody. */
  async function warmUp(): Promise<void> {
    const [kid] = (await signingKeys()).keys();
    const nonce = 'warm-up';
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: terms.issuer, aud: terms.clientId, nonce, exp: now + 300 };
    const parts = [
      { alg: 'RS256', kid },
      { ...claims, sub: 'nobody', auth_time: now },
    ];
    const signed = parts.map((part) => encoded(JSON.stringify(part))).join('.');
    const answer = { id_token: `${signed}.${encoded('1'.repeat(256))}` };
    const address = `data:application/json;base64,${btoa(JSON.stringify(answer))}`;
    const idToken = String((await tokensFor(address, 'none', '', 'none'))['id_token']);
    await checkSignature(idToken).catch(() => undefined);
    checkClaims(decoded(idToken.split('.')[1] ?? ''), nonce);
  }

  return {
    begin(): Attempt {
      const state = randomBytes(32).toString('base64url');
      const nonce = randomBytes(32).toString('base64url');
      const verifier = randomBytes(32).toString('base64url');
      let redirect = '';
      return {
        state,
        async authorizationRequest(redirectUri) {
          redirect = redirectUri;
          const { issuer, authorization_endpoint } = await discovered();
          demand(issuer === terms.issuer, 'issuer');
          const address = new URL(String(authorization_endpoint));
          address.search = new URLSearchParams({
            response_type: 'code',
            client_id: terms.clientId,
            redirect_uri: redirectUri,
            scope: 'openid profile',
            state,
            nonce,
            max_age: String(terms.maxAge),
            prompt: 'login',
            code_challenge: createHash('sha256').update(verifier).digest('base64url'),
            code_challenge_method: 'S256',
          }).toString();
          // Asked for now and needed later; a failure shows when the id token is checked.
          if (checks === 'equal, keys ahead') signingKeys().catch(() => undefined);
          if (checks === 'equal, warmed up') warmUp().catch(() => undefined);
          return address;
        },
        async redeem(answer, onValidated) {
          demand(answer.searchParams.get('state') === state, 'state');
          demand(answer.searchParams.get('iss') === terms.issuer, 'iss');
          const { token_endpoint } = await discovered();
          const code = answer.searchParams.get('code') ?? '';
          const tokens = await tokensFor(String(token_endpoint), code, redirect, verifier);
          const idToken = String(tokens['id_token']);
          if (checks !== 'shipped') await checkSignature(idToken);
          const claims = decoded(idToken.split('.')[1] ?? '');
          checkClaims(claims, nonce);
          onValidated();
          if (checks === 'shipped') return;
          await requireSamePerson(terms, String(tokens['access_token']), claims);
        },
      };
    },
  };
}

async function fetchJson(url: string, init?: RequestInit): Promise<Json> {
  const response = await fetch(url, { ...init, redirect: 'error' });
  const body: unknown = await response.json();
  if (!response.ok || !isObject(body)) throw new Error(`unexpected answer ${response.status}`);
  return body;
}

async function fetchKeys(url: string): Promise<ReadonlyMap<string, KeyObject>> {
  const { keys } = await fetchJson(url);
  const found = new Map<string, KeyObject>();
  for (const jwk of Array.isArray(keys) ? keys : []) {
    if (!isObject(jwk) || jwk['kty'] !== 'RSA') continue;
    found.set(String(jwk['kid']), createPublicKey({ key: { ...jwk }, format: 'jwk' }));
  }
  return found;
}

function decoded(part: string): Json {
  const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
  if (!isObject(value)) throw new Error('not a JSON object');
  return value;
}

function encoded(part: string): string {
  return Buffer.from(part).toString('base64url');
}
