import { CareDeskError } from '../ground/caredesk-error.ts';
import { once } from '../ground/once.ts';
import type { Policy } from '../policy/policy-schema.ts';
import type { Identity, IdentityDependencies } from './identity.ts';
import type { TokenServer } from './provider.ts';
import type { IssuedTokens } from './sign-out.ts';

/** Identity by the policy of this PC, which is read, and loaded for, at the first sign-in. */
export interface IdentityRoom extends Identity {
  /** Begins to revoke what nobody will use any more. Never throws. */
  revoke(tokens: IssuedTokens, server: TokenServer): Promise<void>;
  /** Resolves when all that has begun to be revoked is done with. Never rejects. */
  revoked(): Promise<unknown>;
}

/** Opens identity. Nothing of it is loaded, and no policy read, before it is needed. */
export function openIdentity(
  dependencies: Omit<IdentityDependencies, 'onUnused'> & { policy(): Promise<Policy> },
): IdentityRoom {
  let revoking: Promise<unknown> = Promise.resolve();

  const identity = once(async () => {
    try {
      const policy = await dependencies.policy();
      const { createIdentity } = await import('./identity.ts');
      return createIdentity(policy, {
        ...dependencies,
        onUnused: (tokens, server) => void revoke(tokens, server),
      });
    } catch (error) {
      // What is loaded for signing in, and could not be: told as a fault of CareDesk's own.
      throw error instanceof CareDeskError
        ? error
        : new CareDeskError('SIGN_IN_INTERNAL', { cause: error });
    }
  });

  function revoke(tokens: IssuedTokens, server: TokenServer): Promise<void> {
    const revoked = identity()
      .then((opened) => opened.revoke(tokens, server))
      .catch(() => undefined);
    revoking = Promise.allSettled([revoking, revoked]);
    return revoked;
  }

  return {
    signIn: async (hooks, purpose) => (await identity()).signIn(hooks, purpose),
    resume: async (hooks, remembered) => (await identity()).resume(hooks, remembered),
    refresh: async (tokens) => (await identity()).refresh(tokens),
    rightsOf: async (identified) => (await identity()).rightsOf(identified),
    revoke,
    revoked: () => revoking,
  };
}
