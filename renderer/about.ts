import { createContext, useContext } from 'react';
import type { CareDeskBridge } from '../electron/contract/bridge.ts';
import { careIdentity, providerNameOf, type ShownProvider } from '../electron/contract/provider.ts';
import type { VerbResult } from '../electron/contract/verbs.ts';
import { createStore, type Store } from './store.ts';

/** What the policy says that the whole window shows: the environment, and who one logs in with. */
export type About = Pick<VerbResult<'app/about'>, 'environment' | 'provider'>;

/** As long as no policy can be read. */
const unknown: About = { environment: null, provider: careIdentity };

/** Null until main has answered. */
export interface AboutStore extends Store<About | null> {
  /** Asks again where no policy could be read: an administrator may have mended it meanwhile. */
  askAgain(): void;
}

/** Asks main, and again where told to, until there is a policy: that does not change any more. */
export function followAbout(app: CareDeskBridge['app']): AboutStore {
  const { subscribe, current, set } = createStore<About | null>(null);
  const isFinal = () => (current()?.environment ?? null) !== null;
  const learn = (next: About): void => {
    if (!isFinal()) set(next);
  };
  const ask = (): void => {
    app.about().then(
      (answer) => learn(answer.ok ? answer.value : unknown),
      () => learn(unknown),
    );
  };
  ask();
  return {
    subscribe,
    current,
    askAgain() {
      if (current() !== null && !isFinal()) ask();
    },
  };
}

export const AboutContext = createContext<About>(unknown);

/** Which environment this is; null where no policy can be read. */
export function useEnvironment(): About['environment'] {
  return useContext(AboutContext).environment;
}

/** Who one logs in with, for the words of a failure. */
export function useProvider(): ShownProvider {
  return useContext(AboutContext).provider;
}

/** What sentences call the one who one logs in with. */
export function useProviderName(): string {
  return providerNameOf(useProvider());
}
