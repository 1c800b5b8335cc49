import { setTimeout as wait } from 'node:timers/promises';
import type { ProxyPrompt } from './proxy-prompt.ts';
import type { RememberedProxySignIn } from './proxy-sign-in.ts';

export interface PersonChangeDependencies {
  readonly proxySignIn: Pick<RememberedProxySignIn, 'leave' | 'forgetLeft'>;
  readonly proxyPrompt: Pick<ProxyPrompt, 'withdraw'>;
  /** Forgets what Chromium keeps of sign-ins at proxies. */
  clearAuthCache(): Promise<void>;
  /** Closes tunnels and connections that a proxy has accepted as the person's. */
  closeAllConnections(): Promise<void>;
  /** Milliseconds that farewells may take. */
  readonly patience: number;
}

/** One person leaves the PC and another may come: nothing of the first one's sign-in serves both. */
export interface PersonChange {
  /**
   * Ends the requests of the person who leaves and forgets how they signed in at proxies.
   * @param farewell what still has to be done in their name; waited for, but never for long
   */
  leave(farewell: Promise<unknown>): Promise<void>;
  /** Resolves when the next person's requests may be sent. Never rejects. */
  ready(): Promise<unknown>;
}

export function createPersonChange(dependencies: PersonChangeDependencies): PersonChange {
  const { proxySignIn, proxyPrompt, patience } = dependencies;
  let leaving: Promise<unknown> = Promise.resolve();

  async function forget(farewell: Promise<unknown>): Promise<void> {
    const enough = wait(patience, undefined, { ref: false });
    await Promise.race([Promise.allSettled([farewell]), enough]);
    proxySignIn.forgetLeft();
    // Both, also when one of them fails: a connection left open is signed in as who has left.
    try {
      await dependencies.clearAuthCache();
    } finally {
      await dependencies.closeAllConnections();
    }
  }

  return {
    leave(farewell) {
      proxySignIn.leave();
      proxyPrompt.withdraw();
      const forgotten = forget(farewell);
      leaving = Promise.allSettled([leaving, forgotten]);
      return forgotten;
    },
    ready: () => leaving,
  };
}
