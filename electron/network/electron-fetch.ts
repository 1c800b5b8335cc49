import type { Session } from 'electron';
import type { Fetch } from './fetch.ts';

/**
 * Chromium's network stack as a fetch: the system's proxy settings and trust store apply. No
 * cookies, no cache, and no redirects: a redirected token request would hand the token to
 * whoever is named in the Location (facts: native-app-security 3.4).
 */
export function createElectronFetch(networkSession: Session): Fetch {
  return (url, init = {}) =>
    networkSession.fetch(url, {
      ...init,
      credentials: 'omit',
      redirect: 'error',
      bypassCustomProtocolHandlers: true,
    });
}
