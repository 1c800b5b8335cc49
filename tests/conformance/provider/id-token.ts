import { base64url, SignJWT } from 'jose';
import type { Json } from './json.ts';
import { type KeyName, signingKey } from './signing-keys.ts';

/** How the provider signs; everything but `right` is a misbehaviour. */
export type Signature =
  | { readonly kind: 'right'; readonly key: KeyName }
  /** Claims to be of `key` but another key made it. */
  | { readonly kind: 'forged'; readonly key: KeyName }
  | { readonly kind: 'none' }
  /** HMAC with the public key as its secret: the classic confusion of algorithms. */
  | { readonly kind: 'hs256'; readonly key: KeyName }
  | { readonly kind: 'es256'; readonly key: KeyName };

/** An id token with exactly these claims. `withoutKid` leaves the key's name out of the header. */
export async function makeIdToken(
  claims: Json,
  signature: Signature,
  withoutKid: boolean,
): Promise<string> {
  if (signature.kind === 'none') return `${part({ alg: 'none' })}.${part(claims)}.`;
  const { publicJwk, privateKey, kid } = await signingKey(signature.key);
  const named = withoutKid ? {} : { kid };
  switch (signature.kind) {
    case 'right':
      return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', ...named }).sign(privateKey);
    case 'forged':
      return new SignJWT(claims)
        .setProtectedHeader({ alg: 'RS256', ...named })
        .sign((await signingKey('stranger')).privateKey);
    case 'hs256': {
      const secret = new TextEncoder().encode(JSON.stringify(publicJwk));
      return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', ...named }).sign(secret);
    }
    case 'es256': {
      const { privateKey: key } = await crypto.subtle.generateKey(
        { name: 'ECDSA', namedCurve: 'P-256' },
        false,
        ['sign', 'verify'],
      );
      return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', ...named }).sign(key);
    }
  }
}

/** The same token with one claim changed and the signature left as it was. */
export function tamperedToken(token: string, change: (claims: Json) => void): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims: Json = JSON.parse(new TextDecoder().decode(base64url.decode(payload)));
  change(claims);
  return [header, part(claims), signature].join('.');
}

function part(value: unknown): string {
  return base64url.encode(JSON.stringify(value));
}
