import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { base64url, exportJWK, type JWK, SignJWT } from 'jose';
import type { Fault } from '../faults.ts';

/** One authorization at the provider, from the browser's request to the token endpoint. */
export interface Authorization {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly codeChallenge: string;
  readonly nonce: string;
  readonly fault: Fault;
}

export interface IdTokens {
  /** Two keys, as providers have while they rotate them; the second one signs. */
  readonly jwks: { readonly keys: readonly JWK[] };
  /** An id token good for five minutes, with the fault of the authorization. */
  sign(issuer: string, subject: string, authorization: Authorization): Promise<string>;
}

const newRsaKey = () => promisify(generateKeyPair)('rsa', { modulusLength: 2048 });

/** Makes the provider's keys. */
export async function createIdTokens(): Promise<IdTokens> {
  const [retired, current, stranger] = await Promise.all([newRsaKey(), newRsaKey(), newRsaKey()]);
  const keyId = 'current';

  function signed(claims: Readonly<Record<string, unknown>>, key: KeyObject): Promise<string> {
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: keyId })
      .sign(key);
  }

  return {
    jwks: {
      keys: [
        await published(retired.publicKey, 'retired'),
        await published(current.publicKey, keyId),
      ],
    },
    async sign(issuer, subject, { clientId, nonce, fault }) {
      const claims = faultyClaims(fault, {
        iss: issuer,
        sub: subject,
        aud: clientId,
        nonce,
        acr: 'AAL2_ANY',
      });
      switch (fault) {
        case 'alg-none':
          return `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(claims)}.`;
        case 'other-key':
          return signed(claims, stranger.privateKey);
        case 'payload-changed': {
          const [header, , signature] = (await signed(claims, current.privateKey)).split('.');
          return `${header}.${encoded({ ...claims, acr: 'AAL3_ANY' })}.${signature}`;
        }
        default:
          return signed(claims, current.privateKey);
      }
    },
  };
}

type Claims = Readonly<Record<string, unknown>>;

function faultyClaims(fault: Fault, claims: Claims): Claims {
  const now = Math.floor(Date.now() / 1000);
  const timed = { ...claims, iat: now, exp: now + 300, auth_time: now };
  switch (fault) {
    case 'wrong-nonce':
      return { ...timed, nonce: 'nonce-of-somebody-else' };
    case 'expired':
      return { ...timed, iat: now - 7_200, exp: now - 3_600 };
    case 'wrong-aud':
      return { ...timed, aud: 'another-client' };
    case 'wrong-iss-claim':
      return { ...timed, iss: 'https://provider.invalid' };
    case 'old-auth-time':
      return { ...timed, auth_time: now - 3_600 };
    default:
      return timed;
  }
}

async function published(key: KeyObject, kid: string): Promise<JWK> {
  return { ...(await exportJWK(key)), kid, alg: 'RS256', use: 'sig' };
}

function encoded(part: Claims): string {
  return base64url.encode(JSON.stringify(part));
}
