import type { CareDeskBridge } from '../electron/contract/bridge.ts';
import { careIdentity } from '../electron/contract/provider.ts';
import type { VerbResult } from '../electron/contract/verbs.ts';
import { createStore, type Store } from './store.ts';

/**
 * Which CareDesk this is, and what the policy says that the whole window shows: the environment,
 * who one logs in with, who helps, whether it locks.
 */
export type About = Omit<VerbResult<'app/about'>, 'version'> & {
  /** Null where main has not said. */
  readonly version: string | null;
};

/** As long as no policy can be read. */
export const unknownAbout: About = {
  version: null,
  environment: null,
  provider: careIdentity,
  helpContact: null,
  locks: true,
};

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
      (answer) => learn(answer.ok ? answer.value : unknownAbout),
      () => learn(unknownAbout),
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
