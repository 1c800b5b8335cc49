import { useSyncExternalStore } from 'react';
import { asking, type Known } from './main-state.ts';
import type { Store } from './store.ts';

/** A state of main as main last said; `unknown` until it has. */
export function useMainState<State, Unknown>(
  { subscribe, current }: Store<Known<State>>,
  unknown: Unknown,
): State | Unknown {
  // On a page drawn before React was there, main had said nothing of it.
  const known = useSyncExternalStore(subscribe, current, () => asking);
  return known.kind === 'known' ? known.state : unknown;
}
