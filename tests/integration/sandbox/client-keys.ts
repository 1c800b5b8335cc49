import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export interface ClientKeyPair {
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
  readonly kid: string;
  readonly algorithm: string;
}

/** A client's key pair as it would be registered; `withAlgorithm` false leaves `alg` out. */
export async function clientKeyPair(
  algorithm: 'RS256' | 'RS512' | 'PS256',
  withAlgorithm = true,
): Promise<ClientKeyPair> {
  const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
  const kid = randomUUID();
  const alg = withAlgorithm ? { alg: algorithm } : {};
  const publicJwk = { ...(await exportJWK(publicKey)), kid, use: 'sig', ...alg };
  return { privateKey, publicJwk, kid, algorithm };
}

export interface AssertionChanges {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
}

/**
 * A good client assertion for a token endpoint, with changes; `undefined` leaves a claim or
 * header out.
 */
export function clientAssertion(
  key: ClientKeyPair,
  clientId: string,
  audience: string,
  { claims = {}, header = {} }: AssertionChanges = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    iss: clientId,
    sub: clientId,
    aud: audience,
    jti: randomUUID(),
    iat: now,
    exp: now + 240,
    ...claims,
  })
    .setProtectedHeader({ alg: key.algorithm, typ: 'JWT', kid: key.kid, ...header })
    .sign(key.privateKey);
}

/** The form fields that carry an assertion. */
export function assertionForm(assertion: string): Record<string, string> {
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  };
}
