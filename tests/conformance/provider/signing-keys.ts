import { type CryptoKey, exportJWK, generateKeyPair, type JWK } from 'jose';

/** A key pair of the provider, which rotates through the first three; `stranger` is nobody's. */
export type KeyName = 'first' | 'second' | 'third' | 'stranger';

/** The key a provider rotates to. */
export function keyAfter(name: KeyName): KeyName {
  return name === 'first' ? 'second' : 'third';
}

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

const made = new Map<KeyName, Promise<SigningKey>>();

/** An RS256 key, made once a process: making one takes longer than a whole case. */
export function signingKey(name: KeyName): Promise<SigningKey> {
  const known = made.get(name) ?? makeKey(name);
  made.set(name, known);
  return known;
}

async function makeKey(kid: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256' };
  return { kid, privateKey, publicJwk };
}
