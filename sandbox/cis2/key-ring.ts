import { createLocalJWKSet, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import { createSigningKey, type SigningKey } from './signing-key.ts';

export interface RotationOptions {
  /** True to keep publishing the keys in use before; false when absent. */
  readonly overlap?: boolean;
}

export interface KeyRing {
  /** The key oidc-provider itself was started with. */
  readonly first: SigningKey;
  /** The key that signs now. */
  current(): SigningKey;
  /** What `jwks_uri` publishes now. */
  published(): JSONWebKeySet;
  rotate(options?: RotationOptions): Promise<void>;
  /** The claims of a token signed by any key of the ring, expired or not; undefined for others. */
  claimsOf(token: string): Promise<JWTPayload | undefined>;
}

/** The keys of the provider's id tokens. */
export async function createKeyRing(): Promise<KeyRing> {
  const first = await createSigningKey();
  const all = [first];
  let current = first;
  let published = [first];
  return {
    first,
    current: () => current,
    published: () => ({ keys: published.map(({ publicJwk }) => publicJwk) }),
    rotate: async ({ overlap = false } = {}) => {
      current = await createSigningKey();
      all.push(current);
      published = overlap ? [current, ...published] : [current];
    },
    claimsOf: async (token) => {
      const keys = createLocalJWKSet({ keys: all.map(({ publicJwk }) => publicJwk) });
      const verified = await jwtVerify(token, keys, { currentDate: new Date(0) }).catch(
        () => undefined,
      );
      return verified?.payload;
    },
  };
}
