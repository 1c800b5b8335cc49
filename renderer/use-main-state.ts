import { useEffect, useState } from 'react';
import type { Answer } from '../electron/contract/verbs.ts';

/** A state that main owns: its value now, and its changes. */
export interface MainState<T> {
  current(): Promise<Answer<T>>;
  onChange(listener: (state: T) => void): () => void;
}

/**
 * A state of main, as main last said; `initial` until it has. A change that arrives before the
 * answer is newer than the answer, so the answer is then dropped.
 *
 * @param stateOf must be the same function at every call
 */
export function useMainState<T>(stateOf: () => MainState<T>, initial: T): T {
  const [state, setState] = useState<T>(initial);
  useEffect(() => {
    const source = stateOf();
    let isCurrent = true;
    const stop = source.onChange((next) => {
      isCurrent = false;
      setState(next);
    });
    source.current().then(
      (answer) => {
        if (isCurrent && answer.ok) setState(answer.value);
      },
      // Main has gone, and the window with it: there is nobody to tell.
      () => undefined,
    );
    return () => {
      isCurrent = false;
      stop();
    };
  }, [stateOf]);
  return state;
}
