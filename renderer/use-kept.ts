import { useEffect, useState } from 'react';
import type { Answer } from '../electron/contract/verbs.ts';
import { useIsInView } from './ui/screen.tsx';
import type { WorkKeeper } from './work-keeper.ts';

/**
 * What the page before this one was showing on this screen, or null; `asking` until main has said.
 * Asked when the screen first comes into view: behind the list of roles nothing is read for anybody.
 *
 * @param ask the verb that hands it out
 * @param read the same function at every call
 */
export function useKept<T>(
  ask: () => Promise<Answer<string | null>>,
  read: (text: string) => T | null,
): T | null | 'asking' {
  const [kept, setKept] = useState<T | null | 'asking'>('asking');
  const inView = useIsInView();
  const isAsked = inView && kept === 'asking';
  useEffect(() => {
    if (!isAsked) return;
    let isCurrent = true;
    const learn = (learnt: T | null): void => {
      if (isCurrent) setKept(() => learnt);
    };
    ask().then(
      (answer) => learn(answer.ok && answer.value !== null ? read(answer.value) : null),
      () => learn(null),
    );
    return () => {
      isCurrent = false;
    };
  }, [isAsked, ask, read]);
  return kept;
}

/** A screen whose work is kept: how to hear of changes, and what to keep of it now. */
export interface KeptScreenWork {
  subscribe(changed: () => void): () => void;
  toKeep(): string;
}

/**
 * Has main keep the work of a screen for as long as it is shown.
 *
 * @param kept what main has handed out for it, or null
 */
export function useKeeping(
  keeper: WorkKeeper,
  { subscribe, toKeep }: KeptScreenWork,
  kept: string | null,
): void {
  useEffect(() => {
    if (kept !== null) {
      // Main has handed it out, and would have none to give were this page to go before it is used.
      keeper.changed(() => kept);
      keeper.flush();
    }
    const stop = subscribe(() => keeper.changed(toKeep));
    const leaving = new AbortController();
    const { signal } = leaving;
    document.addEventListener('visibilitychange', keeper.flush, { signal });
    window.addEventListener('pagehide', keeper.flush, { signal });
    return () => {
      stop();
      leaving.abort();
      keeper.drop();
    };
  }, [keeper, subscribe, toKeep, kept]);
}
