/** A proxy that wants a sign-in. `realm` is the proxy's own text: show it as text only. */
export interface ProxyChallenge {
  readonly host: string;
  readonly port: number;
  readonly realm: string;
  /** `basic`, `digest`, `ntlm` or `negotiate`. */
  readonly scheme: string;
  readonly isProxy: true;
}

export interface ProxyCredentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Gets the user name and password for a proxy, or null to give up. `refused` is what the proxy has
 * just refused to accept, or null at its first challenge to a request.
 */
export type ProxySignIn = (
  proxy: ProxyChallenge,
  refused: ProxyCredentials | null,
) => Promise<ProxyCredentials | null>;

export interface RememberedProxySignIn {
  readonly signIn: ProxySignIn;
  /** The last try of a request was refused: the next request must not try it once more. */
  drop(proxy: ProxyChallenge, refused: ProxyCredentials | null): void;
  /** Forgets every password, at sign-out; also clear the session's own (`clearAuthCache`). */
  forget(): void;
}

/**
 * Asks the person once for all requests that wait at the same proxy, and keeps the answer in
 * memory until the proxy refuses it: typing takes longer than a request may, and the next one must
 * not ask again.
 */
export function rememberProxySignIn(ask: ProxySignIn): RememberedProxySignIn {
  const kept = new Map<string, ProxyCredentials>();
  const asking = new Map<string, Promise<ProxyCredentials | null>>();

  function askOnce(
    key: string,
    proxy: ProxyChallenge,
    refused: ProxyCredentials | null,
  ): Promise<ProxyCredentials | null> {
    const answer: Promise<ProxyCredentials | null> = ask(proxy, refused)
      .then((credentials) => {
        // Forgotten meanwhile: the person who typed it may have left.
        if (asking.get(key) !== answer) return null;
        if (credentials !== null) kept.set(key, credentials);
        return credentials;
      })
      .finally(() => {
        if (asking.get(key) === answer) asking.delete(key);
      });
    asking.set(key, answer);
    return answer;
  }

  return {
    async signIn(proxy, refused) {
      const key = keyOf(proxy);
      const held = kept.get(key);
      if (held !== undefined && held !== refused) return held;
      kept.delete(key);
      return asking.get(key) ?? askOnce(key, proxy, refused);
    },
    drop(proxy, refused) {
      const key = keyOf(proxy);
      // Meanwhile the person may have typed another one.
      if (kept.get(key) === refused) kept.delete(key);
    },
    forget() {
      kept.clear();
      asking.clear();
    },
  };
}

function keyOf({ host, port, realm, scheme }: ProxyChallenge): string {
  return JSON.stringify([host, port, realm, scheme]);
}
