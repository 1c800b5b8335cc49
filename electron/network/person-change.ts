import { type Clock, waitAtMost } from '../ground/clock.ts';
import type { ProxyPrompt } from './proxy-prompt.ts';
import type { RememberedProxySignIn } from './proxy-sign-in.ts';

/** Milliseconds that cleaning up after a person may hold up the next one, or the closing of CareDesk. */
export const cleanupTimeout = 2_000;

export interface PersonChangeDependencies {
  readonly clock: Pick<Clock, 'after'>;
  readonly proxySignIn: Pick<RememberedProxySignIn, 'leave' | 'forgetLeft'>;
  readonly proxyPrompt: Pick<ProxyPrompt, 'withdraw'>;
  /** Forgets what Chromium keeps of sign-ins at proxies. */
  clearAuthCache(): Promise<void>;
  /** Closes tunnels and connections that a proxy has accepted as the person's. */
  closeAllConnections(): Promise<void>;
}

/** One person leaves the PC and another may come: nothing of the first one's sign-in serves both. */
export interface PersonChange {
  /**
   * Ends the requests of the person who leaves and forgets how they signed in at proxies.
   * @param cleanup what still has to be done in their name; waited for, but never for long
   */
  leave(cleanup: Promise<unknown>): Promise<void>;
  /** Resolves when the next person's requests may be sent. Never rejects. */
  ready(): Promise<unknown>;
}

export function createPersonChange(dependencies: PersonChangeDependencies): PersonChange {
  const { clock, proxySignIn, proxyPrompt } = dependencies;
  let leaving: Promise<unknown> = Promise.resolve();

  async function forget(cleanup: Promise<unknown>): Promise<void> {
    await waitAtMost(clock, cleanupTimeout, cleanup);
    proxySignIn.forgetLeft();
    // Both, also when one of them fails: a connection left open is signed in as who has left.
    try {
      await dependencies.clearAuthCache();
    } finally {
      await dependencies.closeAllConnections();
    }
  }

  return {
    leave(cleanup) {
      proxySignIn.leave();
      proxyPrompt.withdraw();
      const forgotten = forget(cleanup);
      leaving = Promise.allSettled([leaving, forgotten]);
      return forgotten;
    },
    ready: () => leaving,
  };
}
