import type { CareDeskBridge } from '../electron/contract/bridge.ts';
import { careIdentity } from '../electron/contract/provider.ts';
import type { VerbResult } from '../electron/contract/verbs.ts';

/** What the policy says that the whole window shows: the environment, and who one logs in with. */
export type About = Pick<VerbResult<'app/about'>, 'environment' | 'provider'>;

/** As long as no policy can be read. */
export const unknownAbout: About = { environment: null, provider: careIdentity };

/** A store for `useSyncExternalStore`; null until main has answered. */
export interface AboutStore {
  subscribe(listener: () => void): () => void;
  current(): About | null;
  /** Asks again where no policy could be read: an administrator may have mended it meanwhile. */
  askAgain(): void;
}

/** Asks main, and again where told to, until there is a policy: that does not change any more. */
export function followAbout(app: CareDeskBridge['app']): AboutStore {
  let known: About | null = null;
  const listeners = new Set<() => void>();
  const learn = (next: About): void => {
    if (known !== null && known.environment !== null) return;
    known = next;
    for (const listener of listeners) listener();
  };
  const ask = (): void => {
    app.about().then(
      (answer) => learn(answer.ok ? answer.value : unknownAbout),
      () => learn(unknownAbout),
    );
  };
  ask();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    current: () => known,
    askAgain() {
      if (known !== null && known.environment === null) ask();
    },
  };
}
