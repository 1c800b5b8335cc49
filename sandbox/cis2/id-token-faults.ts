import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { decodeJwt, type JWK, SignJWT } from 'jose';
import type { FaultName } from '../faults.ts';
import type { KeyRing } from './key-ring.ts';
import { createSigningKey, type SigningKey } from './signing-key.ts';

type Claims = Readonly<Record<string, unknown>>;

const hour = 3600;

function without(claims: Claims, name: string): Claims {
  return Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));
}

/** Faults that change what the id token says; its signature is good. `now` in epoch seconds. */
const claimFaults: Partial<Record<FaultName, (claims: Claims, now: number) => Claims>> = {
  'wrong-nonce': (claims) => ({ ...claims, nonce: randomUUID() }),
  'missing-nonce': (claims) => without(claims, 'nonce'),
  'wrong-iss-claim': (claims) => ({ ...claims, iss: 'https://issuer.example/realm' }),
  'wrong-aud': (claims) => ({ ...claims, aud: 'another.client.apps.national' }),
  'extra-aud': (claims) => ({ ...claims, aud: [claims['aud'], 'another.client.apps.national'] }),
  'aud-array': (claims) => ({ ...claims, aud: [claims['aud']] }),
  'expired-id-token': (claims, now) => ({ ...claims, iat: now - 2 * hour, exp: now - hour }),
  'future-nbf': (claims, now) => ({ ...claims, nbf: now + hour }),
  'stale-auth-time': (claims, now) => ({ ...claims, auth_time: now - hour }),
  'missing-auth-time': (claims) => without(claims, 'auth_time'),
  'missing-sub': (claims) => without(claims, 'sub'),
  'missing-iat': (claims) => without(claims, 'iat'),
  'missing-exp': (claims) => without(claims, 'exp'),
  'low-acr': (claims) => ({
    ...claims,
    acr: 'AAL1_USERPASS',
    amr: ['USERPASS'],
    authentication_assurance_level: '1',
  }),
};

function encoded(part: Claims): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/** The id token with a claim changed after signing: the signature no longer fits. */
function tamper(idToken: string): string {
  const [header, , signature] = idToken.split('.');
  const claims = {
    ...decodeJwt(idToken),
    amr: ['N3_SMARTCARD'],
    authentication_assurance_level: '3',
  };
  return [header, encoded(claims), signature].join('.');
}

/** HS256 with the public key's PEM as the secret: what a verifier that mixes up keys accepts. */
function signWithPublicKey(claims: Claims, { kid, publicKey }: SigningKey): string {
  const signed = `${encoded({ alg: 'HS256', typ: 'JWT', kid })}.${encoded(claims)}`;
  const secret = publicKey.export({ format: 'pem', type: 'spki' });
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

export interface IdTokenFaults {
  /** Signs claims as the active faults will have it. @param now epoch seconds */
  sign(claims: Claims, active: readonly FaultName[], now: number): Promise<string>;
  /** The public key of `alg-es256`, which the key set holds while that fault is on. */
  readonly ellipticKey: JWK;
}

/** Issues id tokens that are wrong in exactly the ways the fault switch names. */
export function createIdTokenFaults(ring: KeyRing): IdTokenFaults {
  let foreign: Promise<SigningKey> | undefined;
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ellipticKid = randomUUID();
  const about = { kid: ellipticKid, alg: 'ES256', use: 'sig' } as const;

  async function signed(claims: Claims, active: readonly FaultName[]): Promise<string> {
    const key = ring.current();
    if (active.includes('alg-none')) {
      return `${encoded({ alg: 'none', typ: 'JWT' })}.${encoded(claims)}.`;
    }
    if (active.includes('alg-hs256')) return signWithPublicKey(claims, key);
    if (active.includes('alg-es256')) {
      return new SignJWT({ ...claims })
        .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: ellipticKid })
        .sign(elliptic.privateKey);
    }
    if (active.includes('unknown-kid')) {
      foreign ??= createSigningKey();
      return (await foreign).sign(claims);
    }
    return key.sign(claims, !active.includes('kid-absent'));
  }

  return {
    ellipticKey: { ...elliptic.publicKey.export({ format: 'jwk' }), ...about },
    sign: async (claims, active, now) => {
      const said = active.reduce<Claims>(
        (changed, fault) => claimFaults[fault]?.(changed, now) ?? changed,
        claims,
      );
      const idToken = await signed(said, active);
      return active.includes('tampered-id-token') ? tamper(idToken) : idToken;
    },
  };
}
