import { net, type Session } from 'electron';
import type { Fetch } from './fetch.ts';
import { proxyFrom } from './proxy-list.ts';
import type { RequestSignIn } from './proxy-sign-in.ts';
import { createRequestFetch } from './request-fetch.ts';

/** What a fetch can be told besides its session. */
export interface ElectronFetchDependencies {
  /** How a request signs in at a proxy; without it a proxy that wants a sign-in is a failure. */
  readonly proxySignIn?: () => RequestSignIn;
  /** Resolves when requests may be sent. Never rejects. */
  readonly ready?: () => Promise<unknown>;
  /** Whether Chromium may give a server the Windows sign-in of the person; to none without it. */
  readonly integratedSignIn?: (host: string) => boolean;
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
  const { integratedSignIn = () => false, proxySignIn = signsInNowhere } = dependencies;
  /**
   * Proxies are signed in at either way. `omit` keeps Chromium from answering a server's challenge;
   * left out, it may, and cookies stay out all the same: neither sent nor kept.
   */
  const credentialsFor = (url: string): { credentials?: 'omit' } =>
    integratedSignIn(new URL(url).hostname) ? {} : { credentials: 'omit' };
  return createRequestFetch({
    openRequest({ url, method, headers }, listeners) {
      const request = net.request({
        url,
        method,
        headers,
        session: networkSession,
        ...credentialsFor(url),
        // A redirect that nobody follows is cancelled by Electron once its listeners have run.
        redirect: 'manual',
        bypassCustomProtocolHandlers: true,
      });
      request.on('login', listeners.login);
      request.on('redirect', (_status, _method, location) => listeners.redirect(location));
      request.on('response', listeners.response);
      request.on('error', listeners.error);
      return request;
    },
    proxySignIn,
    ...(dependencies.ready === undefined ? {} : { ready: dependencies.ready }),
    untrustedIssuer: dependencies.untrustedIssuer ?? (() => null),
    proxyOf: async (url) => proxyFrom(await networkSession.resolveProxy(url)),
  });
}

function signsInNowhere(): RequestSignIn {
  return { signIn: async () => null, drop: () => undefined, ended: null };
}
