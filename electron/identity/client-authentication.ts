import * as client from 'openid-client';
import { CareDeskError } from '../ground/caredesk-error.ts';

/** How CareDesk proves itself at a token endpoint. `relay`: a server of the organisation does. */
export type ClientAuthenticationMethod =
  | 'none'
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'private_key_jwt'
  | 'relay';

/** Signature algorithms of a client assertion (RFC 7523) that NHS England registers. */
export const assertionAlgorithms = ['RS256', 'RS512', 'PS256'] as const;
export type AssertionAlgorithm = (typeof assertionAlgorithms)[number];

export interface ClientKey {
  /** PKCS #8, PEM. */
  readonly pem: string;
  readonly keyId: string;
  readonly algorithm: AssertionAlgorithm;
}

/** What an administrator has put into the keychain of this PC; null where nothing was. */
export interface ClientSecrets {
  clientSecret(): Promise<string | null>;
  clientKey(): Promise<ClientKey | null>;
}

const keyAlgorithms: Record<AssertionAlgorithm, { name: string; hash: string }> = {
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  RS512: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' },
  PS256: { name: 'RSA-PSS', hash: 'SHA-256' },
};

/** Seconds an assertion is good for: NHS England accepts at most five minutes. */
const assertionLifetime = 240;

/**
 * The client authentication of a method, for one token endpoint.
 * @throws CareDeskError CLIENT_NOT_PROVISIONED when the keychain lacks the secret or key, or the
 *   key cannot be read.
 */
export async function clientAuthentication(
  method: ClientAuthenticationMethod,
  secrets: ClientSecrets,
  tokenEndpoint: string,
): Promise<client.ClientAuth> {
  switch (method) {
    case 'none':
    case 'relay':
      return client.None();
    case 'client_secret_basic':
      return client.ClientSecretBasic(await secretOf(secrets));
    case 'client_secret_post':
      return client.ClientSecretPost(await secretOf(secrets));
    case 'private_key_jwt':
      return privateKeyJwt(secrets, tokenEndpoint);
  }
}

async function secretOf(secrets: ClientSecrets): Promise<string> {
  const secret = await secrets.clientSecret().catch(notProvisioned);
  if (secret === null || secret === '') throw new CareDeskError('CLIENT_NOT_PROVISIONED');
  return secret;
}

async function privateKeyJwt(
  secrets: ClientSecrets,
  tokenEndpoint: string,
): Promise<client.ClientAuth> {
  const key = await secrets.clientKey().catch(notProvisioned);
  if (key === null) throw new CareDeskError('CLIENT_NOT_PROVISIONED');
  const imported = await importClientKey(key);
  return client.PrivateKeyJwt(
    { key: imported, kid: key.keyId },
    {
      [client.modifyAssertion](header, payload) {
        header['typ'] = 'JWT';
        // CIS2 and the platform want the exact token address here, not the issuer.
        payload['aud'] = tokenEndpoint;
        payload['exp'] = Number(payload['iat']) + assertionLifetime;
      },
    },
  );
}

/**
 * Reads a client key.
 * @throws CareDeskError CLIENT_NOT_PROVISIONED when it is not an RSA key in PKCS #8 PEM.
 */
export async function importClientKey(key: ClientKey): Promise<CryptoKey> {
  const base64 = key.pem.replace(/-----(BEGIN|END) PRIVATE KEY-----/g, '').replace(/\s/g, '');
  try {
    return await crypto.subtle.importKey(
      'pkcs8',
      Buffer.from(base64, 'base64'),
      keyAlgorithms[key.algorithm],
      false,
      ['sign'],
    );
  } catch (cause) {
    throw new CareDeskError('CLIENT_NOT_PROVISIONED', { detail: 'client key', cause });
  }
}

function notProvisioned(cause: unknown): never {
  // A locked keychain says nothing about what is in it.
  if (cause instanceof CareDeskError && cause.code === 'KEYCHAIN_UNANSWERED') throw cause;
  throw new CareDeskError('CLIENT_NOT_PROVISIONED', { cause });
}
