/**
 * What is done when the page has crashed: `load-again`, `explain` on a page of its own that needs no
 * script, or `ask` in a dialog that needs no page at all.
 */
export type AfterCrash = 'load-again' | 'explain' | 'ask';

/** Milliseconds: a page that crashes sooner than this after the last time would only crash again. */
export const crashPause = 10_000;

/** Counts the crashes that come in quick succession. Gives what is done after each. */
export function countCrashes(now: () => number): () => AfterCrash {
  let last = Number.NEGATIVE_INFINITY;
  let inSuccession = 0;
  return () => {
    const isSoon = now() - last < crashPause;
    last = now();
    inSuccession = isSoon ? inSuccession + 1 : 1;
    if (inSuccession === 1) return 'load-again';
    return inSuccession === 2 ? 'explain' : 'ask';
  };
}
