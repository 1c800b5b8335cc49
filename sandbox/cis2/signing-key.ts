import { createHash, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { type JWK, SignJWT } from 'jose';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** Private key as a JWK with `kid`, `alg` RS256 and `use` sig. */
  readonly privateJwk: JWK & { readonly kid: string };
  /** The public half, as `jwks_uri` publishes it. */
  readonly publicJwk: JWK;
  /** Signs claims as an id token of this key; `withKid` false leaves the key unnamed. */
  sign(claims: Readonly<Record<string, unknown>>, withKid?: boolean): Promise<string>;
}

/** A fresh RSA key for id tokens; CIS2 signs with RS256 only. */
export async function createSigningKey(): Promise<SigningKey> {
  const { privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject } =
    await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const jwk = privateKey.export({ format: 'jwk' });
  const kid = createHash('sha256')
    .update(jwk.n ?? '')
    .digest('base64url')
    .slice(0, 22);
  const about = { kty: 'RSA', kid, alg: 'RS256', use: 'sig' } as const;
  const { n = '', e = '' } = jwk;
  return {
    kid,
    privateKey,
    publicKey,
    privateJwk: { ...jwk, ...about },
    publicJwk: { n, e, ...about },
    sign: (claims, withKid = true) =>
      new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...(withKid && { kid }) })
        .sign(privateKey),
  };
}
