import { net, type Session } from 'electron';
import type { Fetch } from './fetch.ts';
import { proxyFrom } from './proxy-list.ts';
import type { RememberedProxySignIn } from './proxy-sign-in.ts';
import { createRequestFetch } from './request-fetch.ts';

/** What a fetch can be told besides its session. */
export interface ElectronFetchDependencies {
  /** Signs in at a proxy; without it a proxy that wants a sign-in is a failure. */
  readonly proxySignIn?: Pick<RememberedProxySignIn, 'signIn' | 'drop'>;
  /** Names the issuer of an untrusted certificate, for the failure message. */
  readonly untrustedIssuer?: (host: string) => string | null;
}

/**
 * Chromium's network stack as a fetch: the system's proxy settings and trust store apply. No
 * cookies, no cache, and no redirects: a redirected token request would hand the token to
 * whoever is named in the Location.
 */
export function createElectronFetch(
  networkSession: Session,
  dependencies: ElectronFetchDependencies = {},
): Fetch {
  return createRequestFetch({
    openRequest({ url, method, headers }, listeners) {
      const request = net.request({
        url,
        method,
        headers,
        session: networkSession,
        credentials: 'omit',
        redirect: 'error',
        bypassCustomProtocolHandlers: true,
      });
      request.on('login', listeners.login);
      request.on('response', listeners.response);
      request.on('error', listeners.error);
      return request;
    },
    proxySignIn: dependencies.proxySignIn?.signIn ?? (async () => null),
    onProxyRefused: dependencies.proxySignIn?.drop ?? (() => undefined),
    untrustedIssuer: dependencies.untrustedIssuer ?? (() => null),
    proxyOf: async (url) => proxyFrom(await networkSession.resolveProxy(url)),
  });
}
