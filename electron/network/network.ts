import type { Clock } from '../ground/clock.ts';
import { createDeadlines, type Deadlines } from '../ground/deadlines.ts';
import type { Log } from '../ground/log.ts';
import type { Fetch } from './fetch.ts';
import { createPersonChange } from './person-change.ts';
import { createProxyPrompt, type ProxyPrompt } from './proxy-prompt.ts';
import { type RequestSignIn, rememberProxySignIn } from './proxy-sign-in.ts';

/** Whose requests a fetch makes. */
export interface FetchOwner {
  /** How a request signs in at a proxy. */
  proxySignIn(): RequestSignIn;
  /** Resolves when requests may be sent. Never rejects. */
  ready?(): Promise<unknown>;
}

/** The network stack of the machine: Chromium's in the app. */
export interface NetworkHost {
  openFetch(owner: FetchOwner): Fetch;
  /** These servers and no others may be given the Windows sign-in of the person. */
  allowIntegratedSignIn(domains: readonly string[]): void;
  /** Forgets sign-ins at proxies that the stack keeps by itself. */
  clearAuthCache(): Promise<void>;
  /** Closes every connection, also those a proxy has accepted as somebody's. */
  closeAllConnections(): Promise<void>;
}

/** The way to every server. */
export interface Network {
  /** For what the person at the PC waits for: they are asked to sign in at a proxy. */
  readonly fetch: Fetch;
  /** For cleaning up after a person, and for what nobody asked for: asks nobody anything. */
  readonly cleanupFetch: Fetch;
  /** How long services may take; they stand still while a person signs in at a proxy. */
  readonly deadlines: Deadlines;
  readonly proxyPrompt: ProxyPrompt;
  /**
   * Whoever logged in, or tried to, is gone: ends their requests, and the next person is another one
   * to every proxy. Never throws.
   * @param cleanup what is still being done in the name of the one who left
   */
  personLeft(cleanup: Promise<unknown>): void;
}

/** Opens the network of a machine. */
export function openNetwork({
  clock,
  log,
  host,
}: {
  readonly clock: Clock;
  readonly log: Log;
  readonly host: NetworkHost;
}): Network {
  const deadlines = createDeadlines(clock);
  const proxyPrompt = createProxyPrompt(clock);
  proxyPrompt.events.on('changed', ({ kind }) => deadlines.standStill(kind === 'asking'));
  const proxySignIn = rememberProxySignIn(proxyPrompt.ask);
  const personChange = createPersonChange({
    clock,
    proxySignIn,
    proxyPrompt,
    clearAuthCache: host.clearAuthCache,
    closeAllConnections: host.closeAllConnections,
  });
  return {
    fetch: host.openFetch({ proxySignIn: proxySignIn.forPerson, ready: personChange.ready }),
    cleanupFetch: host.openFetch({ proxySignIn: proxySignIn.forCleanup }),
    deadlines,
    proxyPrompt,
    personLeft(cleanup) {
      personChange.leave(cleanup).catch(() => log.note('proxy-sign-ins-not-cleared', {}));
    },
  };
}
