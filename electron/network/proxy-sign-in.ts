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

/** What one request may sign in with. */
export interface RequestSignIn {
  readonly signIn: ProxySignIn;
  /** The last try of the request was refused: the next request must not try it once more. */
  drop(proxy: ProxyChallenge, refused: ProxyCredentials | null): void;
  /** Aborted when the request must end: the person has left, or is forgotten. Null for never. */
  readonly ended: AbortSignal | null;
}

export interface RememberedProxySignIn {
  /** For a request of the person at the PC: it ends with them, and no other is asked for it. */
  forPerson(): RequestSignIn;
  /**
   * For a request that tidies up after a person: signs in with what they typed, and asks nobody,
   * because the one at the PC by now may be another.
   */
  forCleanup(): RequestSignIn;
  /** The person leaves: their requests end, and what they typed serves the cleanup alone. */
  leave(): void;
  /**
   * Forgets what whoever left had typed, and ends what is still under way in their name; also clear
   * the session's own (`clearAuthCache`).
   */
  forgetLeft(): void;
}

/** What one person typed, and is being asked. */
interface PersonSignIn {
  readonly kept: Map<string, ProxyCredentials>;
  readonly asking: Map<string, Promise<ProxyCredentials | null>>;
  readonly left: AbortController;
  readonly forgotten: AbortController;
}

/**
 * Asks the person once for all requests that wait at the same proxy, and keeps the answer in
 * memory until the proxy refuses it or the person leaves: typing takes longer than a request may,
 * and the next one must not ask again.
 */
export function rememberProxySignIn(ask: ProxySignIn): RememberedProxySignIn {
  let present = newPerson();
  let gone: PersonSignIn | null = null;

  return {
    forPerson() {
      const person = present;
      return {
        signIn: async (proxy, refused) =>
          held(person, proxy, refused) ?? asked(person, proxy, refused),
        drop: (proxy, refused) => drop(person, proxy, refused),
        ended: person.left.signal,
      };
    },
    forCleanup() {
      const person = gone ?? present;
      return {
        signIn: async (proxy, refused) => held(person, proxy, refused),
        drop: (proxy, refused) => drop(person, proxy, refused),
        ended: gone?.forgotten.signal ?? null,
      };
    },
    leave() {
      forgetGone();
      gone = present;
      present = newPerson();
      gone.left.abort();
    },
    forgetLeft: forgetGone,
  };

  function forgetGone(): void {
    gone?.kept.clear();
    gone?.forgotten.abort();
    gone = null;
  }

  function asked(
    person: PersonSignIn,
    proxy: ProxyChallenge,
    refused: ProxyCredentials | null,
  ): Promise<ProxyCredentials | null> {
    if (person.left.signal.aborted) return Promise.resolve(null);
    const key = keyOf(proxy);
    const waiting = person.asking.get(key);
    if (waiting !== undefined) return waiting;
    const answer = ask(proxy, refused)
      .then((credentials) => {
        // Whoever typed it may have left, or it may have been typed for somebody who had.
        if (person.left.signal.aborted) return null;
        if (credentials !== null) person.kept.set(key, credentials);
        return credentials;
      })
      .finally(() => person.asking.delete(key));
    person.asking.set(key, answer);
    return answer;
  }
}

function newPerson(): PersonSignIn {
  return {
    kept: new Map(),
    asking: new Map(),
    left: new AbortController(),
    forgotten: new AbortController(),
  };
}

/** What the person typed for this proxy, unless it has just been refused. */
function held(
  { kept }: PersonSignIn,
  proxy: ProxyChallenge,
  refused: ProxyCredentials | null,
): ProxyCredentials | null {
  const key = keyOf(proxy);
  const credentials = kept.get(key);
  if (credentials !== undefined && credentials !== refused) return credentials;
  kept.delete(key);
  return null;
}

function drop(
  { kept }: PersonSignIn,
  proxy: ProxyChallenge,
  refused: ProxyCredentials | null,
): void {
  const key = keyOf(proxy);
  // Meanwhile the person may have typed another one.
  if (kept.get(key) === refused) kept.delete(key);
}

function keyOf({ host, port, realm, scheme }: ProxyChallenge): string {
  return JSON.stringify([host, port, realm, scheme]);
}
