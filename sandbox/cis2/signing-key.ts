import { createHash, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { type JSONWebKeySet, type JWK, SignJWT } from 'jose';

export interface SigningKey {
  /** Private key as a JWK with `kid`, `alg` RS256 and `use` sig. */
  readonly privateJwk: JWK & { readonly kid: string };
  /** The public half, as `jwks_uri` publishes it. */
  readonly publicKeys: JSONWebKeySet;
  /** Signs claims as an id token of this key. */
  sign(claims: Readonly<Record<string, unknown>>): Promise<string>;
}

/** A fresh RSA key for id tokens; CIS2 signs with RS256 only. */
export async function createSigningKey(): Promise<SigningKey> {
  const pair: { privateKey: KeyObject } = await promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
  });
  const jwk = pair.privateKey.export({ format: 'jwk' });
  const kid = createHash('sha256')
    .update(jwk.n ?? '')
    .digest('base64url')
    .slice(0, 22);
  const about = { kty: 'RSA', kid, alg: 'RS256', use: 'sig' } as const;
  const { n = '', e = '' } = jwk;
  return {
    privateJwk: { ...jwk, ...about },
    publicKeys: { keys: [{ n, e, ...about }] },
    sign: (claims) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
        .sign(pair.privateKey),
  };
}
