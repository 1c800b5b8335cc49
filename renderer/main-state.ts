import type { MainState } from '../electron/contract/bridge.ts';
import type { Failure } from '../electron/contract/session.ts';
import { createStore, type Store } from './store.ts';

/** What the page knows of a state of main: nothing yet, main's answer, or that main gave none. */
export type Known<State> =
  | { readonly kind: 'asking' }
  | { readonly kind: 'known'; readonly state: State }
  | { readonly kind: 'no-answer'; readonly failure: Failure };

/** As long as main has not answered. */
export const asking: Known<never> = { kind: 'asking' };

/**
 * Asks main for a state and follows its changes, for as long as the page is there. A change that
 * arrives before the answer is newer than the answer, so the answer is then dropped.
 */
export function followState<State>(source: MainState<State>): Store<Known<State>> {
  const store = createStore<Known<State>>(asking);
  const learnAnswer = (answer: Known<State>): void => {
    if (store.current().kind === 'asking') store.set(answer);
  };
  source.current().then(
    (answer) =>
      learnAnswer(
        answer.ok
          ? { kind: 'known', state: answer.value }
          : { kind: 'no-answer', failure: answer.failure },
      ),
    () => learnAnswer({ kind: 'no-answer', failure: { code: 'BRIDGE_INTERNAL', detail: null } }),
  );
  source.onChange((state) => store.set({ kind: 'known', state }));
  return store;
}

/** The same from the first use on: for a state that only some screens show. */
export function followOnceUsed<State>(sourceOf: () => MainState<State>): () => Store<Known<State>> {
  let store: Store<Known<State>> | null = null;
  return () => {
    store ??= followState(sourceOf());
    return store;
  };
}
